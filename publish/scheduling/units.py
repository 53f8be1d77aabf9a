"""Units for what runs Masthead: systemd, cron and Kubernetes. Pure text from what is configured."""

# Real annotations: named tuples compile those that are text, which takes every run 3 ms.

import json
import shlex
from pathlib import Path
from typing import NamedTuple

from publish.errors import InvalidConfig
from publish.scheduling.calendars import calendar_events, cron_of
from publish.scheduling.systemd import exec_line, oneshot, resident, timer

DEFAULT_EVERY = "15 min"


class Installation(NamedTuple):
    """`command` runs Masthead, `config` is the configuration and `root` its folder; `writes` are folders it writes to.

    `name` names units, `user` who owns the state. All paths are absolute. `outside` are other paths it reads.
    """

    name: str
    title: str
    command: tuple[str, ...]
    config: Path
    root: Path
    state: Path
    writes: tuple[Path, ...]
    outside: tuple[Path, ...]
    user: str
    zone: str
    every: str | None
    cron: str | None

    def line(self, *arguments: str) -> tuple[str, ...]:
        """A command line with the configuration named."""
        return (*self.command, *arguments, "--config", str(self.config))


def systemd(site: Installation, *, run: bool) -> str:
    """A oneshot service and its timer, or with `run` a service that stays."""
    if run:
        line = exec_line(site.line("run"))
        return resident(site.name, site.title, site.user, site.root, site.writes, line)
    every = site.every or DEFAULT_EVERY
    cron = site.cron or cron_of(every)
    events = calendar_events(cron, site.zone) if cron is not None else []
    line = exec_line(site.line("build", "--quiet", "--fail-on", "new"))
    service = oneshot(site.name, site.title, site.user, site.root, site.writes, line)
    return f"{service}\n{timer(site.name, site.title, events, every)}"


def crontab(site: Installation) -> str:
    """Lines for crontab(5). Raises InvalidConfig for an interval that none can say."""
    # In a crontab "%" stands for a new line unless it is escaped.
    line = shlex.join(site.line("build", "--quiet", "--fail-on", "new")).replace("%", "\\%")
    return "\n".join([
        f"# {site.title}: publish what changed.",
        "# CRON_TZ is heeded by cronie; Debian's cron(8) goes by the machine's own zone whatever it says.",
        f"CRON_TZ={site.zone}",
        f"{_expression(site)} {line}",
        "",
    ])  # fmt: skip


def kubernetes(site: Installation, image: str, *, run: bool) -> str:
    """A CronJob, or with `run` a Deployment, and the claim for what is remembered."""
    arguments = ["run"] if run else ["build", "--quiet", "--fail-on", "new"]
    labels = {"app.kubernetes.io/name": "masthead", "app.kubernetes.io/instance": site.name}
    container: dict[str, object] = {
        "name": "masthead",
        "image": image,
        "command": ["masthead"],
        "args": [*arguments, "--config", str(site.config)],
        "workingDir": str(site.root),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "site", "mountPath": str(site.root)},
            {"name": "state", "mountPath": str(site.state)},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    }
    pod: dict[str, object] = {
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "fsGroup": 65534},
        "containers": [container],
        "volumes": [
            {"name": "site", "persistentVolumeClaim": {"claimName": f"{site.name}-site"}},
            {"name": "state", "persistentVolumeClaim": {"claimName": f"{site.name}-state"}},
            {"name": "tmp", "emptyDir": {}},
        ],
    }
    if run:
        health = ["masthead", "status", "--health", "--config", str(site.config)]
        container["livenessProbe"] = {"exec": {"command": health}, "initialDelaySeconds": 60, "periodSeconds": 60}
        pod["terminationGracePeriodSeconds"] = 30
        work = _object("apps/v1", "Deployment", site.name, labels, {
            "replicas": 1,
            # Two at a time would wait for each other's lock.
            "strategy": {"type": "Recreate"},
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        })  # fmt: skip
    else:
        pod["restartPolicy"] = "Never"
        work = _object("batch/v1", "CronJob", site.name, labels, {
            "schedule": _expression(site),
            "timeZone": site.zone,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 300,
            "jobTemplate": {"spec": {
                "backoffLimit": 0,
                "template": {"metadata": {"labels": labels}, "spec": pod},
            }},
        })  # fmt: skip
    claim = _object("v1", "PersistentVolumeClaim", f"{site.name}-state", labels, {
        # A network file system can't keep the state: the storage class has to be a block device's.
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
    })  # fmt: skip
    said = [
        f"# {site.title}. The claim {site.name}-site, which is yours, holds {site.root} with masthead.toml.",
        f"# The claim {site.name}-state must be on a block device: a network file system can't keep the state.",
        *(f"# Mount this too: {path}" for path in site.outside),
    ]
    return "\n".join([*said, _yaml(claim), "---", _yaml(work), ""])


def _object(version: str, kind: str, name: str, labels: object, spec: object) -> dict[str, object]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "labels": labels}, "spec": spec}


def _yaml(value: object, indent: int = 0) -> str:
    """Block style; every string is written as JSON, which YAML 1.2 reads as it is (section 1.2)."""
    margin = "  " * indent
    if isinstance(value, dict) and value:
        return "\n".join(
            f"{margin}{key}:{_below(item, indent + 1)}" for key, item in value.items()
        )
    if isinstance(value, list) and value:
        return "\n".join(f"{margin}-{_yaml(item, indent + 1)[len(margin) + 1:]}" for item in value)
    return margin + json.dumps(value)


def _below(value: object, indent: int) -> str:
    return "\n" + _yaml(value, indent) if isinstance(value, dict | list) and value else " " + json.dumps(value)


def _expression(site: Installation) -> str:
    every = site.every or DEFAULT_EVERY
    expression = site.cron or cron_of(every)
    if expression is None:
        raise InvalidConfig(
            [f'schedule.every = "{every}" is no interval that a cron expression can say; write [schedule] cron = "…"']
        )
    return expression

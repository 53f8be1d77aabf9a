"""Units that others run Masthead by: systemd verifies them, Kubernetes' own rules hold, and a crontab reads them."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from publish.cli import Surroundings
from publish.commands import schedule
from publish.config import load
from publish.errors import InvalidConfig
from publish.scheduling import units
from publish.terminal.screen import Screen
from publish.testing import CONFIG, NOON

ZONE = 'feeds_url = "https://harbourpost.example/feeds/"\ntimezone = "Asia/Hong_Kong"\n'


def site(folder: Path, when: str = 'cron = "*/15 6-23 * * *"') -> units.Installation:
    folder.mkdir(parents=True, exist_ok=True)
    text = CONFIG.replace('feeds_url = "https://harbourpost.example/feeds/"\n', ZONE)
    (folder / "masthead.toml").write_text(f"{text}\n[schedule]\n{when}\n" if when else text, "utf-8")
    return schedule.installation(load(folder / "masthead.toml", {}))


def printed(folder: Path, *, system: str, run: bool = False, image: str | None = None) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    options = Namespace(config=None, system=system, run=run, image=image)
    screen = Screen(out, err)
    surroundings = Surroundings(
        now=NOON, clock=lambda: NOON, environ={}, folder=folder, input=sys.stdin, screen=screen
    )
    assert schedule.run(options, surroundings) == 0
    return out.getvalue(), err.getvalue()


# systemd.


def verify(text: str, folder: Path) -> str:
    """What `systemd-analyze verify` says of the units that were printed; "" where they pass."""
    files = []
    for part in re.split(r"(?m)^(?=# /etc/systemd/system/)", text):
        if part.strip():
            files.append(folder / part.split("\n", 1)[0].rpartition("/")[2])
            files[-1].write_text(part, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    own = [line for line in done.stderr.splitlines() if "masthead" in line]
    return "\n".join(own) or (done.stderr if done.returncode else "")


@pytest.mark.parametrize("when", ['cron = "*/15 6-23 * * *"', 'cron = "0 9 1 * 1"', 'every = "7 min"', ""])
@pytest.mark.parametrize("run", [False, True])
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path, when: str, run: bool) -> None:
    """The service and its timer, and the service that stays, pass `systemd-analyze verify` without a word."""
    text = units.systemd(site(tmp_path / "site", when), run=run)
    assert verify(text, tmp_path) == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_an_awkward_path(tmp_path: Path) -> None:
    """Spaces, a percent sign and a dollar in a path reach the command as they are."""
    odd = site(tmp_path / "the post 100% $ave")
    assert verify(units.systemd(odd, run=False), tmp_path) == ""
    assert "/the post 100%% $$ave/masthead.toml" in units.systemd(odd, run=True)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_verify_notices(tmp_path: Path) -> None:
    """A setting that systemd does not know is found."""
    assert "Unknown key" in verify(units.systemd(site(tmp_path / "site"), run=False) + "Colour=red\n", tmp_path)


def test_the_timer_is_in_the_publications_zone_and_makes_up_what_it_missed(tmp_path: Path) -> None:
    """systemd is told the zone, so that summer time is its affair, and to run once after a pause."""
    text = units.systemd(site(tmp_path), run=False)
    assert "OnCalendar=*-*-* 6..23:0/15:00 Asia/Hong_Kong\nPersistent=true\n" in text


def test_an_interval_that_the_calendar_has_not_is_counted(tmp_path: Path) -> None:
    """Every seven minutes has no calendar event."""
    assert "OnUnitActiveSec=420s" in units.systemd(site(tmp_path, 'every = "7 min"'), run=False)


def test_the_service_that_stays_is_watched_and_may_write_where_it_must(tmp_path: Path) -> None:
    """It says when it is ready, is killed when it hangs, and writes to its state and target only."""
    (tmp_path / "public").mkdir()
    (tmp_path / ".masthead").mkdir()
    text = units.systemd(site(tmp_path), run=True)
    assert "Type=notify\n" in text
    assert "WatchdogSec=" in text
    assert "ProtectSystem=strict\n" in text
    assert f"ReadWritePaths={tmp_path}/public {tmp_path}/.masthead\n" in text


# cron.


def test_a_crontab_line_runs_the_build(tmp_path: Path) -> None:
    """Five fields and a command that a shell takes apart as it was meant, with the zone above it."""
    *_, zone, line = units.crontab(site(tmp_path / "it's here")).splitlines()
    assert zone == "CRON_TZ=Asia/Hong_Kong"
    assert line.split(" ", 5)[:5] == ["*/15", "6-23", "*", "*", "*"]
    words = shlex.split(line.split(" ", 5)[5])
    assert words[-6:] == ["build", "--quiet", "--fail-on", "new", "--config", f"{tmp_path}/it's here/masthead.toml"]


def test_a_percent_sign_is_escaped_for_cron(tmp_path: Path) -> None:
    """In a crontab it would end the command: crontab(5)."""
    assert r"100\%" in units.crontab(site(tmp_path / "100%"))


def test_an_interval_that_cron_has_not_is_a_mistake(tmp_path: Path) -> None:
    """Every seven minutes can't be said; the message says what to write."""
    with pytest.raises(InvalidConfig, match=r'"7 min" is no interval that a cron expression can say; write \[schedule'):
        units.crontab(site(tmp_path, 'every = "7 min"'))


def test_cron_runs_nothing_that_stays(tmp_path: Path) -> None:
    """`schedule cron --run` says what to do instead."""
    site(tmp_path)
    with pytest.raises(InvalidConfig, match="masthead schedule systemd --run"):
        printed(tmp_path, system="cron", run=True)


# Kubernetes.

NAME = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 52}
LABELS = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 63}}


def strict(required: list[str], /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def some(items: Any) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items}


TEXT, TRUE, COUNT = {"type": "string", "minLength": 1}, {"type": "boolean"}, {"type": "integer", "minimum": 0}
CONTAINER = strict(
    ["name", "image", "command", "args", "volumeMounts", "securityContext"],
    name=NAME, image=TEXT, command=some(TEXT), args=some(TEXT), workingDir={"type": "string", "pattern": "^/"},
    securityContext=strict([], allowPrivilegeEscalation={"const": False}, readOnlyRootFilesystem={"const": True},
                           capabilities=strict(["drop"], drop={"const": ["ALL"]})),
    volumeMounts=some(strict(["name", "mountPath"], name=NAME, mountPath={"type": "string", "pattern": "^/"})),
    livenessProbe=strict(["exec"], exec=strict(["command"], command=some(TEXT)),
                         initialDelaySeconds=COUNT, periodSeconds=COUNT),
)  # fmt: skip
POD = strict(
    ["metadata", "spec"],
    metadata=strict(["labels"], labels=LABELS),
    spec=strict(
        ["containers", "volumes"],
        containers=some(CONTAINER), restartPolicy={"enum": ["Never", "OnFailure"]}, terminationGracePeriodSeconds=COUNT,
        securityContext=strict([], runAsNonRoot={"const": True}, runAsUser=COUNT, fsGroup=COUNT),
        volumes=some({"anyOf": [
            strict(["name", "emptyDir"], name=NAME, emptyDir={"type": "object"}),
            strict(["name", "persistentVolumeClaim"], name=NAME,
                   persistentVolumeClaim=strict(["claimName"], claimName=NAME)),
        ]}),
    ),
)  # fmt: skip
SPECS = {
    ("batch/v1", "CronJob"): strict(
        ["schedule", "timeZone", "concurrencyPolicy", "jobTemplate"],
        schedule={"type": "string", "pattern": r"^\S+( \S+){4}$"}, timeZone=TEXT, concurrencyPolicy={"const": "Forbid"},
        startingDeadlineSeconds=COUNT,
        jobTemplate=strict(["spec"], spec=strict(["template"], backoffLimit=COUNT, template=POD)),
    ),
    ("apps/v1", "Deployment"): strict(
        ["selector", "template"],
        replicas={"const": 1}, strategy=strict(["type"], type={"const": "Recreate"}),
        selector=strict(["matchLabels"], matchLabels=LABELS), template=POD,
    ),
    ("v1", "PersistentVolumeClaim"): strict(
        ["accessModes", "resources"], accessModes={"const": ["ReadWriteOnce"]},
        resources=strict(["requests"], requests=strict(["storage"], storage=TEXT)),
    ),
}  # fmt: skip


def objects(text: str) -> list[dict[str, Any]]:
    """The objects of a manifest, each held against the part of its API that we use, with nothing unknown in it."""
    found = list(yaml.safe_load_all(text))
    for each in found:
        spec = SPECS[each["apiVersion"], each["kind"]]
        metadata = strict(["name", "labels"], name=NAME, labels=LABELS)
        whole = strict(["metadata", "spec"], apiVersion=TEXT, kind=TEXT, metadata=metadata, spec=spec)
        Draft202012Validator(whole).validate(each)
    return found


@pytest.mark.parametrize(("run", "kind"), [(False, "CronJob"), (True, "Deployment")])
def test_kubernetes_gets_what_its_api_takes(tmp_path: Path, run: bool, kind: str) -> None:
    """Every field is one of its API's, of its type, and every volume that is mounted is there."""
    found = objects(units.kubernetes(site(tmp_path), "registry.example/masthead:1", run=run))
    assert [each["kind"] for each in found] == ["PersistentVolumeClaim", kind]
    spec = found[1]["spec"]
    pod = (spec if run else spec["jobTemplate"]["spec"])["template"]["spec"]
    mounted = {mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}
    assert found[0]["metadata"]["name"] in str(pod["volumes"])


def test_kubernetes_runs_one_at_a_time_in_the_publications_zone(tmp_path: Path) -> None:
    """The CronJob forbids two at once and names the zone."""
    spec = objects(units.kubernetes(site(tmp_path), "masthead:1", run=False))[1]["spec"]
    assert (spec["schedule"], spec["timeZone"]) == ("*/15 6-23 * * *", "Asia/Hong_Kong")


def test_kubernetes_asks_for_the_health_of_what_stays(tmp_path: Path) -> None:
    """The Deployment is alive while `masthead status --health` says so."""
    spec = objects(units.kubernetes(site(tmp_path), "masthead:1", run=True))[1]["spec"]
    probe = spec["template"]["spec"]["containers"][0]["livenessProbe"]
    assert probe["exec"]["command"][:3] == ["masthead", "status", "--health"]


def test_kubernetes_needs_an_image(tmp_path: Path) -> None:
    """There is none that we could name."""
    site(tmp_path)
    with pytest.raises(InvalidConfig, match="--image IMAGE"):
        printed(tmp_path, system="kubernetes")


def test_a_feed_with_its_own_schedule_is_named_where_the_unit_can_not_keep_it(tmp_path: Path) -> None:
    """`build` publishes every feed, so the note says which command keeps that schedule."""
    site(tmp_path, 'every = "15 min"\n[[feeds]]\npath = "digest"\ncron = "0 7 * * *"')
    text, note = printed(tmp_path, system="systemd")
    assert text.startswith("# /etc/systemd/system/masthead-harbourpost-example.service\n")
    assert "note: digest has a schedule of its own, which only masthead run keeps" in note
    assert printed(tmp_path, system="systemd", run=True)[1] == ""

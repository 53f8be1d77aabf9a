"""The text of systemd units."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from publish.configuration.values import seconds

# What Masthead does without: systemd.exec(5). No network is shut off, for hubs and buckets are reached over it.
_SANDBOX = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
UMask=0022"""


def exec_line(command: Iterable[str]) -> str:
    """A command line as ExecStart= takes it (systemd.service(5), "Command lines")."""
    return " ".join(_quoted(word).replace("$", "$$") for word in command)


def oneshot(name: str, title: str, user: str, root: Path, writes: Iterable[Path], line: str) -> str:
    """A service that runs once each time its timer elapses."""
    return f"""\
# /etc/systemd/system/{name}.service
[Unit]
Description={_text(title)}: publish feeds
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={_path(root)}
ExecStart={line}
{_writable(writes)}
{_SANDBOX}
"""


def timer(name: str, title: str, events: Iterable[str], every: str) -> str:
    """The timer: by the calendar, or where there are no such events so long after the last run."""
    due = [f"OnCalendar={event}" for event in events]
    # A missed calendar event is made up once: systemd.timer(5), Persistent=.
    due = [*due, "Persistent=true"] if due else ["OnBootSec=1min", f"OnUnitActiveSec={seconds(every):g}s"]
    return "\n".join([
        f"# /etc/systemd/system/{name}.timer",
        "# systemctl daemon-reload && systemctl enable --now " + f"{name}.timer",
        "[Unit]",
        f"Description={_text(title)}: publish feeds on schedule",
        "",
        "[Timer]",
        *due,
        "AccuracySec=1s",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ])  # fmt: skip


def resident(name: str, title: str, user: str, root: Path, writes: Iterable[Path], line: str) -> str:
    """A service that stays and says when it is ready and well."""
    return f"""\
# /etc/systemd/system/{name}.service
# systemctl daemon-reload && systemctl enable --now {name}.service
[Unit]
Description={_text(title)}: publish feeds on time and on change
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
NotifyAccess=main
User={user}
WorkingDirectory={_path(root)}
ExecStart={line}
ExecReload=/bin/kill -HUP $MAINPID
KillMode=mixed
TimeoutStopSec=30
WatchdogSec=120
Restart=always
RestartSec=2
# A mistake in the configuration is not mended by another start.
RestartPreventExitStatus=2
{_writable(writes)}
{_SANDBOX}

[Install]
WantedBy=multi-user.target
"""


def _writable(paths: Iterable[Path]) -> str:
    return "ReadWritePaths=" + " ".join(_quoted(str(path)) for path in paths)


def _path(path: Path) -> str:
    """The value of a setting that takes one path and knows no quotes."""
    return str(path).replace("%", "%%")


def _quoted(word: str) -> str:
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if not word or set(word) & set(" \t'\";#") else word


def _text(text: str) -> str:
    return " ".join(text.split()).replace("%", "%%").rstrip("\\")

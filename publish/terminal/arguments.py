"""Every command with its options, help and examples. argparse only: nothing is done here."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from publish.terminal.help import COMMANDS
from publish.terminal.screen import terminal_columns
from publish.version import VERSION


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for these arguments. Only the named command gets its options: making all of them costs every run."""
    root = _parser("masthead", "Articles in, RSS, Atom and JSON feeds out.", "")
    root.add_argument("--version", action="version", version=f"masthead {VERSION}")
    # Without `prog` argparse formats a usage line to make one, and loads shutil for it.
    commands = root.add_subparsers(
        dest="command", metavar="COMMAND", prog="masthead", parser_class=argparse.ArgumentParser
    )
    fillers = {
        "init": _init,
        "build": _build,
        "check": _check,
        "withdraw": _withdraw,
        "adopt": _adopt,
        "serve": _serve,
        "run": _run,
        "schedule": _schedule,
        "notify": _notify,
        "status": _status,
        "state": _state,
    }
    for name, (summary, epilog) in COMMANDS.items():
        if arguments and arguments[0] in COMMANDS and arguments[0] != name:
            continue
        command = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=epilog,
            formatter_class=_formatter,
            allow_abbrev=False,
        )
        fillers[name](command)
    return root


def _parser(name: str, description: str, epilog: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=name,
        description=description,
        epilog=epilog,
        formatter_class=_formatter,
        allow_abbrev=False,
    )


def _formatter(prog: str) -> argparse.HelpFormatter:
    """argparse makes one for every option. Without a width each looks for the terminal's, and loads shutil: 4 ms."""
    return argparse.RawDescriptionHelpFormatter(prog, width=_columns())


def _columns() -> int:
    said = os.environ.get("COLUMNS", "")
    return max(int(said) if said.isascii() and said.isdigit() else terminal_columns(), 20) - 2


def _common(command: argparse.ArgumentParser, *, json: bool = True, config: bool = True) -> None:
    if config:
        command.add_argument("--config", metavar="FILE", help="(default: masthead.toml here or above)")
    if json:
        command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--no-color", action="store_true", help="no colours (also: NO_COLOR in the environment)")
    command.add_argument("--verbose", action="store_true", help="log every step; show where errors come from")


def _init(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", metavar="DIR", default=".", help="(default: this folder)")
    command.add_argument("--link", metavar="URL", help="the address of the site (default: what the folder says)")
    command.add_argument("--title", help="the publication's name (default: what the folder says)")
    command.add_argument("--timezone", metavar="ZONE", help='of dates that name none, as "Asia/Tokyo"')
    _common(command, json=False, config=False)


def _without_file(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("without a masthead.toml")
    group.add_argument("folder", nargs="?", metavar="FOLDER", help="where the articles are")
    group.add_argument("--link", metavar="URL", help="the address of the site")
    group.add_argument("--to", metavar="DIR", help="where the documents go")
    group.add_argument("--title", help="the publication's name (default: the site's host)")
    group.add_argument("--feeds-url", metavar="URL", help="where they will be reached (default: link and DIR)")
    group.add_argument("--timezone", metavar="ZONE", help='of dates that name none, as "Asia/Tokyo" (default: UTC)')
    group.add_argument("--id", metavar="IRI", help="what minted ids begin with (default: the address of the site)")


def _build(command: argparse.ArgumentParser) -> None:
    _without_file(command)
    run = command.add_argument_group("the run")
    run.add_argument("--dry-run", action="store_true", help="show what subscribers would see; write nothing")
    run.add_argument("--changed", nargs="+", metavar="PATH", help="read only these (-: from standard input)")
    run.add_argument("--notify", action="store_true", help="then tell hubs, once documents are at their addresses")
    run.add_argument("--prune", action="store_true", help="delete the documents of feeds that have ended")
    run.add_argument("--wait", type=_seconds, default=60.0, metavar="SECONDS", help="for another run (default: 60)")
    run.add_argument(
        "--fail-on",
        choices=("any", "new", "none"),
        default="any",
        help="which problems give a status other than 0: any, only new ones, none (default: any)",
    )
    meant = command.add_argument_group("to mean what is otherwise held back")
    meant.add_argument("--allow-removals", type=_number, default=0, metavar="N", help="let so many articles leave")
    meant.add_argument("--allow-resurfacing", action="store_true", help="publish again under a new id")
    meant.add_argument(
        "--adopt-file", action="append", default=[], metavar="PATH", help="replace this file of another program's"
    )
    meant.add_argument("--new-publication", action="store_true", help="begin beside another program's feeds")
    output = command.add_argument_group("what is shown")
    output.add_argument("--quiet", action="store_true", help="only problems")
    output.add_argument("--show-held", action="store_true", help="the titles of held articles too")
    _common(command)


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="*", metavar="FILE", help="articles (default: all)")
    _common(command)


def _withdraw(command: argparse.ArgumentParser) -> None:
    command.add_argument("article", metavar="KEY|ID|URL", help="its file, its id, or its link")
    command.add_argument("--note", default="", metavar="TEXT", help="what readers see in its place")
    command.add_argument("--undo", action="store_true", help="show it again as it is")
    command.add_argument("--notify", action="store_true", help="then tell hubs, once documents are at their addresses")
    command.add_argument("--dry-run", action="store_true", help="show what would happen; change nothing")
    command.add_argument("--wait", type=_seconds, default=60.0, metavar="SECONDS", help="for another run (default: 60)")
    _common(command)


def _adopt(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", metavar="FILE|URL", help="RSS, Atom or JSON feeds, or their addresses")
    command.add_argument("--dry-run", action="store_true", help="show which item is which article; change nothing")
    command.add_argument("--wait", type=_seconds, default=60.0, metavar="SECONDS", help="for another run (default: 60)")
    _common(command)


def _run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--serve", action="store_true", help="serve the documents too, by a child process")
    # Without a default: what is said for a server is a mistake where none is started.
    _where(command, "with --serve: ", host=None, port=None)
    command.add_argument("--no-notify", action="store_true", help="tell no hub")
    _common(command)


def _schedule(command: argparse.ArgumentParser) -> None:
    command.add_argument("system", choices=("systemd", "cron", "kubernetes"), help="what runs it")
    command.add_argument("--run", action="store_true", help="for a process that stays, masthead run")
    command.add_argument("--image", metavar="IMAGE", help="kubernetes: a container image with masthead in it")
    _common(command, json=False)


def _notify(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--wait", type=_seconds, metavar="SECONDS", help="for documents and hubs (default: live_timeout of [notify])"
    )
    command.add_argument("--quiet", action="store_true", help="only what is owed still")
    _common(command)


def _serve(command: argparse.ArgumentParser) -> None:
    _where(command)
    command.add_argument("--preview", action="store_true", help="what the next build would publish; write nothing")
    command.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="NETWORK",
        help="believe the X-Forwarded-For of proxies there, as 10.0.0.0/8",
    )
    command.add_argument(
        "--rate", type=_number, default=50, metavar="N", help="requests a second for one client; 0: any (default: 50)"
    )
    command.add_argument(
        "--connections", type=_at_least_one, default=1000, metavar="N", help="at once; others wait (default: 1000)"
    )
    command.add_argument(
        "--memory", type=_number, default=256, metavar="MB", help="of documents kept in memory (default: 256)"
    )
    command.add_argument(
        "--access-log", default="-", metavar="FILE", help="a line for each request (default: standard output)"
    )
    command.add_argument("--end-with-input", action="store_true", help="end when standard input does")
    command.add_argument("--quiet", action="store_true", help="no access log, and no word at the start")
    _common(command, json=False)


def _where(
    command: argparse.ArgumentParser, note: str = "", *, host: str | None = "127.0.0.1", port: int | None = 8080
) -> None:
    command.add_argument("--host", default=host, metavar="ADDRESS", help=f"{note}(default: 127.0.0.1)")
    command.add_argument("--port", type=_port, default=port, metavar="N", help=f"{note}(default: 8080)")


def _status(command: argparse.ArgumentParser) -> None:
    command.add_argument("--show-held", action="store_true", help="the titles of held articles too")
    command.add_argument("--health", action="store_true", help="only say whether the last run is recent and well")
    _common(command)


def _state(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=("export", "import"), help="write the ledger, or take one over")
    command.add_argument("file", nargs="?", metavar="FILE", default="-", help="(default: standard output or input)")
    command.add_argument("--wait", type=_seconds, default=60.0, metavar="SECONDS", help="for another run (default: 60)")
    _common(command, json=False)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of seconds from 0 to 86400')
    return seconds


def _at_least_one(text: str) -> int:
    if (number := _number(text)) == 0:
        raise argparse.ArgumentTypeError("it has to be 1 or more")
    return number


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f'"{text}" is no port from 1 to 65535')
    return int(text)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number from 0 on')
    return int(text)

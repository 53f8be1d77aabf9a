"""Every command with its options, help and examples. argparse only: nothing is done here."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from publish.version import VERSION

OVERVIEW = """\
Masthead publishes a publication's articles as RSS, Atom and JSON feeds.

  masthead init                 write a first masthead.toml from what is there
  masthead build                publish what changed
  masthead check [FILE…]        see the articles as a build would read them
  masthead withdraw URL         take an article back: a note stands in its place
  masthead adopt FILE…          take over ids and dates from another's feeds
  masthead serve                answer readers over HTTP
  masthead run                  stay, and publish on time and on change
  masthead schedule systemd|cron|kubernetes
                                the unit that runs it, for your system
  masthead notify               tell hubs what they have not been told yet
  masthead status               feeds, held articles, problems
  masthead state export|import  what is remembered between runs

Without a masthead.toml:
  masthead build articles --link https://harbourpost.example/ --to public/feeds

masthead COMMAND --help says more.
"""

_EXIT = """\
exit status:
  0  done
  1  an article was refused, or something was held back; the rest is published
  2  a mistake on the command line or in the configuration
  3  nothing could be published
  4  another run went on longer than --wait
"""

_COMMANDS = {
    "init": (
        "write a first masthead.toml from what is there",
        """\
examples:
  masthead init          look at this folder and write ./masthead.toml
  masthead init ~/site   the same for another folder
  masthead init --link https://harbourpost.example/
                         where nothing here says what the site's address is
""",
    ),
    "build": (
        "publish what changed",
        """\
examples:
  masthead build                             one run with ./masthead.toml
  masthead build --dry-run                   what subscribers would see
  masthead build --changed articles/tour.md  read only this file
  git diff --name-only HEAD~1 | masthead build --changed -
  masthead build articles --link https://harbourpost.example/ --to public/feeds
  SOURCE_DATE_EPOCH=1700000000 masthead build
                                             the run's moment, to repeat builds

"""
        + _EXIT,
    ),
    "check": (
        "see the configuration and the articles as a build would read them",
        """\
examples:
  masthead check                        every article, in a table
  masthead check articles/tour.md       one article in full
  masthead check --json | jq '.articles[].title'
""",
    ),
    "withdraw": (
        "take an article back: a note stands in its place, then nothing",
        """\
examples:
  masthead withdraw https://harbourpost.example/china/tour --note "It was wrong."
                           by its link, its id or its file, also one that is gone
  masthead withdraw articles/china/tour.md --undo
  masthead withdraw articles/china/tour.md --dry-run

For 30 days the note is in every feed that the article was in, and in their
archives; then it leaves. What a reader has copied elsewhere stays there.
""",
    ),
    "adopt": (
        "take over ids and dates from feeds of another program",
        """\
examples:
  masthead adopt public/index.xml --dry-run
                           which item is which article; nothing is changed
  masthead adopt public/index.xml public/atom.xml
                           before the first build: what was read stays read
  curl -L -o old.xml https://harbourpost.example/feed/ && masthead adopt old.xml

exit status:
  0  done
  1  something was left: what could be two articles, what is published under
     another id, or all of it
  2  a mistake on the command line, in the configuration or in a file
  4  another run went on longer than --wait
""",
    ),
    "serve": (
        "answer readers over HTTP, with what is published",
        """\
examples:
  masthead serve                      at http://127.0.0.1:8080 and the path of
                                      feeds_url, for a proxy or for a look
  masthead serve --host 0.0.0.0 --port 80
  masthead serve --trusted-proxy 10.0.0.0/8 --access-log /var/log/feeds.log
  masthead serve --preview            what the next build would publish, for
                                      your own eyes: nothing is written

It takes up what a build publishes within a second, and writes nothing. It needs
no build first: until there is one, readers are told to come again.
""",
    ),
    "notify": (
        "tell hubs what they have not been told yet",
        """\
examples:
  masthead build && rsync -a public/ web:/srv/feeds/ && masthead notify
                        after a deploy: each hub is told of a document as soon
                        as its address answers with the bytes that were built
  masthead notify --wait 60
  masthead notify --json | jq '.owed[].error'

exit status:
  0  hubs have been told of every document
  1  something is owed still; the next one goes on
  2  a mistake on the command line or in the configuration
""",
    ),
    "run": (
        "stay, and publish on time and on change",
        """\
examples:
  masthead run                   until SIGTERM or Ctrl-C
  masthead run --serve           with `masthead serve` as its child process
  masthead run --json | jq .     one JSON object for each run

signals:
  SIGTERM, SIGINT  end once the documents in hand are written; again: at once
  SIGHUP           read masthead.toml again (done by itself when it changes)
""",
    ),
    "schedule": (
        "print the unit that publishes on the configured schedule",
        """\
examples:
  masthead schedule systemd         a service and a timer for `masthead build`
  masthead schedule systemd --run   a service that stays, for `masthead run`
  masthead schedule cron | crontab -
  masthead schedule kubernetes --image IMAGE | kubectl apply -f -
""",
    ),
    "status": (
        "feeds, held articles, the next release, problems",
        """\
examples:
  masthead status
  masthead status --show-held           with the titles of held articles
  masthead status --json
  masthead status --health              0 where the last run is recent and well
""",
    ),
    "state": (
        "what is remembered between runs, as JSON Lines",
        """\
examples:
  masthead state export > masthead.ids.jsonl
  masthead state import masthead.ids.jsonl
""",
    ),
}


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
    for name, (summary, epilog) in _COMMANDS.items():
        if arguments and arguments[0] in _COMMANDS and arguments[0] != name:
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
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(sys.stdout.fileno()).columns) - 2
    except (ValueError, OSError):
        return 78


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
    command.add_argument("--dry-run", action="store_true", help="show what would happen; change nothing")
    command.add_argument("--wait", type=_seconds, default=60.0, metavar="SECONDS", help="for another run (default: 60)")
    _common(command)


def _adopt(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", metavar="FILE", help="RSS, Atom or JSON feeds, archives too")
    command.add_argument("--dry-run", action="store_true", help="show which item is which article; change nothing")
    command.add_argument("--wait", type=_seconds, default=60.0, metavar="SECONDS", help="for another run (default: 60)")
    _common(command)


def _run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--serve", action="store_true", help="serve the documents too, by a child process")
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
    command.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="(default: 127.0.0.1)")
    command.add_argument("--port", type=_port, default=8080, metavar="N", help="(default: 8080)")
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
        "--connections", type=_number, default=1000, metavar="N", help="at once; others wait (default: 1000)"
    )
    command.add_argument(
        "--access-log", default="-", metavar="FILE", help="a line for each request (default: standard output)"
    )
    command.add_argument("--quiet", action="store_true", help="no access log, and no word at the start")
    _common(command, json=False)


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
        raise argparse.ArgumentTypeError(f'"{text}" is no number of seconds')
    return seconds


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f'"{text}" is no port from 1 to 65535')
    return int(text)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f'"{text}" is no number')
    return int(text)

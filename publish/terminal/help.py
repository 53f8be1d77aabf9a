"""What the command line says of itself: an overview, and each command in a line, with examples."""

from __future__ import annotations

OVERVIEW = """\
Masthead publishes a publication's articles as RSS, Atom and JSON feeds.

  masthead init                 write a first masthead.toml from what is there
  masthead build                publish what changed
  masthead check [FILE…]        see the articles as a build would read them
  masthead withdraw URL         take an article back: a note stands in its place
  masthead adopt FILE|URL…      take over ids and dates from another's feeds
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

EXIT = """\
exit status:
  0  done
  1  an article was refused, or something was held back; the rest is published
  2  a mistake on the command line or in the configuration
  3  nothing could be published
  4  another run went on longer than --wait
"""

COMMANDS = {
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
        + EXIT,
    ),
    "check": (
        "see the configuration and the articles as a build would read them",
        """\
examples:
  masthead check                        every article, in a table
  masthead check articles/tour.md       one article in full
  masthead check --json | jq '.articles[].title'

exit status:
  0  every article can be published
  1  an article would be refused, or a source can't be read
  2  a mistake on the command line or in the configuration
""",
    ),
    "withdraw": (
        "take an article back: a note stands in its place, then nothing",
        """\
examples:
  masthead withdraw https://harbourpost.example/china/tour --note "It is wrong."
                           by its link, id or file, also one that is gone
  masthead withdraw articles/china/tour.md --undo
  masthead withdraw articles/china/tour.md --dry-run
  masthead withdraw articles/china/tour.md --notify
                           and tell hubs, before all other news

For 30 days the note is in every feed that the article was in, and in their
archives; then it leaves. What a reader has copied elsewhere stays there.

"""
        + EXIT,
    ),
    "adopt": (
        "take over ids and dates from feeds of another program",
        """\
examples:
  masthead adopt public/index.xml --dry-run
                           which item is which article; nothing is changed
  masthead adopt public/index.xml public/atom.xml
                           before the first build: what was read stays read
  masthead adopt https://harbourpost.example/feed/
                           a feed at its address, with the archives it names

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
  (crontab -l; masthead schedule cron) | crontab -
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
  masthead status --health              for a probe

exit status:
  0  the state was shown, whatever it is; with --health: the last run is recent
     and well
  1  with --health: it is not, and why
  2  a mistake on the command line or in the configuration
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

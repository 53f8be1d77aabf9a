"""A first masthead.toml, from what a folder holds: a site generator's configuration, articles, feeds."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from publish.config import FILE_NAME
from publish.configuration import values
from publish.detecting.detect import detect
from publish.detecting.found import Found
from publish.errors import InvalidConfig

_EXAMPLE = "https://harbourpost.example/"


def run(
    root: Path,
    link: str | None,
    title: str | None,
    now: datetime,
    zone: str | None,
    *,
    command: str = "masthead init",
) -> Path:
    """Write masthead.toml into `root` and return its path.

    What is passed goes before what is found. `command` is what advice begins with. Raises InvalidConfig where
    there is no such folder or a masthead.toml already, where what is passed is none of what the configuration takes,
    where nothing says what the site's address is, and where it can't be written.
    """
    path = root / FILE_NAME
    if not root.is_dir():
        raise InvalidConfig([f"{root} is no folder. Make it and put the articles into it, or name another."])
    if path.exists():
        raise InvalidConfig([f"{path} is there already and stays as it is. To begin again, move it away first."])
    _check_options(link, title, zone)
    found = detect(root)
    found = replace(
        found,
        link=link or found.link,
        title=title or found.title,
        timezone=zone or found.timezone,
    )
    text = write(found, now, command)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        raise InvalidConfig([f"{path} can't be written: {error.strerror}."]) from error
    return path


def _check_options(link: str | None, title: str | None, zone: str | None) -> None:
    """Each read as the configuration will read it. Raises InvalidConfig."""
    mistakes = []
    read = (("--link", values.folder_url, link), ("--title", values.text, title), ("--timezone", values.zone, zone))
    for option, reader, value in read:
        try:
            if value:
                reader(value)
        except ValueError as error:
            mistakes.append(f"{option}: {error}")
    if mistakes:
        raise InvalidConfig(mistakes)


def write(found: Found, now: datetime, command: str) -> str:
    """The text of a masthead.toml. `now` (aware) dates the publication's id.

    Raises InvalidConfig where the site's address is not known.
    """
    advice = f"Say it:  {command} --link {_EXAMPLE}"
    if not found.link:
        raise InvalidConfig([f"Nothing here says where the site is. {advice}"])
    try:
        values.folder_url(found.link)
    except ValueError as error:
        raise InvalidConfig([f"What is here doesn't say where the site is: {error}. {advice}"]) from error
    link = found.link if found.link.endswith("/") else found.link + "/"
    parts = [
        _publication(found, link, now),
        _source(found, link),
        _FEEDS,
        _target(found),
        _SCHEDULE,
        *(f"[sections.{_quoted(name)}]\ntitle = {_quoted(title)}\n" for name, title in found.section_titles),
    ]
    return "\n".join(parts)


def mint(link: str, now: datetime) -> str:
    """The publication's id, a tag: URI of the site's host and this year.

    RFC 4151, section 2.1: the authority's name and a date on which it was the minter's,
    https://www.rfc-editor.org/rfc/rfc4151#section-2.1
    """
    from entries.slugs import to_uri

    address = urlsplit(to_uri(link))
    path = address.path.strip("/")
    return f"tag:{address.hostname},{now.year:04d}" + (f":{path}" if path else "")


def _publication(found: Found, link: str, now: datetime) -> str:
    title = found.title or urlsplit(link).hostname or link
    lines = [
        "# Masthead publishes this publication's articles as RSS, Atom and JSON Feed:  masthead build",
        "# Paths are seen from this file. Every key is explained in the README.",
    ]
    if found.generator is not None:
        lines.append(f"# Found here: {found.generator}.")
    lines += ["", "[publication]", f"id = {_quoted(mint(link, now))}  # begins every id: never change it"]
    lines.append(f"title = {_quoted(title)}")
    if found.description:
        lines.append(f"description = {_quoted(found.description)}")
    lines.append(f"link = {_quoted(link)}  # the site")
    lines.append(f"feeds_url = {_quoted(link + found.feeds_path)}  # where the documents will be reached")
    if found.author:
        lines.append(f"author = {_quoted(found.author)}  # of articles that name none")
    if found.language:
        lines.append(f"language = {_quoted(found.language)}")
    else:
        lines.append('# language = "en"')
    if found.timezone:
        lines.append(f"timezone = {_quoted(found.timezone)}  # of dates that name no zone")
    else:
        lines.append('# timezone = "Europe/Paris"  # of dates that name no zone; UTC unless set')
    return "\n".join(lines) + "\n"


def _source(found: Found, link: str) -> str:
    lines = ["[[sources]]", 'name = "articles"  # part of every id: never change it']
    lines.append(f"path = {_quoted(found.articles)}")
    if found.layout != "plain":
        lines.append(f"layout = {_quoted(found.layout)}  # folders as this generator keeps them")
    lines += [f"# {remark}" for remark in found.remarks]
    lines.append("# For articles that carry no link. Compare one with your site before the first build:")
    lines.append(f"link = {_quoted(link + found.article_path)}")
    if found.ignore:
        why = "  # pages without a date: no articles" if found.layout == "hugo" else ""
        lines.append(f"ignore = {json.dumps(list(found.ignore), ensure_ascii=False)}{why}")
    return "\n".join(lines) + "\n"


_FEEDS = """\
[[feeds]]
path = "all"  # all.rss, all.atom, all.json
limit = 50

[[feeds]]
path = "section/{section}"
per = "section"
"""

_SCHEDULE = """\
[schedule]
every = "15 min"
"""


def _target(found: Found) -> str:
    lines = [f"# There is a feed already: {feed}" for feed in found.feeds]
    if lines:
        lines.append("# So that its subscribers see no article again, before the first build:")
        lines.append(f"#   masthead adopt {' '.join(found.feeds)}")
        lines.append("# To keep its address: let path be the folder that it is in, and give the feed of everything")
        lines.append('#   files = { rss = "index.xml" }')
    lines += ["[[targets]]", f"path = {_quoted(found.target)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string (https://toml.io/en/v1.0.0#string); JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")

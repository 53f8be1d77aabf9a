"""What single files and folders say, read without running anything. Nothing here is an error: no clue is None."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

_ARTICLES = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".json", ".jsonl"})
_LOOKED_AT = 5000  # files, for a guess
_READ = 100_000  # bytes of any file


def holds_articles(folder: Path) -> bool:
    """Whether a file that looks like an article is in the folder or below it."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    files = (Path(above, name) for above, _, names in os.walk(folder) for name in names)
    return any(is_article(path) for path in islice(files, _LOOKED_AT))


def is_article(path: Path) -> bool:
    """Whether a file looks like an article, by its name."""
    from entries.ignore import ignorer

    return path.suffix.lower() in _ARTICLES and not ignorer()(path.name, path.name) and path.is_file()


def first(root: Path, names: tuple[str, ...]) -> Path | None:
    """The first of the files that is there."""
    return next((path for name in names if (path := root / name).is_file()), None)


def children(folder: Path) -> list[Path]:
    """What is in a folder and neither hidden nor private, sorted."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "_")))
    except OSError:
        return []


def text(path: Path) -> str:
    """The beginning of a file, "" where it can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(_READ).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def values(path: Path) -> Mapping[str, object]:
    """A generator's configuration; empty where it can't be read simply."""
    content = text(path)
    if path.suffix == ".toml":
        import tomllib

        try:
            return tomllib.loads(content)
        except tomllib.TOMLDecodeError:
            return {}
    import yaml

    try:
        loaded = yaml.load(content, Loader=yaml.BaseLoader)  # makes nothing but text, lists and tables
    except (yaml.YAMLError, RecursionError):
        return {}
    return {str(key): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}


def string(values: Mapping[str, object], *names: str) -> str | None:
    """The first of these keys that holds text."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None


def python(texts: Iterable[str], name: str) -> str | None:
    """A plain string that a Python file assigns to a name; the file is never run."""
    for source in texts:
        match = re.search(rf"""^{name}\s*=\s*(["'])(.*?)\1""", source, re.MULTILINE)
        if match is not None and match[2].strip():
            return match[2].strip()
    return None


def address(url: str | None) -> str | None:
    """An http(s) address that is not this machine's and no example."""
    if url is None or not re.match(r"https?://[^/\s]+", url) or re.match(r"https?://(?:localhost|127\.|0\.0)", url):
        return None
    return url if url.endswith("/") else url + "/"


def tag(language: str | None) -> str | None:
    """A BCP 47 tag, from spellings such as en_US.UTF-8."""
    if language is None:
        return None
    tag = language.partition(".")[0].replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else None


def not_followed(generator: str, *said: str) -> tuple[str, ...]:
    """A remark for each line of a generator's configuration that decides on addresses and is not followed."""
    return tuple(
        f"{generator}'s configuration has  {one}  which is not followed here." for one in said if one.isprintable()
    )


def zone(name: str | None) -> str | None:
    """The name of a time zone that there is."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return None if name is None else ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None

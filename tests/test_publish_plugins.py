"""Names of the configuration become classes: our own, and those of installed packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from entries.model import Ref
from publish import config, plugins
from publish.compose import compose
from publish.errors import InvalidConfig
from publish.settings import Config


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that offers a source, a broken format, and a target that another offers too."""
    (tmp_path / "thirdparty_cms.py").write_text("class CMS:\n    name = 'cms'\n", "utf-8")
    for name, points in {
        "thirdparty_cms": (
            "[masthead.source]\ncms = thirdparty_cms:CMS\n"
            "[masthead.format]\nbroken = thirdparty_cms:Missing\n"
            "[masthead.target]\ncloud = thirdparty_cms:CMS\n"
        ),
        "other": "[masthead.target]\ncloud = other:Cloud\n",
    }.items():
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        (folder / "entry_points.txt").write_text(points, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "thirdparty_cms", raising=False)
    return tmp_path


@pytest.mark.parametrize(("kind", "name"), sorted(plugins.BUILT_IN))
def test_every_part_of_ours_loads(kind: str, name: str) -> None:
    """Each line of the table names a class that is there."""
    assert isinstance(plugins.load(kind, name), type)


@pytest.mark.parametrize("name", sorted(plugins.SUFFIXES))
def test_suffixes_are_the_parsers_own(name: str) -> None:
    """The suffixes that a scan looks for are those the parser declares."""
    assert plugins.load("parser", name).suffixes == plugins.SUFFIXES[name]


def test_no_suffix_is_claimed_twice() -> None:
    """Every suffix belongs to one parser."""
    claimed = [suffix for suffixes in plugins.SUFFIXES.values() for suffix in suffixes]
    assert len(claimed) == len(set(claimed))


def test_parts_of_other_packages_are_found(package: Path) -> None:
    """What an installed package declares in masthead.source is a kind of source."""
    assert plugins.load("source", "cms").name == "cms"
    assert plugins.known("source") == ["folder", "cms"]


def test_unknown_names_list_the_known(package: Path) -> None:
    """A name that fits nothing is answered with the names that do."""
    with pytest.raises(InvalidConfig, match=r'^no source is called "fodler"; known: folder, cms$'):
        plugins.load("source", "fodler")


def test_two_packages_of_one_name(package: Path) -> None:
    """Where two packages offer the same name neither is chosen."""
    with pytest.raises(
        InvalidConfig, match=r'two installed packages offer a target called "cloud": other, thirdparty_cms'
    ):
        plugins.load("target", "cloud")


def test_a_part_that_does_not_load(package: Path) -> None:
    """A broken package is named, not blamed on us."""
    with pytest.raises(InvalidConfig, match=r'format "broken" of thirdparty_cms can\'t be loaded'):
        plugins.load("format", "broken")


def test_our_own_names_ask_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed packages are only asked for names that are not ours: asking costs more than a whole run."""
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)
    assert plugins.load("store", "sqlite")


def configured(tmp_path: Path, source: str) -> Config:
    """A configuration with this source."""
    return config.load(_written(tmp_path / "masthead.toml", source), {})


def _written(path: Path, source: str) -> Path:
    path.write_text(
        f"""
[publication]
id = "tag:a.example,2026"
title = "A"
link = "https://a.example/"
feeds_url = "https://a.example/feeds/"

[[sources]]
{source}

[[targets]]
path = "public"
""",
        "utf-8",
    )
    return path


def test_a_source_of_another_package_is_made(package: Path) -> None:
    """A source that is not ours is called with its name, the configuration's folder and its own keys."""
    (package / "thirdparty_cms.py").write_text(
        "class CMS:\n    def __init__(self, *, name, configured_in, query):\n"
        "        self.name, self.made = name, (configured_in, query)\n",
        "utf-8",
    )
    parts = compose(configured(package, 'name = "news"\nkind = "cms"\nquery = "all"'))
    source = parts.sources[0][0]
    assert (source.name, vars(source)["made"]) == ("news", (package, "all"))


def test_a_key_that_a_package_does_not_know(package: Path) -> None:
    """What a source that is not ours does not take is a mistake in the configuration."""
    with pytest.raises(InvalidConfig, match=r'^source "news" of kind cms: .*'):
        compose(configured(package, 'name = "news"\nkind = "cms"\nqery = "all"'))


def test_unknown_parsers_are_found_at_once(package: Path) -> None:
    """A parser's name that fits nothing is a mistake in its line, before any article is read."""
    with pytest.raises(InvalidConfig) as caught:
        configured(package, 'path = "a"\nparser = "markdwn"')
    known = "plaintext, markdown, html, json"
    assert str(caught.value) == f'masthead.toml:10 sources[1].parser: no parser is called "markdwn"; known: {known}'


def test_every_unknown_name_is_found_at_once(package: Path) -> None:
    """Of sources, targets and notifiers: each in its line, and what only a known kind needs is not asked for."""
    lines = ('kind = "http"', "[[targets]]", 'kind = "ftp"', "[[targets]]", 'kind = "cloud"', "[notify]", 'kind = "x"')
    with pytest.raises(InvalidConfig) as caught:
        configured(package, "\n".join(lines))
    assert caught.value.mistakes == (
        'masthead.toml:9 sources[1].kind: no source is called "http"; known: folder, cms',
        'masthead.toml:11 targets[1].kind: no target is called "ftp"; known: folder, objects, cloud',
        "masthead.toml:12 targets[2]: name is missing. It is remembered, so never change it",
        'masthead.toml:15 notify.kind: no notifier is called "x"; known: websub',
    )


def test_our_own_output_is_never_read(tmp_path: Path) -> None:
    """Targets and the state that lie below a source are no articles of it."""
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "all.json").write_text("{}", "utf-8")
    (tmp_path / "a.md").write_text("# A\n\nB\n", "utf-8")
    ((source, _),) = compose(configured(tmp_path, 'path = "."\nignore = "*.toml"')).sources
    listed = [item.key for item in source.scan(None).items if isinstance(item, Ref)]
    assert listed == ["a.md"]

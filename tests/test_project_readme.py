"""The README says everything there is to set, and what it shows works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterable
from pathlib import Path

import pytest

from publish import plugins
from publish.config import load
from publish.configuration.environ import PREFIX, SINGLE
from publish.configuration.keys import TABLES, Key
from publish.configuration.templates import ARTICLE_FIELDS, SELECT_FIELDS
from publish.errors import PublishError
from publish.terminal.arguments import parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BEGIN, END = "<!-- reference -->\n", "<!-- end of reference -->"


def blocks(language: str) -> list[str]:
    """The fenced code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def prose() -> str:
    """The README without what is typed at a prompt."""
    return re.sub(r"^```console\n.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)


def reference(tables: dict[str, tuple[Key, ...]]) -> str:
    """The configuration reference, as it has to stand in the README between its two marks."""
    return "".join(section(name, keys) for name, keys in tables.items())


def section(name: str, keys: Iterable[Key]) -> str:
    lines = ["", f"### `{name}`" if name else "### Outside every table", "", "| key | | without it |", "|---|---|---|"]
    for key in keys:
        without = "**required**" if key.required else key.default
        lines.append(f"| `{key.name}` | {key.meaning} | {without} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def test_reference_is_the_programs_own() -> None:
    """Every table and key stands in the README with the program's own explanation (printed when it differs)."""
    written = README.partition(BEGIN)[2].partition(END)[0]
    expected = reference(TABLES)
    assert written.strip() == expected.strip(), f"put this between the marks:\n{expected}"


@pytest.mark.parametrize(("kind", "name"), sorted(plugins.BUILT_IN))
def test_every_plugin_is_named(kind: str, name: str) -> None:
    """The README names each built-in part in the row of its kind, and an entry point where one can be chosen."""
    chosen = f"`masthead.{kind}`" if kind not in ("list", "store") else "| none |"
    rows = [line for line in README.splitlines() if line.startswith("|") and chosen in line and f"`{name}`" in line]
    assert len(rows) == 1


@pytest.mark.parametrize("name", plugins.SUFFIXES)
def test_every_suffix_is_named(name: str) -> None:
    """What is read is named with every suffix that it may have."""
    table = README.partition("\n## What it reads\n")[2].partition("\n\nNames")[0]
    rows = [set(re.findall(r"`(\.\w+)`", line.split("|")[1])) for line in table.splitlines() if line.startswith("| `")]
    assert plugins.SUFFIXES[name] in rows


def test_every_table_of_the_environment_is_named() -> None:
    """The README names the tables whose keys a variable may stand in for."""
    row = next(line for line in README.splitlines() if line.startswith(f"| `{PREFIX}PUBLICATION_"))
    assert re.findall(r"`\[(\w+)\]`", row) == list(SINGLE)


@pytest.mark.parametrize("field", [*SELECT_FIELDS, *(f"{{{field}}}" for field in ARTICLE_FIELDS)])
def test_every_field_is_named(field: str) -> None:
    """The README names every field to select by and every field of a template."""
    assert f"`{field}`" in README


def commands() -> dict[str, ArgumentParser]:
    """Every command with its parser."""
    (found,) = (action for action in parser([])._actions if isinstance(action, _SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("name", commands())
def test_every_command_is_explained(name: str) -> None:
    """The README has a row for each command."""
    assert f"| `masthead {name}" in README


@pytest.mark.parametrize("name", commands())
def test_every_option_is_explained(name: str) -> None:
    """The README names each option of each command."""
    options = {option for action in commands()[name]._actions for option in action.option_strings}
    assert [option for option in sorted(options - {"-h"}) if not re.search(rf"`{option}\b|[ ]{option}\b", README)] == []


def test_every_option_is_real() -> None:
    """The README names no option that no command has."""
    options = {option for one in commands().values() for action in one._actions for option in action.option_strings}
    assert set(re.findall(r"(?<![-\w])--[a-z][a-z-]*", prose())) <= {*options, "--version", "--strict"}


def test_exit_statuses_are_explained() -> None:
    """The README's table of exit statuses has every status that errors carry."""
    rows = re.findall(r"^\| (\d+) \|", README, re.MULTILINE)
    statuses = {str(error.status) for error in (PublishError, *PublishError.__subclasses__())}
    assert {"0", "1", *statuses} <= set(rows)


def test_environment_variables_are_explained() -> None:
    """The README names the variables that the program and its tests name, and no others."""
    files = [*sorted((ROOT / "publish").rglob("*.py")), ROOT / "tests" / "conftest.py"]
    program = "".join(path.read_text("utf-8") for path in files)
    variable = re.compile(rf"{PREFIX}[A-Z]+_[A-Z_]+[A-Z]|SOURCE_DATE_EPOCH")
    assert set(variable.findall(program)) == set(variable.findall(README))


@pytest.mark.parametrize("number", range(len(blocks("toml"))))
def test_configuration_examples_are_valid(number: int, tmp_path: Path) -> None:
    """Each example of a configuration is read without a mistake, a part of one below the first, or above it."""
    first, example = blocks("toml")[0], blocks("toml")[number]
    parts = (first, example) if example.startswith("[") else (example, first)
    text = example if "publication" in tomllib.loads(example) else "\n".join(parts)
    (tmp_path / "masthead.toml").write_text(text, "utf-8")
    (tmp_path / "articles").mkdir()
    assert load(tmp_path / "masthead.toml", {}).publication.title


def test_links_inside_the_repository_lead_somewhere() -> None:
    """Every relative link of the README names a file, every fragment a heading."""
    titles = re.findall(r"^#+ (.*)", README, re.MULTILINE)
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif "://" not in target:
            assert (ROOT / target).exists(), target


def test_shell_examples_run(tmp_path: Path) -> None:
    """The tour runs from an empty folder as it stands, and leaves feeds behind."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    environment = {
        "HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
    }
    command = [bash, "-c", "set -eu\n" + "\n".join(blocks("sh"))]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"all.rss", "all.atom", "all.json"} <= {path.name for path in (tmp_path / "post").rglob("all.*")}
    assert "fog.md:3" in done.stdout + done.stderr

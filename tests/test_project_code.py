"""What holds for every file of the project."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("entries", "feeds", "publish")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").glob("test_*.py"))
LONGEST = 300  # lines; the aim is 250

REGISTRY = re.compile(r"https?://[^\s/]*(?:pypi|pythonhosted|npmjs|registry|artifactory|nexus)", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.$}\-/:<])/(?:home|root|Users|work|opt|srv|mnt)/[\w.-]+")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every file of ours that is text."""
    folders = [ROOT / folder for folder in (*PACKAGES, "tests", "examples", "docs", ".ci")]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not {"__pycache__", "public", ".masthead"}.intersection(path.parts):
                try:
                    yield name(path), path.read_text("utf-8")
                except UnicodeDecodeError:
                    continue
    for path in sorted(ROOT.glob("*")):
        if path.suffix in (".md", ".toml", ".txt") or path.name in ("Makefile", "LICENSE", ".gitignore"):
            yield name(path), path.read_text("utf-8")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_short(path: Path) -> None:
    """A module holds one idea, in no more than 300 lines."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_half_of_the_modules_are_under_a_hundred_lines() -> None:
    """The median module has fewer than 100 lines."""
    lengths = [len(path.read_text("utf-8").splitlines()) for path in MODULES if path.name != "__init__.py"]
    assert median(lengths) < 100


@pytest.mark.parametrize("path", [path for path in MODULES if path.stat().st_size], ids=name)
def test_modules_say_what_they_are(path: Path) -> None:
    """Every module begins with a sentence about it."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_say_what_is_true(path: Path) -> None:
    """Every test function says in its docstring which fact it holds."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
    assert [function.name for function in functions if not ast.get_docstring(function)] == []


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_are_flat(path: Path) -> None:
    """Tests are functions, in files named after what they are about."""
    tree = ast.parse(path.read_text("utf-8"))
    assert not [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")]
    assert path.name.split("_")[1].removesuffix(".py") in (*PACKAGES, "project", "examples", "bars")


def test_no_package_registry_is_named() -> None:
    """Where packages come from is for the machine to say, not for the repository."""
    assert [(file, found) for file, text in texts() for found in REGISTRY.findall(text)] == []


def test_no_path_of_a_machine_is_named() -> None:
    """Nothing depends on where the repository happens to lie."""
    assert [(file, found) for file, text in texts() for found in MACHINE.findall(text)] == []


def test_constraints_are_names_and_versions() -> None:
    """constraints.txt pins exact versions and holds no address and no option."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_every_dependency_is_pinned() -> None:
    """Each dependency that pyproject.toml declares has its version in constraints.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = sum(project["optional-dependencies"].values(), project["dependencies"])
    names = {re.split(r"[\[<>=~! ]", one)[0] for one in declared} - {"masthead"}
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    assert {re.sub(r"[-_.]+", "-", one).lower() for one in names} <= pinned


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_typed(package: str) -> None:
    """Each package tells type checkers that it is typed (PEP 561)."""
    assert (ROOT / package / "py.typed").exists()


def test_changelog_begins_with_this_version() -> None:
    """The newest version in the changelog is the one in pyproject.toml."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == version

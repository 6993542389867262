"""What the program stands on is declared, bounded, and comes from the package index alone."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONAL: dict[str, list[str]] = PROJECT["optional-dependencies"]
PARTS = [extra for extra in OPTIONAL if extra not in ("all", "test", "lint", "assets")]
"""The extras that are parts of the program."""
USED = [*PROJECT["dependencies"], *(requirement for extra in PARTS for requirement in OPTIONAL[extra])]
BY_DATE = "tzdata"
"""Data named by their date: an upper bound would keep yesterday's time zones."""
MODULES = {
    "PySide6": "PySide6-Essentials",
    "shiboken6": "PySide6-Essentials",
    "pydantic_core": "pydantic",
    "babel": "Babel",
    "paho": "paho-mqtt",
    "pymysql": "PyMySQL",
    "c2pa": "c2pa-python",
    "jinja2": "Jinja2",
    "markupsafe": "MarkupSafe",
    "pythonosc": "python-osc",
}


def name_of(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None, requirement
    return found.group()


def imported(tree: ast.AST) -> Iterator[str]:
    """The names of all modules that a piece of the program imports, by their first part."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("requirement", USED)
def test_a_dependency_has_a_lower_and_an_upper_bound(requirement: str) -> None:
    bounds = re.sub(r"\[\w+\]", "", requirement.removeprefix(name_of(requirement)))
    assert re.fullmatch(r">=[\d.]+(,<[\d.]+)?", bounds)
    assert ",<" in bounds or name_of(requirement) == BY_DATE


def test_every_library_that_is_imported_is_declared() -> None:
    sources = (ROOT / "wallboard").rglob("*.py")
    found = {name for path in sources for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
    foreign = {MODULES.get(n, n) for n in found - sys.stdlib_module_names - {"wallboard"}}
    assert foreign <= {name_of(requirement) for requirement in USED}


def test_no_requirement_names_an_address_or_a_file() -> None:
    every = [*USED, *(r for group in OPTIONAL.values() for r in group)]
    assert [r for r in every if "@" in r or "/" in r or "://" in r] == []


def test_the_extra_all_installs_every_part_of_the_program_that_is_optional() -> None:
    (everything,) = OPTIONAL["all"]
    assert set(everything.removeprefix("wallboard[").removesuffix("]").split(",")) == set(PARTS)

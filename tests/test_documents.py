"""What developers are told of the project holds: its files are there, and its floors are those that are enforced."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARCHITECTURE = "wallboard/ARCHITECTURE.md"
DOCUMENTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", ARCHITECTURE)}
NEW = {"wallboard/panels/average.py", "tests/panels/test_average.py", "tests/golden/failed"}
"""What a recipe has you write, and what a failed picture leaves."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_files_that_it_names_are_there(document: str) -> None:
    named = set(re.findall(r"`((?:wallboard|tests|config)/[\w./]+)`", DOCUMENTS[document])) - NEW
    assert {path for path in named if not (ROOT / path).exists()} == set()
    links = re.findall(r"\]\(([^)#:]+)\)", DOCUMENTS[document])
    assert [link for link in links if not ((ROOT / document).parent / link).exists()] == []


def test_the_floors_are_those_that_imports_are_held_to() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    enforced = [sorted(re.findall(r"\w+", layer)) for layer in layers]
    table = DOCUMENTS[ARCHITECTURE].partition("| Floor |")[2].partition("\n\n")[0]
    told = [sorted(re.findall(r"`(\w+)`", row.split("|")[1])) for row in table.splitlines()[2:]]
    assert told == enforced


def contracts() -> dict[str, dict[str, Any]]:
    """The contracts that imports are held to, by name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_a_floor_that_is_told_to_know_no_qt_is_held_to_it() -> None:
    told: set[str] = set()
    for row in DOCUMENTS[ARCHITECTURE].partition("| Floor |")[2].partition("\n\n")[0].splitlines()[2:]:
        _, floors, _, qt, _ = row.split("|")
        rooms = set(re.findall(r"`(\w+)`", floors))
        told |= rooms if qt.strip() == "no" else rooms - set(re.findall(r"`(\w+)`", qt)) if "`" in qt else set()
    held = {name.removeprefix("wallboard.") for name in contracts()["No Qt where nothing is drawn"]["source_modules"]}
    assert held == told


FREE = {"cli", "soak"}
"""What puts the parts together knows all of them: nothing but the order of the floors holds it."""


def test_every_room_is_held_to_more_than_the_order_of_the_floors() -> None:
    rooms = {path.parent.name for path in (ROOT / "wallboard").glob("*/__init__.py")}
    held = {
        name.removeprefix("wallboard.")
        for contract in contracts().values()
        if contract["type"] == "forbidden"
        for name in contract["source_modules"]
    }
    assert rooms - held == FREE


def test_every_module_that_it_names_is_there() -> None:
    floors = "|".join(path.name for path in (ROOT / "wallboard").iterdir() if path.is_dir() and path.name[0] != "_")
    named = re.findall(rf"`((?:{floors})(?:\.\w+)+)`", DOCUMENTS[ARCHITECTURE])
    assert len(named) > 10
    assert [name for name in named if not is_there(ROOT / "wallboard" / name.replace(".", "/"))] == []


def is_there(path: Path) -> bool:
    """Whether it is a package, a module, or something in a module."""
    return path.exists() or path.with_suffix(".py").exists() or path.parent.with_suffix(".py").exists()


def test_no_two_classes_share_a_name() -> None:
    """A name that is read in one place means the same in every other."""
    found = Counter(
        name
        for path in (ROOT / "wallboard").rglob("*.py")
        for name in re.findall(r"^class (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert [name for name, times in found.items() if times > 1] == []

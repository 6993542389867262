"""Recordings of every form, as the program that wrote them read them: whatever comes after reads the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.recording.told import exported, repaired, told, verified
from wallboard.recording.tools.archive import pack

pytestmark = pytest.mark.usefixtures("shared_answers")
FIXTURES = Path(__file__).parent / "fixtures"
FORMS = sorted(path.name for path in FIXTURES.glob("format*") if path.is_dir())
EXPECTED: dict[str, dict[str, Any]] = {
    form: json.loads((FIXTURES / form / "expected.json").read_text(encoding="utf-8")) for form in FORMS
}
KEPT = [(form, name) for form in FORMS for name in sorted(EXPECTED[form])]

each = pytest.mark.parametrize(("form", "name"), KEPT)


@pytest.fixture
def night(tmp_path: Path, form: str) -> Path:
    """A copy of all of a form, for nobody may touch the files themselves."""
    return Path(shutil.copytree(FIXTURES / form, tmp_path / form))


@each
def test_it_is_played_and_told_about_as_ever(night: Path, form: str, name: str) -> None:
    found = _as_json(told(night / name))
    for part, expected in EXPECTED[form][name]["told"].items():
        assert _said(found[part]) == _said(expected), part


@each
def test_its_verdict_is_the_same(night: Path, form: str, name: str) -> None:
    assert _as_json(verified(night / name)) == EXPECTED[form][name]["verified"]


@each
def test_its_headline_rows_are_exported_as_ever(night: Path, form: str, name: str) -> None:
    assert _as_json(exported(night / name, night / "tables")) == EXPECTED[form][name]["exported"]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_left_of_the_damaged_one_is_saved(night: Path, form: str) -> None:
    found = _as_json(repaired(night / "damaged", night / "repaired.wallboard"))
    assert _said(found) == _said(EXPECTED[form]["damaged"]["repaired"])


@pytest.mark.parametrize("form", FORMS)
def test_packed_anew_it_tells_what_it_told(night: Path, form: str) -> None:
    packed = pack(night / "evening", night / "anew.wallboard")
    assert _said(_as_json(told(packed))) == _said(EXPECTED[form]["packed.wallboard"]["told"])


@each
def test_reading_changes_nothing(night: Path, form: str, name: str) -> None:
    told(night / name)
    verified(night / name)
    assert _files(night / name) == _files(FIXTURES / form / name)


def _said(value: Any) -> Any:
    """What is told, less the figures that are missing: there may be more metrics than there were."""
    if isinstance(value, dict):
        return {
            key: {name: figure for name, figure in inner.items() if figure is not None}
            if key == "figures"
            else _said(inner)
            for key, inner in value.items()
        }
    return [_said(item) for item in value] if isinstance(value, list) else value


def _files(path: Path) -> dict[str, bytes]:
    files = path.iterdir() if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


def _as_json(value: object) -> Any:
    return json.loads(json.dumps(value))

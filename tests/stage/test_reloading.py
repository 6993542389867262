"""Edits of the configuration while the wall runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.stage.conftest import Rig
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import DisplayError
from wallboard.stage.reloading import Reloading


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wall.toml"
    path.write_text("[display]\nfps = 50\n")
    return path


@pytest.fixture
def adopted() -> list[Settings]:
    return []


@pytest.fixture
def reloading(qapp: QApplication, file: Path, adopted: list[Settings]) -> Reloading:
    return Reloading(load(file, known_actions=default_keys()), file, adopted.append)


def test_an_untouched_file_is_not_read(reloading: Reloading, adopted: list[Settings]) -> None:
    reloading.look()
    assert adopted == []


def test_an_edit_comes_into_force(reloading: Reloading, file: Path, adopted: list[Settings]) -> None:
    file.write_text("[display]\nfps = 30\nlanguage = 'en'\n")
    reloading.look()
    assert [settings.display.fps for settings in adopted] == [30]


def test_a_bad_edit_changes_nothing_and_says_file_line_and_key(
    reloading: Reloading, file: Path, adopted: list[Settings]
) -> None:
    file.write_text("[display]\nfps = 30\nlanguage = 'fr'\n")
    reloading.look()
    assert adopted == []
    assert [("wall.toml" in line, "3" in line, "language" in line) for line in reloading.alarms] == [(True, True, True)]


def test_the_alarm_ends_with_the_mistake(reloading: Reloading, file: Path, adopted: list[Settings]) -> None:
    for text in ("[display]\nfps = 'many'\n", "[display]\nfps = 50\n# mended\n"):
        file.write_text(text)
        reloading.look()
    assert (adopted, reloading.alarms) == ([], ())


def test_a_key_that_clashes_is_refused_with_both_names(reloading: Reloading, file: Path) -> None:
    file.write_text("[keys]\nblackout = ['F']\n")
    reloading.look()
    assert "blackout" in reloading.alarms[0]
    assert "freeze" in reloading.alarms[0]


def test_a_wall_that_cannot_take_it_up_keeps_the_old_one(qapp: QApplication, file: Path) -> None:
    def refuse(_settings: Settings) -> None:
        msg = "no fonts"
        raise DisplayError(msg)

    reloading = Reloading(load(file), file, refuse)
    file.write_text("[display]\nfps = 30\n")
    reloading.look()
    assert reloading.alarms == ("no fonts",)


def test_a_display_goes_on_under_changed_settings_with_what_the_operator_has_set(
    open_display: Callable[..., Rig], settings: Settings, file: Path
) -> None:
    rig = open_display()
    rig.display.keeper.arrange()
    rig.display.operator.act(rig.display.keyboard.bound["C"])
    file.write_text("[keys]\nblackout = ['Z']\n[screens.alone]\ncanvas = 'center'\n")
    rig.display.adopt(load(file, known_actions=default_keys()))
    assert rig.display.keyboard.bound["Z"].id == "blackout"
    assert [w.placement.canvas for w in rig.display.keeper.windows if w.placement] == ["center"]
    assert rig.display.operator.control.currency == "second"

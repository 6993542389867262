"""Edits of the configuration while it collects: right ones begin a new session, wrong ones change nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from wallboard.collect.until_edited import LOOK_US, UntilEdited, collect_on
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError

TEXT = '[[source]]\nurl = "http://one.example/"\n'
OTHER = TEXT.replace("one", "another")


class Edited:
    """A file, the clock, and what collects by it."""

    def __init__(self, file: Path) -> None:
        self.file, self.stop, self.now_us = file, threading.Event(), 0
        self.write(TEXT)
        self.settings = load(file)
        self.until = self.made(self.settings)

    def write(self, text: str) -> None:
        self.file.write_text(text)

    def made(self, settings: Settings) -> UntilEdited:
        return UntilEdited(self.stop, settings, self.file, lambda: load(self.file), lambda: self.now_us)

    def is_set_later(self) -> bool:
        self.now_us += LOOK_US
        return self.until.is_set()


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(tmp_path / "wallboard.toml")


def test_another_source_ends_the_turn(edited: Edited) -> None:
    assert not edited.is_set_later()
    edited.write(OTHER)
    assert not edited.until.is_set(), "it is looked at once a second"
    assert edited.is_set_later()
    assert edited.until.edited is not None
    assert edited.until.edited.sources[0].url == "http://another.example/"


@pytest.mark.parametrize(
    "text",
    [TEXT + "[display]\nfps = 30\n", TEXT + "# a note\n", "[[source]\n", TEXT + "[polling]\ninterval_s = 'often'\n"],
    ids=["of the display", "of nothing", "no TOML", "wrong"],
)
def test_other_edits_and_wrong_ones_do_not(edited: Edited, text: str) -> None:
    edited.write(text)
    assert not edited.is_set_later()
    edited.write(text + "[polling]\ninterval_s = 9\n" if "polling" not in text and "]]" in text else OTHER)
    assert edited.is_set_later(), "and the next edit is seen again"


def test_a_file_that_is_gone_for_a_moment_changes_nothing(edited: Edited) -> None:
    edited.file.unlink()
    assert not edited.is_set_later()
    edited.write(TEXT)
    assert not edited.is_set_later()


def test_each_right_edit_is_collected_by_until_the_stop(edited: Edited) -> None:
    seen: list[str] = []

    def collect_by(settings: Settings, until: UntilEdited) -> None:
        edited.until = until
        seen.append(settings.sources[0].url)
        assert not edited.is_set_later()
        edited.write(OTHER if len(seen) == 1 else TEXT)
        if len(seen) == 3:
            edited.stop.set()
        assert edited.is_set_later()

    collect_on(edited.settings, edited.made, collect_by)
    assert seen == ["http://one.example/", "http://another.example/", "http://one.example/"]


def test_an_edit_that_cannot_be_collected_by_is_undone(edited: Edited, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def collect_by(settings: Settings, until: UntilEdited) -> None:
        edited.until = until
        seen.append(settings.sources[0].url)
        if "another" in settings.sources[0].url:
            msg = "there is no room"
            raise RecordingError(msg)
        if len(seen) == 1:
            edited.write(OTHER)
            assert edited.is_set_later()
        else:
            edited.stop.set()

    collect_on(edited.settings, edited.made, collect_by)
    assert seen == ["http://one.example/", "http://another.example/", "http://one.example/"]
    assert "the edited configuration is not taken up: there is no room" in caplog.text


def test_settings_that_cannot_be_collected_by_from_the_start_are_told(edited: Edited) -> None:
    def refuse(settings: Settings, until: UntilEdited) -> None:
        msg = "there is no room"
        raise RecordingError(msg)

    with pytest.raises(RecordingError, match="no room"):
        collect_on(edited.settings, edited.made, refuse)

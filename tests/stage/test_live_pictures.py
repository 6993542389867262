"""What a display reads of its decoders and tells them: frames, slates, what is covered, frozen or not the present."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.panels.evening import evening
from wallboard.actions.control import Control
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.stage.live_pictures import LivePictures
from wallboard.stage.screen_renderer import ScreenView
from wallboard.video.frame_file import DecoderNote, FrameWriter, KeeperNote, frames_path, make_frame_file
from wallboard.video.wanted import WantedFile, WantedPicture
from wallboard.wall import Wall

S = 1_000_000
NOW = 100 * S
MOMENT = evening("00:06:58")
CONTROL = Control(layout="plain")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "wallboard.toml"
    file.write_text(
        '[panels.stage]\nkind = "video"\nsources = [{ file = "a.mp4", name = "A", delay_s = 5.0 }, "b.mp4"]\n'
        '[layouts.plain.canvas."*"]\nareas = ["bar", "stage"]\n'
        '[layouts.other.canvas."*"]\nareas = ["bar", "gmv"]\n',
        encoding="utf-8",
    )
    return load(file, demonstration=True)


@pytest.fixture
def file(tmp_path: Path) -> FrameWriter:
    make_frame_file(frames_path(tmp_path, "stage"))
    writer = FrameWriter(frames_path(tmp_path, "stage"))
    writer.note(DecoderNote("playing", live=True))
    writer.note(KeeperNote(reason="starting", starts=1))
    return writer


@pytest.fixture
def live(tmp_path: Path, settings: Settings, qapp: QApplication) -> LivePictures:
    assert qapp is not None
    return LivePictures(tmp_path, settings)


def put(file: FrameWriter, level: int, at_us: int = NOW) -> None:
    slot, pixels = file.begin(4, 2, at_us)
    pixels[:] = bytes([level]) * len(pixels)
    file.publish(slot, 4, 2, at_us, at_us)


def test_the_newest_frame_is_shown_with_what_its_source_states(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    picture = live.at(CONTROL, MOMENT, NOW)["stage"]
    assert (picture.state, picture.source, picture.delay_s) == ("live", "A", 5.0)
    assert picture.frame is not None
    assert picture.frame.image().pixelColor(1, 1).red() == 7


def test_what_has_not_changed_is_the_very_same(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    before = live.at(CONTROL, MOMENT, NOW)
    assert live.at(CONTROL, MOMENT, NOW + 100) is before
    put(file, 8)
    assert live.at(CONTROL, MOMENT, NOW + 200) != before


def test_after_two_seconds_without_a_frame_it_is_lost(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    picture = live.at(CONTROL, MOMENT, NOW + 3 * S)["stage"]
    assert (picture.state, picture.lost_s, picture.number) == ("lost", 3, 0)


def test_the_past_has_no_pictures(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    for mode in ("playing", "paused"):
        assert live.at(CONTROL, replace(MOMENT, mode=mode), NOW) == {}


def test_one_that_is_covered_is_not_read(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    assert live.at(Control(muted=("stage",)), MOMENT, NOW)["stage"].state == "muted"


def test_a_frozen_picture_stays_however_the_decoder_goes_on(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    live.at(CONTROL, MOMENT, NOW)
    frozen = Control(layout="plain", frozen_us=5)
    held = live.at(frozen, MOMENT, NOW)["stage"]
    assert (held.state, held.is_shown) == ("held", True)  # it happens no more
    for level in range(8, 14):
        put(file, level, NOW + 60 * S)
    later = live.at(frozen, MOMENT, NOW + 60 * S)["stage"]
    assert later is held
    assert later.frame is not None
    assert later.frame.image().pixelColor(1, 1).red() == 7
    assert live.at(CONTROL, MOMENT, NOW + 60 * S)["stage"].state == "live"


def test_decoders_are_told_how_large_they_are_seen_and_what_the_operator_wants(
    live: LivePictures, settings: Settings, tmp_path: Path
) -> None:
    wall, told = Wall(settings), WantedFile(tmp_path)
    views = [ScreenView("*", (640, 360), "one"), ScreenView("wide", (1280, 720), "two")]
    live.want(wall, views, CONTROL, MOMENT)
    slot = next(slot for slot in wall.slots("wide", "plain", (1280, 720)) if slot.panel == "stage")
    assert told.now().of("stage") == WantedPicture(round(slot.rect.width), round(slot.rect.height))
    chosen = Control(layout="plain", picture_sources=(("stage", 1),), reconnects=(("stage", 3),), muted=("stage",))
    live.want(wall, views, chosen, MOMENT)
    wanted = told.now().of("stage")
    assert (wanted.source, wanted.reconnects, wanted.muted, wanted.is_seen) == (1, 3, True, False)
    live.want(wall, views, Control(layout="other"), MOMENT)
    assert not told.now().of("stage").is_seen


def test_the_status_says_what_is_on_and_why_not(live: LivePictures, file: FrameWriter) -> None:
    put(file, 7)
    file.note(DecoderNote("failed", "refused"))
    file.note(KeeperNote(reason="refused", detail="Connection refused", starts=4))
    live.at(CONTROL, MOMENT, NOW + 3 * S)
    ((what, how),) = live.lines()
    assert what.first("en") == "Picture stage"
    assert how.first("en") == "No signal for 3 s · connection refused · A · Connection refused · × 4"

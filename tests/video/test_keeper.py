"""The keeper: decoders are started on their jobs, ended when they hang, eat or are not wanted, and told of once."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
import pytest

from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.video.frame_file import DecoderNote, FrameReader, FrameWriter, KeeperNote, frames_path
from wallboard.video.job import DecoderJob
from wallboard.video.keeper import MOST_BYTES, QUIET_US, Keeper, KeeperHooks
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted
from wallboard.video.watch import SILENT_US, START_US, STARVED_US

S = 1_000_000


class FakeDecoder:
    """A decoder that lives until it is told otherwise."""

    def __init__(self, job: bytes) -> None:
        self.job = msgspec.json.decode(job, type=DecoderJob)
        self.gone = self.killed = False
        self.bytes = self.starved = 0

    def has_ended(self) -> bool:
        return self.gone

    def memory_bytes(self) -> int:
        return self.bytes

    def starved_us(self) -> int:
        return self.starved

    def end(self) -> None:
        self.killed = True


class Rig:
    """A keeper with decoders that are fakes, on a clock that stands still until it is moved."""

    def __init__(self, folder: Path, text: str, lacking: str = "") -> None:
        self.folder, self.now_us = folder, 100 * S
        self.decoders: list[FakeDecoder] = []
        hooks = KeeperHooks(lambda: self.now_us, lambda: 1.0, self._start, lacking)
        self.keeper = Keeper(self.settings(text), folder, hooks)
        self.keeper.turn()

    def settings(self, text: str) -> Settings:
        file = self.folder / "wallboard.toml"
        file.write_text(text + '\n[layouts.gala.canvas."*"]\nareas = ["bar", "stage"]\n', encoding="utf-8")
        return load(file)

    def _start(self, job: bytes) -> FakeDecoder:
        self.decoders.append(FakeDecoder(job))
        return self.decoders[-1]

    def later(self, seconds: float) -> None:
        self.now_us += round(seconds * S)
        self.keeper.turn()

    @property
    def file(self) -> FrameWriter:
        return FrameWriter(frames_path(self.folder, "stage"))

    @property
    def note(self) -> KeeperNote:
        reader = FrameReader(frames_path(self.folder, "stage"))
        reader.open()
        note = reader.keeper_note()
        assert note is not None
        return note


ONE = '[panels.stage]\nkind = "video"\nsources = ["rtsp://a.example/s"]\n'
TWO = '[panels.stage]\nkind = "video"\nsources = ["rtsp://a.example/s", { file = "b.mp4" }]\n'


def test_a_decoder_is_started_for_the_first_source_and_the_next_takes_over(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TWO)
    assert [(d.job.kind, d.job.url) for d in rig.decoders] == [("stream", "rtsp://a.example/s")]
    rig.file.note(DecoderNote("failed", "refused"))
    rig.decoders[0].gone = True
    rig.later(0.1)
    assert [(d.job.kind, d.job.url) for d in rig.decoders[1:]] == [("file", str(tmp_path / "b.mp4"))]
    assert (rig.note.source, rig.note.starts, rig.note.reason) == (1, 2, "refused")


def test_one_that_dies_without_a_word_has_crashed_and_starts_anew_after_a_pause(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE)
    rig.decoders[0].gone = True
    rig.later(0.1)
    assert (len(rig.decoders), rig.note.reason, rig.note.waits_s) == (1, "crashed", 1)
    rig.later(0.6)
    assert len(rig.decoders) == 2


def test_one_that_hangs_or_eats_is_ended(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE)
    rig.later(START_US / S + 1)
    assert (rig.decoders[0].killed, rig.note.reason) == (True, "hung")
    rig.later(1)
    rig.file.beat(rig.now_us)
    rig.decoders[1].bytes = MOST_BYTES + 1
    rig.later(0.1)
    assert (rig.decoders[1].killed, rig.note.reason) == (True, "crashed")


def test_one_that_gets_no_processor_does_not_hang_but_not_for_ever(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE)
    decoder = rig.decoders[0]
    decoder.starved = 500 * S  # of before
    rig.later(QUIET_US / S)
    for _ in range(20):
        rig.later(5)
        decoder.starved += 5 * S
    assert not decoder.killed
    rig.file.beat(rig.now_us)
    rig.later(QUIET_US / S)
    for _ in range(20):
        rig.later(5)
        decoder.starved += 5 * S
    assert not decoder.killed
    rig.later(SILENT_US / S + 6)  # it could have run
    assert (decoder.killed, rig.note.reason) == (True, "hung")
    rig.later(1)
    decoder = rig.decoders[1]
    for _ in range(round((START_US + STARVED_US) / (5 * S)) + 2):
        rig.later(5)
        decoder.starved += 5 * S
    assert decoder.killed


def test_what_a_source_has_shown_is_not_asked_for_again_but_by_the_operator(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE)

    def ends(reason: str, *, with_frames: bool) -> bool:
        """Whether the decoder after the next one is to show only what comes new."""
        rig.later(1)
        if with_frames:
            slot, _ = rig.file.begin(4, 4, rig.now_us)
            rig.file.publish(slot, 4, 4, rig.now_us, rig.now_us)
        rig.file.note(DecoderNote("failed" if reason else "playing", reason))
        rig.decoders[-1].gone = True
        count = len(rig.decoders)
        for _ in range(40):
            rig.later(1)
            if len(rig.decoders) > count:
                break
        return rig.decoders[-1].job.fresh

    assert not rig.decoders[0].job.fresh
    assert not ends("refused", with_frames=False)
    assert ends("ended", with_frames=True)
    assert ends("timeout", with_frames=False)
    assert not ends("", with_frames=True)  # it crashed
    assert ends("ended", with_frames=True)
    write_wanted(tmp_path, Wanted({"stage": WantedPicture(10, 10, 0, reconnects=1)}))
    rig.later(1)
    assert not rig.decoders[-1].job.fresh


def test_the_operator_reconnects_and_turns_to_the_next_source(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TWO)
    for count, (source, url) in enumerate(((1, "b.mp4"), (2, "rtsp://a.example/s")), 1):
        write_wanted(tmp_path, Wanted({"stage": WantedPicture(10, 10, source)}))
        rig.later(0.1)
        assert rig.decoders[count - 1].killed
        assert rig.decoders[count].job.url.endswith(url)
    write_wanted(tmp_path, Wanted({"stage": WantedPicture(10, 10, 2, reconnects=1)}))
    rig.later(0.1)
    assert (len(rig.decoders), rig.decoders[2].killed) == (4, True)


def test_an_edit_ends_what_has_changed_and_leaves_the_rest(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE)
    rig.keeper.adopt(rig.settings(ONE + "title = 'Stage'\n"))
    rig.keeper.turn()
    assert [d.killed for d in rig.decoders] == [True, False]
    rig.keeper.adopt(rig.settings(ONE + "title = 'Stage'\n"))
    rig.keeper.turn()
    assert [d.killed for d in rig.decoders] == [True, False]
    rig.keeper.adopt(rig.settings('[panels.stage]\nkind = "video"\n'))
    assert [d.killed for d in rig.decoders] == [True, True]


def test_passwords_go_to_the_decoder_alone_and_a_missing_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    text = (
        '[panels.stage]\nkind = "video"\n'
        'sources = [{ url = "rtsp://a.example/s", user = "wall", password_env = "STAGE" }]\n'
    )
    monkeypatch.delenv("STAGE", raising=False)
    with caplog.at_level(logging.WARNING):
        rig = Rig(tmp_path, text)
        rig.later(0.1)
        assert (rig.decoders, rig.note.reason) == ([], "no_secret")
        monkeypatch.setenv("STAGE", "hunter2hunter2")
        rig.later(5)
    assert rig.decoders[0].job.password == "hunter2hunter2"
    assert len(caplog.records) == 1
    assert "hunter2" not in caplog.text + repr(rig.note)


def test_without_the_extra_nothing_is_started_and_the_slate_says_why(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE, lacking="No module named 'av'")
    assert (rig.decoders, rig.note.reason) == ([], "no_extra")


def test_one_that_waits_for_its_source_for_ever_is_ended_because_nothing_comes(tmp_path: Path) -> None:
    rig = Rig(tmp_path, ONE)
    rig.later(0.1)
    rig.file.beat(rig.now_us)
    rig.file.note(DecoderNote("opening"))
    rig.later(SILENT_US / S + 1)
    assert (rig.decoders[0].killed, rig.note.reason) == (True, "timeout")

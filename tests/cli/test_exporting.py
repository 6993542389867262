"""still, film, replay and marks as a user types them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec import structs
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import wallboard as package
from tests.cli.conftest import Command
from tests.export.night import FETCH_US, collect
from tests.patience import PATIENCE_S
from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.demo.moments import begins_us
from wallboard.recording.journal import Journal


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recorded minute of the demonstration."""
    folder = tmp_path_factory.mktemp("recorded") / "night"
    collect(folder, facts_of(load(None, demonstration=True)))
    return str(folder)


@pytest.fixture(autouse=True)
def _one_application(qapp: QApplication) -> None:
    """The commands of a process share one."""


def test_a_still_and_its_caption_are_written_and_named(wallboard: Command, night: str, tmp_path: Path) -> None:
    words = ("--at", "00:00:30", "--layout", "overview", "--size", "640x360", "--language", "en")
    ended = wallboard("still", night, *words, "-o", "a.png")
    assert (ended.status, ended.out, ended.err) == (0, "a.png and a.txt\n", "")
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (640, 360)
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "SIMULATED" in text
    assert "REPLAY: drawn from the recording, whose clock stood at 2016-11-11 00:00:30+08:00" in text


def test_a_still_of_a_milestone_shows_its_sum(wallboard: Command, night: str, tmp_path: Path) -> None:
    ended = wallboard("still", night, "--milestone", "1bn", "--size", "640x360", "-o", "a.png")
    assert (ended.status, ended.err) == (0, "")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    shown = re.search(r"GMV: RMB ([\d,]+)", text)
    assert shown is not None
    assert 1_000_000_000 <= int(shown[1].replace(",", "")) < 1_050_000_000


def test_a_layout_that_lacks_its_picture_is_refused_for_that_reason(wallboard: Command) -> None:
    ended = wallboard("still", "demo", "--at", "00:00:10", "-o", "a.png", "--layout", "gala_figures")
    assert (ended.status, "needs a live picture, of which the configuration names none" in ended.err) == (2, True)


def test_a_layout_that_the_recording_cannot_fill_is_refused(wallboard: Command, tmp_path: Path) -> None:
    settings = load(None, demonstration=True)
    facts = structs.replace(facts_of(settings), start_us=None, end_us=None, earlier_years=())
    collect(tmp_path / "bare", facts)
    words = ("still", "bare", "--at", "00:00:10", "-o", "a.png", "--size", "640x360")
    ended = wallboard(*words, "--layout", "finale")
    assert (ended.status, "the layout 'finale' needs the event's start" in ended.err) == (2, True)
    assert wallboard(*words, "--layout", "counter").status == 0
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "elapsed" not in text
    outside = wallboard("still", "bare", "--at", "01:00:00", "-o", "a.png")
    assert (
        "2016-11-11 00:59:50 lies outside the recording, whose event clock runs from 2016-11-10 23:59:50" in outside.err
    )


def test_a_film_has_the_frames_that_were_asked_for(wallboard: Command, night: str, tmp_path: Path) -> None:
    words = (
        "--from",
        "-00:00:01",
        "--to",
        "00:00:03",
        "--layout",
        "countdown,counter@00:00:00",
        "--speed",
        "4,1@00:00:02",
    )
    ended = wallboard("film", night, *words, "--fps", "25", "--size", "320x180", "-o", "a.mp4")
    assert (ended.status, ended.out) == (0, "a.mp4: 44 frames, 1.76 s\n")
    with av.open(str(tmp_path / "a.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 44


@pytest.mark.parametrize("processors", [1, 2])
def test_a_longer_film_is_the_same_however_many_processes_draw_it(
    processors: int, wallboard: Command, night: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallboard.cli.film_script.cores", lambda: processors)
    cut = ("--from", "00:00:10", "--to", "00:00:18", "--layout", "counter,overview@00:00:15")
    ended = wallboard("film", night, *cut, "--fps", "25", "--size", "320x180", "-o", "a.mp4")
    assert (ended.status, ended.out) == (0, "a.mp4: 200 frames, 8.00 s\n")
    assert [path.name for path in tmp_path.iterdir() if "a.mp4" in path.name] == ["a.mp4"]
    with av.open(str(tmp_path / "a.mp4")) as film:
        frames = list(film.decode(video=0))
    assert [round(frame.time * 25) for frame in frames if frame.time is not None] == list(range(200))
    still = wallboard("still", night, "--at", "00:00:14.4", "--layout", "counter", "--size", "320x180", "-o", "a.png")
    assert still.status == 0
    image = QImage(str(tmp_path / "a.png")).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(180, image.bytesPerLine())[:, :960].reshape(180, 320, 3)
    shown = frames[110].to_ndarray(format="rgb24").astype(int)
    assert float(np.abs(shown - rows).mean()) < 6


STILL = "still NIGHT --at 00:00:10 -o a.png"
FILM = "film NIGHT --from 00:00:10 --to 00:00:20 -o a.mp4"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("still NIGHT -o a.png", "--at 00:06:58 or --milestone 10bn"),
        ("still NIGHT --milestone 3bn -o a.png", "3.00bn is no milestone of NIGHT; there are 100.00m, 1.00bn"),
        ("still NIGHT --milestone lots -o a.png", "not an amount of money"),
        ("still NIGHT --at 01:00:00 -o a.png", "01:00:00 lies outside the recording"),
        ("still NIGHT --at 01:00:00 -o a.png", "whose event clock runs from −00:00:10 to 00:01:13: NIGHT"),
        ("still nowhere --at 01:00:00 -o a.png", "there is no recording: nowhere"),
        ("still NIGHT --at noon -o a.png", "'noon' is no instant"),
        ("still NIGHT --at 00:00:10 -o a.jpg", "name it a.png, not a.jpg"),
        (f"{STILL} --canvas centre", "did you mean 'center'?"),
        (f"{STILL} --layout overvew", "did you mean 'overview'?"),
        (f"{STILL} --size 12", "'12' is no size"),
        ("film NIGHT --from 00:00:10 --to 00:00:10 -o a.mp4", "has no length"),
        ("film NIGHT --from 00:00:10 --to 01:00:00 -o a.mp4", "runs from −00:00:10 to 00:01:13"),
        ("film NIGHT --from 00:00:10 --to 00:00:20 -o a.avi", "name it a.mp4"),
        (f"{FILM} --fps 24", "--fps"),
        (f"{FILM} --size 641x360", "must be even"),
        (f"{FILM} --speed 0", "is no speed"),
        (f"{FILM} --speed 1,2", "write it as 2@T"),
        (f"{FILM} --layout a", "no layout is called"),
        ("replay nowhere", "there is no recording"),
        ("replay NIGHT --at 01:00:00", "01:00:00 lies outside the recording"),
        ("replay NIGHT --speed 200", "'200' is no speed"),
        ("marks nowhere", "there is no recording: nowhere"),
        ("marks NIGHT --name 1 a", "there is no mark 1; the recording has 0 marks"),
    ],
)
def test_wrong_words_are_one_line_and_status_2(
    wallboard: Command, night: str, tmp_path: Path, words: str, line: str
) -> None:
    ended = wallboard(*(night if word == "NIGHT" else word for word in words.split()))
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert line.replace("NIGHT", night) in ended.err
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_milestones_are_listed_and_marks_are_named(wallboard: Command, night: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in Path(night).glob("segment*"):
        (copy / path.name).write_bytes(path.read_bytes())
    with Journal(copy) as journal:
        at_us = begins_us(facts_of(load(None, demonstration=True))) + 57_000_000 + FETCH_US
        journal.write(1, at_us, "mark", f'{{"at_us": {at_us}}}', Control().to_json())
    listed = wallboard("marks", str(copy), "--name", "1", "The opening")
    lines = [line.split() for line in listed.out.splitlines()]
    assert ["milestone", "00:00:52", "RMB", "1.00", "billion"] in lines
    assert ["1", "00:01:00", "The", "opening"] in lines
    assert "opening" not in wallboard("marks", str(copy), "--remove", "1").out


def environment(home: Path) -> dict[str, str]:
    """For a process that sees no display and an empty home."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    inherited = {key: value for key, value in os.environ.items() if key not in hidden}
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(home))
    return inherited | places | {"PYTHONPATH": str(Path(package.__file__).parents[1])}


def test_a_replay_without_a_display_keeps_pictures_and_ends_by_itself(night: str, tmp_path: Path) -> None:
    before = sorted(Path(night).iterdir())
    words = ("replay", night, "--at", "00:00:20", "--seconds", "1", "--pictures", str(tmp_path / "pictures"))
    command = [sys.executable, "-m", "wallboard", *words]
    done = subprocess.run(
        command, env=environment(tmp_path), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert QImage(str(tmp_path / "pictures" / "center.png")).width() == 1920
    assert sorted(Path(night).iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that only this process gets")
def test_a_film_that_is_interrupted_leaves_nothing(night: str, tmp_path: Path) -> None:
    out = tmp_path / "film.mp4"
    words = ("film", night, "--from", "-00:00:10", "--to", "00:01:10", "-o", str(out))
    process = subprocess.Popen(
        [sys.executable, "-m", "wallboard", *words], env=environment(tmp_path), stderr=subprocess.PIPE, text=True
    )
    limit = time.monotonic() + PATIENCE_S
    while not list(tmp_path.glob(".film.mp4.*/0.mp4.part")) and not (tmp_path / "film.mp4.part").exists():
        assert process.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, said) == (130, f"wallboard: stopped; nothing is left of {out}\n")
    assert not list(tmp_path.glob("*film*"))

"""The demonstration as a newcomer starts it, with real processes and without a display."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.security.test_listening import LOOPBACK, family_of, listeners
from tests.stage.processes import small_wall
from wallboard.cli.command_settings import DEMO_MACHINE, load_settings
from wallboard.config.cluster_settings import ClusterSettings
from wallboard.core.resources import shipped
from wallboard.recording.reader import RecordingReader

pytestmark = [
    pytest.mark.xdist_group("walls"),
    pytest.mark.skipif(sys.platform == "win32", reason="it is ended by signals here"),
]

ROOT = Path(__file__).resolve().parents[2]


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; the generous limit only keeps a failure from hanging."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration that runs: its supervisor, the directory of its recording, and what it writes."""

    process: subprocess.Popen[bytes]
    record: Path
    log: Path

    def child(self, role: str) -> int:
        """The process number of a half; 0 while there is none, and the lock at most the supervisor's own."""
        text = (self.record / f"{role}.lock").read_text() if (self.record / f"{role}.lock").exists() else ""
        number = int(text) if text.strip() else 0
        return 0 if number == self.process.pid else number

    def pictures(self) -> list[Path]:
        return list((self.record / "pictures").glob("*.png"))

    def answers(self) -> int:
        with RecordingReader(self.record, live=True) as reader:
            return len(reader.index.answers)


@contextmanager
def started(folder: Path, *words: str) -> Iterator[Demo]:
    """A demonstration, which has ended with all that it started when the test is over, whatever becomes of it."""
    record, log = folder / "record", folder / "log"
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    with log.open("wb") as out:
        argv = [sys.executable, "-m", "wallboard", "demo", "--record", str(record), *small_wall(folder), *words]
        process = subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=folder)
    try:
        yield Demo(process, record, log)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demonstration for all tests of this file, with its first picture kept."""
    with started(tmp_path_factory.mktemp("demo"), "--start-at", "00:10:00") as demo:
        until(lambda: bool(demo.pictures()) and demo.answers() > 0, "the first picture")
        yield demo


def test_it_says_in_one_line_that_there_is_no_display_and_where_the_pictures_are(demo: Demo) -> None:
    lines = [line for line in demo.log.read_text(encoding="utf-8").splitlines() if line.startswith("no display")]
    assert len(lines) == 1
    assert lines[0].endswith(str(demo.record / "pictures"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_it_listens_with_its_endpoint_alone_and_on_loopback(demo: Demo) -> None:
    pids = family_of(demo.process.pid)
    assert len(pids) >= 4
    (only,) = listeners(pids)
    assert only.protocol == "tcp"
    assert only.address in LOOPBACK
    assert "simulate" in only.words


def test_the_newest_picture_is_kept_anew(demo: Demo) -> None:
    before = max(path.stat().st_mtime_ns for path in demo.pictures())
    until(lambda: max(path.stat().st_mtime_ns for path in demo.pictures()) > before, "another picture")


@pytest.mark.parametrize("role", ["show", "collect"])
def test_a_half_that_is_killed_comes_back(role: str, demo: Demo) -> None:
    before = demo.child(role)
    os.kill(before, signal.SIGKILL)
    until(lambda: demo.child(role) not in (before, 0), f"another {role}")


def test_no_committed_answer_is_lost_when_the_collector_is_killed(demo: Demo) -> None:
    before = demo.answers()
    os.kill(demo.child("collect"), signal.SIGKILL)
    until(lambda: demo.answers() > before, "another answer")


def test_a_second_instance_on_the_same_recording_is_refused(demo: Demo) -> None:
    until(lambda: demo.child("collect") != 0, "the collector")
    argv = [sys.executable, "-m", "wallboard", "demo", "--record", str(demo.record)]
    second = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=PATIENCE_S, cwd=ROOT)
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "another wallboard" in second.stderr


def test_it_ends_by_itself_after_its_seconds(tmp_path: Path) -> None:
    with started(tmp_path, "--seconds", "1") as demo:
        assert demo.process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(
    ("node", "screens"),
    [("left", ["left"]), ("middle", ["center"]), ("right", ["right"]), ("fourth", ["center", "left", "right"])],
)
def test_each_machine_of_the_demonstration_has_a_screen_of_its_own(
    monkeypatch: pytest.MonkeyPatch, node: str, screens: list[str]
) -> None:
    told = ClusterSettings(wall="demo", node=node, broker="mqtt://127.0.0.1:1", candidates=(node,))
    monkeypatch.setenv(DEMO_MACHINE, told.model_dump_json(exclude_none=True))
    settings, _ = load_settings(shipped("config/wallboard.toml"), demonstration=True)
    assert list(settings.screens) == screens
    assert settings.cluster == told

"""The nights of a soak as they go by: counted, cleared up behind, and ended when a process falls."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from wallboard.core.instants import SECOND_US
from wallboard.soak.nights import Nights, SoakTeller, folder_of
from wallboard.soak.run import SoakWatch, has_fallen

NIGHTS = Nights(0, 60 * SECOND_US, 2, Decimal(50))


@dataclass
class Part:
    """A process that tells what it is given to tell."""

    name: str
    saying: list[SoakTeller] = field(default_factory=list)
    pid: int = 2**30

    def told(self) -> list[SoakTeller]:
        said, self.saying = self.saying, []
        return said


def watched(parent: Path, *parts: Part) -> SoakWatch:
    return SoakWatch(NIGHTS, parent, parts, None, (), lambda _night: None)  # type: ignore[arg-type]  # all it needs of them


@pytest.mark.parametrize(
    ("exit_code", "left_s", "fallen"),
    [(None, 600, False), (0, 600, True), (-11, 600, True), (0, 1, False), (1, 1, True), (0, -3, False)],
    ids=["runs", "was quit by key", "crashed", "ended in time", "failed at the end", "ended after it"],
)
def test_only_a_sound_end_in_time_is_no_fall(exit_code: int | None, left_s: int, fallen: bool) -> None:
    assert has_fallen(exit_code, left_s * SECOND_US) == fallen


def test_a_night_is_over_once_every_process_has_told_of_it(tmp_path: Path) -> None:
    display, collector = Part("display", [SoakTeller(0, {"frames": 9.0}, {})]), Part("collector")
    watch = watched(tmp_path, display, collector)
    watch.turn(61 * SECOND_US)
    assert not watch.count(61 * SECOND_US)
    collector.saying = [SoakTeller(0, {}, {})]
    watch.turn(62 * SECOND_US)
    assert watch.count(62 * SECOND_US)
    assert [night.figures["display"] for night in watch.counted] == [{"frames": 9.0}]


def test_a_night_that_a_slow_machine_has_not_counted_is_left_out(tmp_path: Path) -> None:
    watch = watched(tmp_path, Part("display"))
    assert not watch.count(75 * SECOND_US)
    assert watch.count(75 * SECOND_US + 1)
    assert (watch.played, watch.counted) == (1, [])


def test_the_recording_of_a_night_goes_when_the_next_one_is_half_over(tmp_path: Path) -> None:
    first = folder_of(tmp_path, 0)
    first.mkdir()
    watch = watched(tmp_path, Part("display"))
    watch.turn(89 * SECOND_US)
    assert first.is_dir()
    watch.turn(91 * SECOND_US)
    assert not first.exists()

"""Old recordings make room, those of the current night never."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.recording.rig import FACTS, SECOND, START_US, Clock
from wallboard.recording.folder import RoleLock
from wallboard.recording.link_files import CONTROL_FILE, LINK_FILE
from wallboard.recording.retention import RetentionPolicy, retain
from wallboard.recording.writer import Recorder
from wallboard.supervise.health import HEALTH_FILE

DAY_US = 86_400 * SECOND
TONIGHT_US = START_US + 400 * DAY_US


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """Nights one, two and three, each a day after the other, and tonight, which was begun twice."""
    for place, name in enumerate(("one", "two", "three")):
        _night(tmp_path / name, START_US + place * DAY_US)
    _night(tmp_path / "tonight", TONIGHT_US)
    _night(tmp_path / "tonight-again", TONIGHT_US)
    return tmp_path


def _night(folder: Path, start_us: int) -> None:
    clock = Clock(now_us=start_us)
    facts = msgspec.structs.replace(FACTS, start_us=start_us, end_us=start_us + DAY_US)
    Recorder(folder, facts, utc_us=clock.utc_us, mono_us=clock.mono_us).close()


def _left(parent: Path) -> set[str]:
    return {path.name for path in parent.iterdir()}


def _retain(parent: Path, wish: RetentionPolicy, now_us: int = TONIGHT_US, free: list[int] | None = None) -> list[str]:
    left = iter(free or [])
    facts = msgspec.structs.replace(FACTS, start_us=TONIGHT_US, end_us=None)
    return list(retain(parent, parent / "tonight-again", facts, wish, now_us, lambda _: next(left, 2**60)))


def test_nothing_is_deleted_unless_it_is_wished(parent: Path) -> None:
    assert _retain(parent, RetentionPolicy()) == []
    assert len(_left(parent)) == 5


def test_what_is_older_than_wished_is_deleted(parent: Path) -> None:
    lines = _retain(parent, RetentionPolicy(age_us=10 * DAY_US), START_US + 11 * DAY_US + DAY_US // 2)
    assert _left(parent) == {"three", "tonight", "tonight-again"}
    assert len(lines) == 2


def test_the_oldest_go_until_enough_is_free(parent: Path) -> None:
    _retain(parent, RetentionPolicy(free=100), free=[10, 90, 100])
    assert _left(parent) == {"three", "tonight", "tonight-again"}


def test_the_current_night_is_never_deleted_however_full_the_disk(parent: Path) -> None:
    _retain(parent, RetentionPolicy(age_us=1, free=100), TONIGHT_US + 9 * DAY_US, free=[0] * 9)
    assert _left(parent) == {"tonight", "tonight-again"}


def test_a_recording_that_is_on_display_is_spared(parent: Path) -> None:
    with RoleLock(parent / "one", "show"):
        _retain(parent, RetentionPolicy(age_us=1))
    assert _left(parent) == {"one", "tonight", "tonight-again"}


def test_what_processes_told_of_themselves_beside_it_goes_with_it(parent: Path) -> None:
    for name in (HEALTH_FILE, LINK_FILE, CONTROL_FILE, f"{LINK_FILE}.part"):
        (parent / "one" / name).write_text("{}")
    _retain(parent, RetentionPolicy(age_us=1))
    assert "one" not in _left(parent)


def test_what_is_no_recording_of_ours_is_left_alone(parent: Path) -> None:
    (parent / "one" / "notes.txt").write_text("mine")
    (parent / "letters").mkdir()
    (parent / "two" / "segment-000001.wallboard").write_bytes(b"torn")
    _retain(parent, RetentionPolicy(age_us=1))
    assert _left(parent) == {"one", "two", "letters", "tonight", "tonight-again"}
    assert [path.name for path in (parent / "one").iterdir()] == ["notes.txt"]

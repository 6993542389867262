"""What was filled in after an outage stays that, and is never shown as seen, in whatever is made of its recording."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.collect.rig import RULES
from tests.collect.test_gap_filling import Night
from wallboard.collect.merge import merge
from wallboard.export.tables import export
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.archive import pack
from wallboard.recording.tools.repair import repair

Made = Callable[[Path, Path], object]


def recorded(folder: Path, sum_at: Callable[[int], int] = lambda second: second * 3) -> Path:
    """Ten polls, an outage of twenty that is filled in afterwards, ten more."""
    night = Night(folder, sum_at)
    night.poll(10)
    night.outage(20)
    night.poll(10)
    night.ended().close()
    return folder


def twin(source: Path) -> Path:
    """What another collector recorded of the same night, with the same outage."""
    return recorded(source.with_name("twin"))


def filled(source: Path) -> list[tuple[int, int]]:
    """(time, sum) of everything filled in."""
    with RecordingReader(source) as reader:
        index = reader.index
        sums = index.answers["gmv_fen"][index.filled["answer"]].tolist()
        return list(zip(index.filled["at_us"].tolist(), sums, strict=True))


def shown(source: Path) -> list[tuple[int, int]]:
    with RecordingReader(source) as reader:
        return [
            (reader.sample(n).snapshot.at_us, reader.sample(n).snapshot.gmv_fen) for n in range(len(reader.index.shown))
        ]


@pytest.mark.parametrize(
    "made",
    [repair, lambda source, target: merge([source, twin(source)], target, RULES), pack],
    ids=["repair", "merge", "pack"],
)
def test_what_was_filled_in_is_kept_as_that(tmp_path: Path, made: Made) -> None:
    source, target = recorded(tmp_path / "night"), tmp_path / "new.wallboard"
    made(source, target)
    assert len(filled(source)) == 20
    assert filled(target) == filled(source)
    assert shown(target) == shown(source)
    assert exported(target, tmp_path / "out") == exported(source, tmp_path / "was")


def exported(source: Path, folder: Path) -> list[dict[str, object]]:
    """The rows of the totals; when they were committed may move by a microsecond."""
    export(source, folder, "jsonl")
    rows = [json.loads(line) for line in (folder / "totals.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{name: value for name, value in row.items() if name != "committed_at"} for row in rows]


def test_what_one_collector_saw_stands_before_what_another_filled_in(tmp_path: Path) -> None:
    first = recorded(tmp_path / "first")
    second = Night(tmp_path / "second")
    second.poll(40)
    second.ended().close()
    merge([first, tmp_path / "second"], tmp_path / "both.wallboard", RULES)
    times = [at_us for at_us, _ in shown(tmp_path / "both.wallboard")]
    assert times == sorted(set(times))
    assert len(times) == 40
    assert {at_us for at_us, _ in filled(tmp_path / "both.wallboard")} <= set(times)


def test_a_damaged_recording_keeps_what_was_filled_in_and_is_still_whole(tmp_path: Path) -> None:
    source = recorded(tmp_path / "night")
    (segment,) = source.glob("segment-*.wallboard")
    data = bytearray(segment.read_bytes())
    data[40:60] = bytes(20)
    segment.write_bytes(data)
    saved = repair(source, tmp_path / "new.wallboard")
    assert saved is not None
    seen = {at_us for at_us, _ in shown(tmp_path / "new.wallboard")}
    assert not seen & {at_us for at_us, _ in filled(tmp_path / "new.wallboard")}
    assert len(seen) == 20

"""The comparison with a browser: what is summed, what is shown, and what comes out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.chromium_scene import scene
from tests.bench.process_tree import cpu_s, memory_mb, tree
from tests.bench.side_by_side import Measured, NotMeasuredError, counted, from_bench, in_the_middle, lines


def process(proc: Path, pid: int, parent: int, session: int, ticks: int, pss_kb: int) -> None:
    folder = proc / str(pid)
    folder.mkdir()
    fields = ["S", parent, pid, session, *[0] * 7, ticks, 0, 0, 0]
    (folder / "stat").write_text(f"{pid} (a (b) c) " + " ".join(map(str, fields)), encoding="ascii")
    (folder / "smaps_rollup").write_text(f"Rss: 9999999 kB\nPss: {pss_kb} kB\nPss_Dirty: 1 kB\n", encoding="ascii")


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    process(tmp_path, 1, 0, 1, 5000, 5000)
    process(tmp_path, 100, 1, 100, 100, 1024)  # the browser
    process(tmp_path, 101, 100, 101, 200, 2048)  # a child with a session of its own
    process(tmp_path, 102, 101, 101, 300, 1024)  # its child
    process(tmp_path, 103, 1, 100, 400, 1024)  # one whose parent has ended
    process(tmp_path, 104, 1, 1, 5000, 5000)  # somebody else's
    return tmp_path


def test_a_tree_is_the_descendants_and_the_session(proc: Path) -> None:
    assert {member.pid for member in tree(100, proc)} == {100, 101, 102, 103}


def test_processor_time_and_memory_are_summed_over_the_tree(proc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sysconf", lambda _name: 100)
    assert cpu_s(100, proc) == pytest.approx(10.0)
    assert memory_mb(100, proc) == pytest.approx(5.0)


def test_the_memory_of_a_tree_that_has_ended_is_not_told(proc: Path) -> None:
    assert memory_mb(999, proc) is None


def test_the_scene_is_that_of_the_issue() -> None:
    shown = scene(10.0, 3.0)
    assert len(shown["land"]["features"]) == 34
    assert len(shown["cities"]) == 340
    assert len(shown["flights"]) == 40
    assert [len(set(names)) for names in shown["races"].values()] == [10, 10, 10]


def test_rings_are_closed_and_cities_lie_among_them() -> None:
    shown = scene(10.0, 3.0)
    rings = [p[0] for f in shown["land"]["features"] for p in f["geometry"]["coordinates"]]
    assert all(ring[0] == ring[-1] for ring in rings)
    xs = [x for ring in rings for x, _ in ring]
    assert all(min(xs) < city["x"] < max(xs) for city in shown["cities"])


def test_a_page_is_counted_by_its_intervals() -> None:
    found = counted([20.0] * 100, spent_s=1.0, took_s=2.0, memory=700.0)
    assert found == Measured(50.0, 20.0, 10.0, 0.5, 700.0)


def test_the_bench_is_read_at_its_peak() -> None:
    peak = {"name": "peak", "frames_per_s": 60.0, "cores": 0.3, "interval_ms": {"p99": 21.0}}
    report = {"phases": [{"name": "card"}, peak]}
    assert from_bench(report, None) == Measured(60.0, 21.0, pytest.approx(5.0), 0.3, None)  # type: ignore[arg-type]


def test_a_bench_without_frames_is_no_figure() -> None:
    with pytest.raises(NotMeasuredError, match="no frames"):
        from_bench({"phases": [{"name": "peak", "frames_per_s": 0.0, "cores": 0.1, "interval_ms": None}]}, None)


def test_the_middle_is_taken_figure_by_figure() -> None:
    rounds = [Measured(10, 3, 5, 1, None), Measured(30, 1, 6, 3, 7.0), Measured(20, 2, 4, 2, 9.0)]
    assert in_the_middle(rounds) == Measured(20, 2, 5, 2, 8.0)


def test_the_last_line_is_the_ratio() -> None:
    wall, page = Measured(60, 20, 5, 0.3, 100), Measured(30, 40, 20, 0.6, 700)
    assert lines(wall, page)[-1].split()[-5:] == ["0.50", "2.00", "4.00", "2.00", "7.00"]


def test_memory_that_is_not_told_is_a_dash() -> None:
    wall, page = Measured(60, 20, 5, 0.3, None), Measured(30, 40, 20, 0.6, 700)
    assert lines(wall, page)[-1].split()[-1] == "—"

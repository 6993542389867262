"""This tree beside a commit: what was measured in both is compared, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.against import medians
from wallboard.bench.comparison import figures, read, table
from wallboard.core.errors import UsageError

REPORT = {
    "phases": [
        {
            "name": "peak",
            "frames_per_s": 60.0,
            "cores": 0.3,
            "interval_ms": {"p50": 16.0, "p99": 20.0, "p999": None},
            "cpu_ms": None,
        }
    ],
    "parts": [{"panel": "gmv", "kind": "counter", "compose_ms": 0.5, "draw_ms": 0.25}],
    "blit_ms": 4.0,
    "resident_mb": None,
    "memory_mb": {"sprites": 12.5},
}


def test_all_that_a_report_measured_is_named() -> None:
    assert figures(REPORT) == {
        "peak frames_per_s": 60.0,
        "peak cores": 0.3,
        "peak interval_ms p50": 16.0,
        "peak interval_ms p99": 20.0,
        "gmv compose_ms": 0.5,
        "gmv draw_ms": 0.25,
        "sprites MB": 12.5,
        "blit_ms": 4.0,
    }


def test_the_middle_round_counts_and_a_round_may_lack_a_figure() -> None:
    assert medians([{"a": 1.0, "b": 5.0}, {"a": 9.0}, {"a": 2.0}]) == {"a": 2.0, "b": 5.0}


def test_ratios_are_of_now_to_before_where_both_were_measured() -> None:
    lines = table({"a": 4.0, "none": 0.0, "gone": 1.0}, {"a": 2.0, "none": 3.0, "new": 7.0})
    assert [line.split() for line in lines] == [
        ["before", "now", "ratio"],
        ["a", "4.00", "2.00", "0.50"],
        ["none", "0.00", "3.00", "—"],
        ["new", "—", "7.00", "—"],
    ]


def test_an_earlier_run_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(json.dumps(REPORT))
    assert read(file) == figures(REPORT)


@pytest.mark.parametrize(
    "text", ["", "[]", "[1]", "{", '{"phases": [{}]}', '{"phases": 3}', '{"parts": [{"panel": 1}]}']
)
def test_a_file_that_holds_no_run_is_told_in_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"holds no run of the bench"):
        read(file)
    with pytest.raises(UsageError, match=r"holds no run of the bench"):
        read(tmp_path / "none")

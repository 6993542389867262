"""What an operator is told about his machine."""

from __future__ import annotations

import pytest

from wallboard.bench.bench_report import BenchReport, Phase, Spread, lines, spread, verdict


def peak(fps: float, late_ms: float) -> Phase:
    return Phase("peak", 10.0, fps, Spread(16.6, 18.0, late_ms, 40.0), None, None, 0.4)


@pytest.mark.parametrize(
    ("fps", "late_ms", "said"),
    [(60.0, 20.0, "will do for 2 screens"), (60.0, 40.0, "not at its smoothest"), (21.0, 90.0, "too slow")],
)
def test_the_sentence_follows_what_was_delivered(fps: float, late_ms: float, said: str) -> None:
    assert said in verdict((peak(fps, late_ms),), (1920, 1080), 2, 4, on_screen=True)


def test_a_run_without_a_display_says_that_it_proves_little() -> None:
    assert "ask again on the wall itself" in verdict((peak(60.0, 20.0),), (1920, 1080), 1, 2, on_screen=False)


def test_a_spread_needs_two_values() -> None:
    assert spread([1.0]) is None
    assert spread([1.0, 3.0]) == Spread(2.0, 2.9, 2.98, 3.0)


def test_the_sentence_comes_last() -> None:
    report = BenchReport(
        (1, 1), 1, True, "xcb", {"Qt": "6"}, 2, (peak(60.0, 20.0),), (), 1.0, 3.0, 2.0, None, None, "Yes."
    )
    assert lines(report)[-1] == "Yes."
    assert "3.0 ×" in "\n".join(lines(report))


def test_what_comes_once_in_a_thousand_is_told_of_a_thousand() -> None:
    few, many = spread([1.0] * 999), spread([1.0] * 1_995 + [3.0] * 5)
    assert few is not None
    assert many is not None
    assert (few.p999, many.p999) == (None, 3.0)
    report = BenchReport(
        (1, 1), 1, True, "xcb", {}, 2, (Phase("peak", 9.0, 60.0, many, None, few, 0.4),), (), 1.0, 3.0, 2.0, 90.0, 99.0,
        "Yes.", 4, 80.0, {"imports": 50.0, "the rest": 30.0}, 300.0, 900.0, 1000.0,
    )  # fmt: skip
    told = "\n".join(lines(report))
    assert "1.0 / 1.0 / 1.0 / 3.0 / 3" in told
    assert "(4 canvases)" in told
    assert "made ready" not in told
    assert "of its own 80 MB: imports 50, the rest 30" in told
    assert "900 ms of processor time, of which its imports 300" in told


def test_how_long_other_layouts_were_made_ready_is_told() -> None:
    timed = Phase("peak", 10.0, 60.0, None, None, None, 0.4, made_s=7.25)
    report = BenchReport((1, 1), 1, True, "xcb", {}, 2, (timed,), (), 1.0, 3.0, 2.0, None, None, "Yes.")
    assert "peak: timed after the other layouts were made ready (7.2 s)" in lines(report)

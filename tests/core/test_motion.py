"""Motion is a value: any instant, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.motion import (
    Ease,
    back_out,
    between,
    chase,
    cubic_in_out,
    cubic_out,
    linear,
    progress,
    quint_out,
    sine_in_out,
)

EASES = [linear, cubic_out, cubic_in_out, quint_out, sine_in_out, back_out]
whole = st.integers(-(10**18), 10**18)
instants = st.integers(0, 10**16)


@pytest.mark.parametrize("ease", EASES, ids=lambda e: e.__name__)
def test_an_easing_leads_from_zero_to_one(ease: Ease) -> None:
    assert [ease(0.0), ease(1.0)] == pytest.approx([0, 1], abs=1e-12)


@pytest.mark.parametrize("ease", EASES[:-1], ids=lambda e: e.__name__)
@given(u=st.floats(0, 1), v=st.floats(0, 1))
def test_an_easing_never_turns_back(ease: Ease, u: float, v: float) -> None:
    assert ease(min(u, v)) <= ease(max(u, v)) + 1e-12


def test_only_an_entrance_goes_a_little_too_far() -> None:
    assert 1.0 < max(back_out(k / 100) for k in range(101)) < 1.2


@pytest.mark.parametrize(("t_us", "part"), [(-1, 0.0), (0, 1.0), (1, 1.0)])
def test_a_duration_of_nothing_is_over_at_once(t_us: int, part: float) -> None:
    assert progress(t_us, 0, 0) == part


@given(whole, whole, instants, instants, st.integers(1, 10**12))
def test_between_stays_between_and_arrives(a: int, b: int, t_us: int, start_us: int, span_us: int) -> None:
    value = between(a, b, t_us, start_us, start_us + span_us)
    assert min(a, b) <= value <= max(a, b)
    assert between(a, b, start_us, start_us, start_us + span_us) == a
    assert between(a, b, start_us + span_us, start_us, start_us + span_us) == b


@given(whole, st.integers(0, 10**18), st.lists(st.integers(0, 10**9), min_size=2, max_size=9))
def test_between_never_runs_back_nor_ahead_of_the_exact_line(a: int, more: int, times: list[int]) -> None:
    values = [between(a, a + more, t, 0, 10**9) for t in sorted(times)]
    assert values == sorted(values)
    assert all((v - a) * 10**9 <= more * t for v, t in zip(values, sorted(times), strict=True))


def test_an_empty_span_steps() -> None:
    assert [between(1, 5, t, 10, 10) for t in (9, 10)] == [1, 5]


@given(st.lists(st.tuples(st.integers(1, 10**6), st.floats(-1e6, 1e6)), min_size=1, max_size=5), st.integers(0, 10**7))
def test_a_chase_is_where_the_earlier_motion_stood_when_the_target_changes(
    steps: list[tuple[int, float]], duration_us: int
) -> None:
    points, t_us = [], 0
    for step_us, target in steps:
        t_us += step_us
        points.append((t_us, target))
    if duration_us:
        assert chase(points, duration_us, t_us) == pytest.approx(chase(points[:-1] or points, duration_us, t_us))
    assert chase(points, duration_us, t_us + duration_us) == points[-1][1]

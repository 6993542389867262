"""The night's curve says its times and its gain so that nobody can misread them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.panels.boxes import boxes, overlapping
from tests.panels.evening import clocked, evening, facts, greatest
from wallboard.config.panels import TrendOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.demo.moments import begins_us
from wallboard.paint.ops import Fill, Line, Placed, Shape, Text
from wallboard.paint.theme import THEMES, Look
from wallboard.panels import trend
from wallboard.panels.amounts import amount_of
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.trend_place import place, stepped
from wallboard.scene.grid import Rect

pytestmark = pytest.mark.usefixtures("wall")  # which loads the fonts

OPTIONS = TrendOptions(kind="trend")
SETTING = PanelContext(languages=("en", "zh"))
LOOK = Look(THEMES["night"], 1920, 1080)
STRIP, TALL = Rect(0, 0, 1300, 240), Rect(0, 0, 1140, 560)


def placed(moment: Moment, box: Rect = STRIP) -> Placed:
    return place(trend.resolve(moment, OPTIONS, SETTING), box, LOOK)


def texts(found: Placed) -> list[Text]:
    return [op for op in (*found.ground, *found.live) if isinstance(op, Text)]


def opened() -> Moment:
    """Five seconds after the start."""
    return clocked(evening("00:00:05"), begins_us(facts()) + 5 * SECOND_US)


def test_the_first_minutes_are_told_apart_from_hours() -> None:
    assert {"00:00:15", "00:02:00"} <= {op.text for op in texts(placed(opened()))}
    assert {"00:00", "02:00"} <= {op.text for op in texts(placed(evening("02:00:00")))}


def test_the_sum_of_the_first_seconds_stands_clear_of_the_axis() -> None:
    found = placed(opened())
    axis = next(op for op in texts(found) if op.text == "00:00:15")
    own = next(op for op in texts(found) if op.text.startswith("2016"))
    assert own.y < axis.y - axis.face.size * 1.5


def test_a_gain_of_hours_leaves_its_seconds_out_where_it_would_be_set_small() -> None:
    moment = evening("24:00:10")
    whole, short, _ = trend.resolve(moment, OPTIONS, SETTING).lead
    assert short == whole.partition(" min")[0] + " min faster"
    said = {op.text: op.face.size for op in texts(placed(moment))}
    assert short in said
    assert whole not in said


def test_a_tall_curve_says_its_gain_larger() -> None:
    moment = evening("24:00:10")
    short = trend.resolve(moment, OPTIONS, SETTING).lead[1]
    low, high = (next(op.face.size for op in texts(placed(moment, box)) if op.text == short) for box in (STRIP, TALL))
    assert high > low * 1.2


@pytest.mark.parametrize("moment", [evening("02:00:00"), greatest()], ids=["night", "greatest"])
def test_earlier_years_are_named_above_one_another_as_their_curves_run(moment: Moment) -> None:
    at = {op.text: op.y for op in texts(placed(moment))}
    assert at["2015 "] < at["2014 "]


@pytest.mark.parametrize("elapsed", ["00:01:20", "00:05:00", "00:40:00", "02:00:00", "13:00:00", "24:00:10"])
def test_an_earlier_year_stands_beside_its_curve_with_the_last_sum_it_is_known_to_have_passed(elapsed: str) -> None:
    moment = evening(elapsed)
    view = trend.resolve(moment, OPTIONS, SETTING)
    found = texts(placed(moment))
    for year in facts().earlier_years:
        known = [fen for at_us, fen in year.points if at_us <= view.window_s * 1e6]
        said = [n for n, op in enumerate(found) if op.text == f"{year.year} "]
        if year.year >= 2016 or not known:
            assert not said
            continue
        name, sum_ = found[said[0]], found[said[0] + 1]
        assert sum_.text == str(amount_of(max(known), SETTING)).replace(" ", "")
        assert name.x > max(op.x for op in found if op.text[:3] in ("00:", "02:"))  # right of what the axis says


def test_nothing_is_drawn_between_what_is_known() -> None:
    assert stepped((0.0, 10.0, 11.0, 30.0), (0.0, 5.0, 6.0, 9.0), 2.0) == (
        (0.0, 10.0, 10.0, 11.0, 30.0, 30.0),
        (0.0, 0.0, 5.0, 6.0, 6.0, 9.0),
    )


def test_only_a_sum_that_was_seen_to_pass_has_a_flag_and_says_where_its_time_is_a_bound() -> None:
    moment = evening("00:06:58")
    first, *rest = moment.state.milestones
    told = (replace(first, record=False), *(replace(m, exact=False) for m in rest[:1]), *rest[1:])
    state = replace(moment.state, milestones=told)
    told_of = replace(moment, state=state)
    view = trend.resolve(told_of, OPTIONS, SETTING)
    assert [flag.y for flag in view.flags] == [m.gmv_fen for m in rest]
    assert [flag.by for flag in view.flags] == ["by", *("" for _ in rest[1:])]
    said = [op.text for op in texts(placed(told_of))]
    assert said.count("by ") == 1


def test_an_axis_whose_beginning_nobody_knows_yet_names_no_times() -> None:
    moment = evening("00:06:58")
    unstated = replace(moment.facts, start_us=None, end_us=None)
    nothing = replace(moment, state=replace(moment.state, facts=unstated, current=None, curve=None))
    assert trend.resolve(nothing, OPTIONS, SETTING).ticks == ()
    assert trend.resolve(moment, OPTIONS, SETTING).ticks


@pytest.mark.parametrize("at", ["00:06:58", "02:00:00", "12:00:00", "24:00:10"])
@pytest.mark.parametrize("box", [STRIP, TALL, Rect(0, 0, 500, 400)], ids=["strip", "tall", "narrow"])
def test_each_time_stands_under_the_middle_of_its_tick_or_ends_with_the_panel(at: str, box: Rect) -> None:
    found = placed(evening(at), box)
    base = max(op.y for op in found.ground if isinstance(op, Fill) and op.w > box.width / 3)
    ticks = [op.x for op in found.ground if isinstance(op, Fill) and op.w <= 2 and abs(op.y - base) < 2]
    times = [op for op in texts(found) if op.text.count(":") and op.y > base]
    assert len(times) >= 2
    for op in times:
        off = min(abs(op.x + op.width / 2 - tick) for tick in ticks)
        assert off <= 2 or op.x + op.width == pytest.approx(box.right, abs=2)


def test_earlier_years_are_named_within_a_plot_that_is_too_narrow_for_names_beside_it() -> None:
    box = Rect(0, 0, 500, 400)
    written = [op for op in texts(placed(evening("24:00:10"), box)) if op.text.startswith(("2014", "2015"))]
    assert len(written) == 2
    assert all(op.x + op.width <= box.right for op in written)
    assert not list(overlapping(boxes(texts(placed(evening("24:00:10"), box)))))


@pytest.mark.parametrize("late_s", [0, 40])
def test_what_is_not_known_any_more_is_no_curve(late_s: int) -> None:
    moment = evening("02:00:00")
    late = replace(moment, playhead_us=moment.playhead_us + late_s * SECOND_US)
    found = placed(clocked(late, begins_us(facts()) + (7_200 + late_s) * SECOND_US))
    (to_head,) = [op for op in found.live if isinstance(op, Line)]
    assert (to_head.color == LOOK.color("amber")) == (to_head.width > LOOK.line) == (late_s == 0)
    (ring,) = [op for op in found.live if isinstance(op, Shape) and op.kind == "ring"]
    assert ring.color == LOOK.color("gold" if late_s == 0 else "steel")

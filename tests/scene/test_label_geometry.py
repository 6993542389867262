"""Lines, boxes and rows beside a coast, each against what another library or a drawing on paper says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from tests.scene.test_label_spots import EM, TAKEN, city, sheet
from wallboard.scene.label_spots import (
    Named,
    Spot,
    _clear,
    _free,
    _lowest_row,
    _made_room,
    _rows,
    _start,
    _Try,
    spots,
)
from wallboard.scene.line_geometry import Box, Segment, cross, lines_meet, meets, touching

PLACES = st.integers(0, 8).map(float)
SEGMENTS = st.tuples(PLACES, PLACES, PLACES, PLACES)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(PLACES), draw(PLACES)
    return left, top, left + draw(st.integers(1, 5)), top + draw(st.integers(1, 5))


def drawn(segment: Segment) -> LineString | Point:
    """The segment as the other library has it."""
    return Point(segment[:2]) if segment[:2] == segment[2:] else LineString([segment[:2], segment[2:]])


@given(SEGMENTS, boxes())
def test_a_segment_meets_a_box_where_it_has_a_point_with_it(segment: Segment, name: Box) -> None:
    assert meets(segment, name) == drawn(segment).intersects(box(*name))


@given(st.lists(SEGMENTS, min_size=1, max_size=6), st.lists(boxes(), min_size=1, max_size=4))
def test_many_segments_and_boxes_at_once_meet_as_one_by_one(segments: list[Segment], names: list[Box]) -> None:
    tries = [_Try(0.0, (0.0, 0.0, 1.0, 1.0), (s[:2], s[2:])) for s in segments]
    tries.insert(1, _Try(0.0, (0.0, 0.0, 1.0, 1.0), ()))
    expected = [any(meets(s, name) for name in names) for s in segments]
    expected.insert(1, False)
    assert lines_meet([t.line for t in tries], np.array(names)).tolist() == expected


@given(SEGMENTS, SEGMENTS)
def test_segments_cross_where_each_leads_from_one_side_of_the_other_to_its_other_side(a: Segment, b: Segment) -> None:
    one, other = drawn(a), drawn(b)
    proper = one.crosses(other) and not any(
        Point(end).distance(line) < 1e-12 for s, line in ((a, other), (b, one)) for end in (s[:2], s[2:])
    )
    assert cross(a, b) == proper


@given(st.lists(boxes(), min_size=1, max_size=4), st.lists(boxes(), min_size=1, max_size=4))
def test_boxes_touch_where_they_share_an_area(some: list[Box], others: list[Box]) -> None:
    expected = [sum(box(*a).intersection(box(*b)).area > 0 for b in others) for a in some]
    assert touching(np.array(some), np.array(others)).tolist() == expected


def test_a_name_may_lie_along_each_edge_of_the_map_and_not_beyond() -> None:
    along = np.array([(0, 9, 9, 19), (9, 0, 19, 9), (391, 9, 400, 19), (9, 291, 19, 300)], np.float64)
    assert _free(along, sheet([])).all()
    beyond = along + np.array([(-1, 0, -1, 0), (0, -1, 0, -1), (1, 0, 1, 0), (0, 1, 0, 1)])
    assert not _free(beyond, sheet([])).any()
    assert not _free(TAKEN, sheet([])).any()


def test_a_line_leaves_the_ring_around_its_city_towards_its_end_and_a_short_one_half_way() -> None:
    assert _start(city(1, 100, 100), 100.0, 50.0, EM) == (100.0, 100.0 - 0.3 * EM)
    assert _start(city(1, 100, 100), 104.0, 100.0, EM) == (102.0, 100.0)


def test_rows_beside_a_coast_begin_in_its_middle_and_go_outwards_on_either_side() -> None:
    pitch = EM * 1.03
    beside = sheet([], coast_x=330.0, coast_y=115.0, coast=(270.0, 90.0, 290.0, 140.0))
    above, below = [city(k, 280, 114 - k) for k in (0, 1)], [city(k, 280, 111 + k) for k in (4, 5)]
    rows = _rows([*above, *below], beside)
    expected = {above[0].code: -1, above[1].code: -2, below[0].code: 0, below[1].code: 1}
    assert rows == pytest.approx({code: 115.0 + row * pitch for code, row in expected.items()})
    assert _rows([], beside) == {}
    assert _rows(above, sheet([])) == {}


def test_rows_far_from_the_middle_of_a_coast_are_fanned_out() -> None:
    beside = sheet([], coast_x=330.0, coast_y=115.0, coast=(270.0, 0.0, 290.0, 300.0))
    (near,) = _rows([city(1, 280, 125)], beside).values()
    (far,) = _rows([city(1, 280, 155)], beside).values()
    assert near == pytest.approx(115.0 + round(10 * 2.4 / 10.3) * 10.3)
    assert far == pytest.approx(115.0 + round((40 + 2.6 * EM) / 10.3) * 10.3)


def test_the_rows_beside_a_coast_end_before_what_may_not_be_touched_and_before_the_edge() -> None:
    pitch = 10.0
    for coast_x, room in ((190.0, 140.0), (300.0, 300.0)):  # above the taken box, and over open sea
        beside = sheet([], coast_x=coast_x, coast_y=100.0, coast=(0.0, 0.0, 1.0, 1.0))
        expected = min(12, int((room - 100.0 - pitch / 2) // pitch))
        assert _lowest_row(36.0, pitch, beside) == expected


def one_of(code: str, *places: Box) -> tuple[str, list[_Try]]:
    return code, [_Try(float(cost), place, ()) for cost, place in enumerate(places)]


LEFT, RIGHT, FAR = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0), (40.0, 0.0, 50.0, 10.0)


def test_room_is_made_by_those_who_find_another_place() -> None:
    choices = dict([one_of("late", LEFT), one_of("early", LEFT, RIGHT), one_of("apart", FAR)])
    found = [Spot("early", LEFT, ()), Spot("apart", FAR, ())]
    moved = {spot.code: spot.box for spot in _made_room("late", choices, found)}
    assert moved == {"late": LEFT, "early": RIGHT, "apart": FAR}


def test_nobody_moves_where_one_of_them_would_be_left_without_a_place() -> None:
    choices = dict([one_of("late", LEFT), one_of("early", LEFT)])
    found = [Spot("early", LEFT, ())]
    assert _made_room("late", choices, found) == found


@pytest.mark.parametrize("count", [3, 4])
def test_no_more_than_three_move_for_one(count: int) -> None:
    narrow = [(10.0 * k, 0.0, 10.0 * k + 10, 10.0) for k in range(count)]
    below = [(10.0 * k, 50.0, 10.0 * k + 10, 60.0) for k in range(count)]
    wide = (0.0, 0.0, 10.0 * count, 10.0)
    choices = dict([one_of("late", wide), *(one_of(f"{k}", narrow[k], below[k]) for k in range(count))])
    found = [Spot(f"{k}", narrow[k], ()) for k in range(count)]
    assert (len(_made_room("late", choices, found)) == count + 1) == (count == 3)


def test_a_name_is_clear_of_names_and_lines_and_its_line_is_too() -> None:
    there = [Spot("a", (20.0, 20.0, 40.0, 30.0), ((60.0, 0.0), (60.0, 100.0)))]
    clear = (0.0, 50.0, 10.0, 60.0)
    assert _clear(_Try(0, clear, ()), there)
    assert _clear(_Try(0, (40.0, 20.0, 50.0, 30.0), ()), there)  # side by side
    assert not _clear(_Try(0, (39.0, 29.0, 50.0, 40.0), ()), there)
    assert not _clear(_Try(0, (55.0, 50.0, 65.0, 60.0), ()), there)  # upon a line
    assert not _clear(_Try(0, clear, ((0.0, 25.0), (30.0, 25.0))), there)  # its line upon a name
    assert not _clear(_Try(0, clear, ((50.0, 50.0), (70.0, 50.0))), there)  # its line across a line


def test_a_lone_city_has_its_name_on_the_left_and_on_the_right_where_the_map_ends() -> None:
    (left,) = spots([city(1, 100, 100)], sheet([(100, 100)]))
    assert left.box == pytest.approx((100 - 0.62 * EM - 36, 95, 100 - 0.62 * EM, 105))
    (right,) = spots([city(1, 20, 100)], sheet([(20, 100)]))
    assert right.box == pytest.approx((20 + 0.62 * EM, 95, 20 + 0.62 * EM + 36, 105))


def test_a_name_goes_where_it_covers_fewer_cities() -> None:
    dots = [(100.0, 100.0), *((70.0 + k, 100.0) for k in range(5))]
    (spot,) = spots([city(1, 100, 100)], sheet(dots))
    assert spot.box[0] >= 100


def test_a_tall_name_stands_at_no_corner_without_a_line() -> None:
    walls = np.array([(0.0, 85.0, 95.0, 115.0), (105.0, 85.0, 400.0, 115.0)])
    tall = Named("000001", 100, 100, 36, 2 * EM)
    (spot,) = spots([tall], sheet([(100, 100)], taken=walls))
    assert spot.line or abs((spot.box[1] + spot.box[3]) / 2 - 100) >= 2 * EM * 0.5

"""Names on a map: none touches another, none lies where it may not, and the same cities give the same places."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from shapely.geometry import LineString, Point, box

from wallboard.scene.label_spots import DOZEN, LabelSheet, Named, Spot, spots

EM = 10.0
WIDTH, HEIGHT = 400.0, 300.0
TAKEN = np.array([(180.0, 140.0, 220.0, 160.0)])


def sheet(dots: list[tuple[float, float]], **changes: object) -> LabelSheet:
    """A map of 400 by 300 with one place in its middle that nothing may touch."""
    values: dict[str, object] = {
        "bounds": (0.0, 0.0, WIDTH, HEIGHT),
        "taken": TAKEN,
        "dots": np.array(dots, np.float64).reshape(-1, 2),
        "em": EM,
        "coast_x": None,
        "coast_y": 0.0,
        "coast": (0.0, 0.0, 0.0, 0.0),
    }
    return LabelSheet(**{**values, **changes})  # type: ignore[arg-type]  # each value is of its field's type


def city(number: int, x: float, y: float, width: float = 36.0) -> Named:
    return Named(f"{number:06d}", x, y, width, EM)


@st.composite
def crowds(draw: st.DrawFn) -> list[Named]:
    """Up to fifteen cities, some of them close together."""
    place = st.tuples(st.integers(5, 395), st.integers(5, 295), st.sampled_from([18.0, 36.0, 60.0]))
    found = draw(st.lists(place, min_size=1, max_size=15, unique_by=lambda p: (p[0] // 3, p[1] // 3)))
    return [city(number, x, y, width) for number, (x, y, width) in enumerate(found)]


def named(cities: list[Named], **changes: object) -> tuple[Spot, ...]:
    return spots(cities, sheet([(c.x, c.y) for c in cities], **changes))


@given(crowds())
def test_no_two_names_touch_and_no_line_crosses_another_or_a_name(cities: list[Named]) -> None:
    for one, other in combinations(named(cities), 2):
        assert box(*one.box).intersection(box(*other.box)).area < 1e-9
        if one.line and other.line:
            assert not LineString(one.line).crosses(LineString(other.line))
        for line, name in ((one.line, other.box), (other.line, one.box)):
            assert not line or LineString(line).intersection(box(*name)).length < 1e-9


@given(crowds())
def test_every_name_lies_on_the_map_and_on_nothing_that_must_be_seen(cities: list[Named]) -> None:
    for spot in named(cities):
        assert box(0, 0, WIDTH, HEIGHT).covers(box(*spot.box))
        assert box(*spot.box).intersection(box(*TAKEN[0])).area < 1e-9


@given(crowds())
def test_a_name_stands_beside_its_city_or_is_joined_to_it(cities: list[Named]) -> None:
    where = {c.code: Point(c.x, c.y) for c in cities}
    for spot in named(cities):
        start = Point(spot.line[0]) if spot.line else box(*spot.box)
        assert where[spot.code].distance(start) <= 1.1 * EM
        if spot.line:
            assert Point(spot.line[-1]).distance(box(*spot.box)) <= 0.25 * EM


@given(crowds())
def test_each_city_has_one_name_at_most_as_large_as_it_is(cities: list[Named]) -> None:
    found = named(cities)
    assert len({spot.code for spot in found}) == len(found)
    sizes = {c.code: (c.width, c.height) for c in cities}
    for spot in found:
        left, top, right, bottom = spot.box
        assert (right - left, bottom - top) == pytest.approx(sizes[spot.code])


@given(crowds(), st.lists(st.integers(0, 80), min_size=15, max_size=15))
def test_no_name_covers_a_column_and_none_stands_beyond_its_reach(cities: list[Named], columns: list[int]) -> None:
    standing = [replace(c, column=float(high)) for c, high in zip(cities, columns, strict=False)]
    at = {c.code: Point(c.x, c.y) for c in standing}
    for spot in named(standing, reach=2.5 * EM):
        for other in standing:
            if other.column:
                column = LineString([(other.x, other.y), (other.x, other.y - other.column)])
                assert not column.intersects(box(*spot.box))
        assert not spot.line or at[spot.code].distance(Point(spot.line[-1])) <= 2.5 * EM + 1e-6


def test_a_city_with_room_around_it_has_its_name_beside_it_without_a_line() -> None:
    (spot,) = named([city(1, 100, 100)])
    assert spot.line == ()


def test_the_order_among_the_leaders_moves_no_name() -> None:
    cities = [city(k, 60 + 25 * k, 60 + 13 * (k % 3)) for k in range(4)]
    assert len({frozenset(named(list(order))) for order in permutations(cities)}) == 1
    assert len(cities) <= DOZEN


def test_a_city_that_comes_in_the_last_tier_moves_no_name_of_a_higher_one() -> None:
    leaders = [city(k, 40 + 60 * (k % 6), 40 + 90 * (k // 6)) for k in range(DOZEN)]
    late = Named("999999", 64, 52, 36, EM, tier=3)
    before, after = named(leaders), named([*leaders, late])
    assert set(before) < set(after)


def test_names_of_a_crowded_coast_stand_in_a_column_in_the_order_of_their_cities() -> None:
    cities = [city(k, 280, 100 + 6 * k) for k in range(6)]
    found = named(cities, coast_x=330.0, coast_y=115.0, coast=(270.0, 90.0, 290.0, 140.0))
    column = sorted((spot for spot in found if spot.box[0] == 330.0), key=lambda spot: spot.box[1])
    assert [spot.code for spot in column] == [c.code for c in cities]

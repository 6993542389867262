"""The sum and the map travel from layout to layout: never an empty wall, never a figure through a figure."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.golden.compare import pixels
from wallboard.actions.control import Control
from wallboard.core.moment import Moment
from wallboard.paint.fonts import advance
from wallboard.paint.ops import Digits, Picture
from wallboard.paint.piecework import made_of
from wallboard.scene.fit import Fit
from wallboard.scene.grid import Rect
from wallboard.wall import Composition, RenderRequest, Wall
from wallboard.wall.cut_out import cut_out
from wallboard.wall.travelling import ARRIVED, Journey, Land, progress, turns

SIZE = (640, 360)
CHANGE_US = round(nights.settings().display.change_s * 1e6)
BASE = nights.moment("02:00:00")
LAYOUTS = ("overview", "rankings", "map", "global", "counter", "finale", "backdrop")
INSTANTS = (0.0, 0.12, 0.25, 0.37, 0.5, 0.62, 0.75, 0.88, 0.98)


@pytest.fixture(scope="module")
def wall(qapp: QApplication) -> Wall:
    """The shipped wall, maps and all."""
    assert qapp is not None
    return Wall(nights.settings())


@pytest.fixture(scope="module")
def lit() -> dict[str, int]:
    """How bright each layout is by itself, as far as that was looked at."""
    return {}


def moment(over: float) -> Moment:
    """When so much of a change is over that began with the snapshot."""
    return replace(BASE, playhead_us=BASE.playhead_us + round(over * CHANGE_US))


def request(over: float, left: str, layout: str) -> RenderRequest:
    """The canvas in mid-change from one layout to another; of no change where nothing is left."""
    left_us = BASE.playhead_us if left else 0
    return RenderRequest("*", SIZE, moment(over), Control(layout=layout, left=left, left_us=left_us))


def bright(image: QImage) -> int:
    """Pixels below the bar that are lit brighter than most of a globe's land by day: letters, figures, lights."""
    return int((pixels(image)[40:, :, :3].max(axis=2) > 180).sum())


# What is to be seen.


@pytest.mark.parametrize(("left", "layout"), list(permutations(LAYOUTS, 2)))
def test_the_wall_is_never_empty_whatever_becomes_what(wall: Wall, lit: dict[str, int], left: str, layout: str) -> None:
    for name in (left, layout):
        if name not in lit:
            lit[name] = bright(wall.image(request(0.5, "", name)))
    least = min(bright(wall.image(request(over, left, layout))) for over in INSTANTS[1:7])
    assert least > 0.25 * min(lit[left], lit[layout])


@pytest.mark.parametrize(("left", "layout"), [("overview", "map"), ("map", "overview"), ("global", "counter")])
def test_the_figure_on_its_way_is_the_true_one(wall: Wall, left: str, layout: str) -> None:
    for over in INSTANTS:
        made = wall.compose(request(over, left, layout))
        assert made.travels
        assert made.beside is not None
        row = read(made)
        assert row in figures(wall.compose(request(over, "", layout)))
        assert row not in figures(made) | figures(made.beside)  # never twice


def on_its_way(made: Composition) -> list[Picture]:
    """The places of the figure that travels, from left to right."""
    row = [place for place in made.over if isinstance(place, Picture)]
    assert len(row) == len(made.over)
    return row


def read(made: Composition) -> str:
    """What the figure on its way reads as."""
    return "".join(str(place.key[1]) for place in on_its_way(made))


def figures(made: Composition) -> set[str]:
    """What the figures in places read as."""
    return {op.text for placed in made.placed.values() for op in placed.live if isinstance(op, Digits)}


def test_it_begins_where_the_old_layout_has_it_and_ends_where_the_new_one_has_it(wall: Wall) -> None:
    set_out = wall.compose(request(0.0, "overview", "map"))
    begun = [op for p in wall.compose(request(0.0, "", "overview")).placed.values() for op in p.live]
    arrived = wall.compose(request(ARRIVED, "overview", "map"))
    ended = [op for p in wall.compose(request(ARRIVED, "", "map")).placed.values() for op in p.live]
    for made, ops in ((set_out, begun), (arrived, ended)):
        goal = next(op for op in ops if isinstance(op, Digits) and op.text == read(made))
        middles = [place.x + place.w / 2 for place in on_its_way(made)]
        for middle, cell in zip(middles, goal.cells, strict=True):  # cells of one layout may be wider
            stands = goal.x + cell.x + advance(cell.digit, goal.face) / 2
            assert middle == pytest.approx(stands, abs=0.06 * goal.width)
        assert middles[-1] - middles[0] == pytest.approx(goal.cells[-1].x - goal.cells[0].x, rel=0.12)


def test_a_figure_that_changes_on_its_way_is_not_painted_anew(wall: Wall) -> None:
    made = wall.compose(request(0.3, "overview", "map"))
    known = {place.key: place.w for place in on_its_way(made)}
    later = wall.compose(request(0.6, "overview", "map"))
    assert read(later) != read(made)
    digits = {key[1] for key in known}
    again = [place for place in on_its_way(later) if place.key[1] in digits]
    assert again
    assert all(known[place.key] == place.w for place in again)


def test_where_nothing_travels_the_new_layout_wipes_in(wall: Wall) -> None:
    made = wall.compose(request(0.5, "overview", "backdrop"))
    assert not made.travels
    assert 0 < made.edge < 1


def test_what_both_layouts_have_alike_at_one_place_stands(wall: Wall) -> None:
    for over in INSTANTS:
        made = wall.compose(request(over, "map", "global"))
        assert made.seen["bar"] == 1


def test_a_change_begins_and_ends_with_whole_layouts(wall: Wall) -> None:
    whole = wall.image(request(1.0, "", "map"))
    assert wall.image(request(1.0, "overview", "map")) == whole
    first = pixels(wall.image(request(0.0, "overview", "map")))[..., :3].astype(int)
    before = pixels(wall.image(request(0.0, "", "overview")))[..., :3].astype(int)
    assert (np.abs(first - before).max(axis=2) > 60).mean() < 0.06  # the row's glow and streaks, and lines beneath it


@pytest.mark.parametrize(("left", "layout"), [("overview", "map"), ("counter", "rankings")])
def test_a_frame_on_the_way_can_be_drawn_cold(wall: Wall, left: str, layout: str) -> None:
    live = [wall.image(request(over, left, layout)) for over in INSTANTS]
    for number in (3, 5):
        assert Wall(nights.settings()).image(request(INSTANTS[number], left, layout)) == live[number]


@pytest.mark.parametrize("panel", ["products", "china_large"])
def test_a_panel_that_fails_on_the_way_takes_nothing_with_it(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, panel: str
) -> None:
    assert qapp is not None
    wall = Wall(nights.settings())
    made = wall.compose(request(0.5, "overview", "map"))
    assert made.beside is not None
    poor = (made if panel in made.placed else made.beside).placed[panel].live
    draw = wall.brush.draw

    def sometimes(painter: QPainter, ops: Any) -> None:
        if ops is poor:
            msg = "no"
            raise ValueError(msg)
        draw(painter, ops)

    monkeypatch.setattr(wall.brush, "draw", sometimes)
    assert bright(wall.image(request(0.5, "overview", "map"))) > 0


def test_a_change_whose_way_cannot_be_worked_out_wipes(
    wall: Wall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(*_: object, **__: object) -> None:
        msg = "no way"
        raise ValueError(msg)

    monkeypatch.setattr("wallboard.wall.composing.journey", lost)
    for over in (0.3, 0.6):
        made = wall.compose(request(over, "overview", "map"))
        assert not made.travels
        assert made.edge < 1
        assert bright(wall.image(made.request)) > 0
    assert len(caplog.records) == 1


def test_pictures_of_land_are_kept_no_longer_than_the_way(wall: Wall) -> None:
    wall.image(request(0.6, "overview", "map"))
    assert wall._scenes._cut
    wall.image(request(1.0, "overview", "map"))
    assert not wall._scenes._cut


# When panels go and come.

RECTS = st.builds(
    Rect, x=st.integers(0, 900), y=st.integers(0, 900), width=st.integers(1, 900), height=st.integers(1, 900)
)
PANELS = st.dictionaries(st.sampled_from("abcdefghijklmn"), RECTS, max_size=12)
PARTS = st.floats(0, 1)


@settings(max_examples=60, deadline=None)
@given(old=PANELS, new=PANELS, over=PARTS)
def test_no_panel_is_seen_through_another(old: dict[str, Rect], new: dict[str, Rect], over: float) -> None:
    goes, comes = turns(old, new, over)
    for name, rect in old.items():
        for other, place in new.items():
            meets = rect.x < place.right and place.x < rect.right and rect.y < place.bottom and place.y < rect.bottom
            assert not (meets and goes[name] > 0 and comes[other] > 1e-9)


@settings(max_examples=60, deadline=None)
@given(old=PANELS, new=PANELS, parts=st.tuples(PARTS, PARTS))
def test_panels_only_go_and_only_come_and_all_have_at_the_end(
    old: dict[str, Rect], new: dict[str, Rect], parts: tuple[float, float]
) -> None:
    (gone, come), (goner, comer) = (turns(old, new, over) for over in sorted(parts))
    assert all(gone[name] >= goner[name] - 1e-12 for name in old)
    assert all(come[name] <= comer[name] + 1e-12 for name in new)
    begins, ends = turns(old, new, 0.0), turns(old, new, 1.0)
    assert begins == (dict.fromkeys(old, 1.0), dict.fromkeys(new, 0.0))
    assert ends == (dict.fromkeys(old, 0.0), dict.fromkeys(new, 1.0))


# Where the land is.

FITS = st.builds(
    Fit, scale=st.floats(1e-5, 1e-2), tilt=st.floats(0.4, 1.0), x0=st.floats(-2000, 4000), y0=st.floats(-2000, 4000)
)
METRES = st.tuples(st.floats(-3e6, 3e6), st.floats(-3e6, 3e6))


@settings(max_examples=100, deadline=None)
@given(one=FITS, other=FITS, city=METRES, over=PARTS)
def test_both_lands_lie_on_each_other_all_the_way(one: Fit, other: Fit, city: Any, over: float) -> None:
    old, new = Land("a", "cn", (100.0, 200.0, 800.0, 600.0), one), Land("b", "cn", (50.0, 90.0, 900.0, 700.0), other)
    way = Journey(old, new, progress(over), 0.5)
    stands = []
    for land in (old, new):
        left, top, width, height = way.at(land)
        x, y = land.fit.at(*city)
        stands.append((left + (x - land.box[0]) * width / land.box[2], top + (y - land.box[1]) * height / land.box[3]))
    assert stands[0] == pytest.approx(stands[1], rel=1e-6, abs=1e-3 * max(1.0, *map(abs, stands[0])))


@settings(max_examples=50, deadline=None)
@given(one=FITS, other=FITS)
def test_the_land_sets_out_and_arrives_where_the_layouts_have_it(one: Fit, other: Fit) -> None:
    old, new = Land("a", "cn", (100.0, 200.0, 800.0, 600.0), one), Land("b", "cn", (50.0, 90.0, 900.0, 700.0), other)
    assert Journey(old, new, 0.0, 0.0).at(old) == pytest.approx(old.box, rel=1e-6, abs=1e-2)
    assert Journey(old, new, 1.0, 1.0).at(new) == pytest.approx(new.box, rel=1e-6, abs=1e-2)


def test_what_is_cut_out_is_what_differs_from_the_bare_ground() -> None:
    bare, painted = (QImage(40, 30, QImage.Format.Format_RGB32) for _ in range(2))
    for image in (bare, painted):
        image.fill(QColor(8, 18, 38))
    painter = QPainter(painted)
    painter.fillRect(-5, 5, 15, 10, QColor(200, 100, 0))
    painter.fillRect(20, 20, 15, 10, QColor(0, 100, 200))
    painter.end()
    found = made_of(cut_out(painted, bare, QRect(-5, 0, 40, 40), [QRect(0, 0, 2, 30)]))
    assert (found.width(), found.height()) == (40, 40)
    for x in range(-5, 35):
        for y in range(40):
            on_it = 0 <= x < 40 and y < 30
            lit = on_it and not 0 <= x < 2 and painted.pixel(x, y) != bare.pixel(x, y)
            wanted = painted.pixel(x, y) | 0xFF000000 if lit else 0
            assert found.pixel(x + 5, y) == wanted

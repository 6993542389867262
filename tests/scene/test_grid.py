"""Areas as drawn become rectangles that tile the canvas."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.config.layouts import CanvasAreas
from wallboard.config.load import load
from wallboard.scene.grid import Rect, arrange

SIZES = [(1920, 1080), (3840, 2160), (3840, 860), (1280, 1024), (1080, 1920)]


def drawn(**table: object) -> CanvasAreas:
    return CanvasAreas.model_validate(table)


def rects(composition: CanvasAreas, width: int, height: int, margin: float = 0.05) -> dict[str, Rect]:
    return {slot.panel: slot.rect for slot in arrange(composition, width, height, margin)}


def test_weights_share_what_lies_inside_the_margin() -> None:
    made = rects(drawn(columns=[1, 3], areas=["a b"], gutter=[0, 0]), 1000, 500)
    assert made == {"a": Rect(50, 25, 225, 450), "b": Rect(275, 25, 675, 450)}


def test_fractions_are_of_the_whole_canvas_and_cut_by_the_margin() -> None:
    made = rects(drawn(rows=[0.1, 0.9], areas=["a", "b"], gutter=[0, 0]), 1000, 500)
    assert made == {"a": Rect(50, 25, 900, 25), "b": Rect(50, 50, 900, 425)}


def test_a_column_of_three_is_as_wide_as_three_columns_and_their_gaps() -> None:
    twelve = rects(drawn(areas=["a b c d e f g h i j k l"]), 3840, 2160)
    three = rects(drawn(columns=[3, 6, 3], areas=["x y z"]), 3840, 2160)
    assert (three["x"].x, three["x"].right) == (twelve["a"].x, twelve["c"].right)
    assert (three["z"].x, three["z"].right) == (twelve["j"].x, twelve["l"].right)


def test_the_gutter_lies_between_columns_and_rows() -> None:
    made = rects(drawn(areas=["a b", "c d"], gutter=[0.02, 0.01]), 1000, 1000)
    assert made["b"].x - made["a"].right == 20
    assert made["c"].y - made["a"].bottom == 10


def test_a_panel_beneath_covers_its_range_of_cells_and_comes_first() -> None:
    made = drawn(areas=["a b c", "d e f"], under={"panel": "map", "columns": [2, 3], "rows": [1, 2]})
    first, *others = arrange(made, 1000, 1000)
    by_name = {slot.panel: slot.rect for slot in others}
    assert (first.panel, first.under) == ("map", True)
    assert (first.rect.x, first.rect.y) == (by_name["b"].x, by_name["b"].y)
    assert (first.rect.right, first.rect.bottom) == (by_name["f"].right, by_name["f"].bottom)


def test_a_panel_that_bleeds_reaches_the_edge_where_it_touches_an_outer_cell() -> None:
    whole = drawn(areas=["a"], under={"panel": "p", "bleed": True})
    assert arrange(whole, 800, 600)[0].rect == Rect(0, 0, 800, 600)
    right = drawn(areas=["a b"], under={"panel": "p", "columns": [2, 2], "bleed": True})
    slots = {slot.panel: slot.rect for slot in arrange(right, 800, 600)}
    assert (slots["p"].x, slots["p"].right) == (slots["b"].x, 800)


def test_the_overview_lies_on_its_grid() -> None:
    """The hero took .012 of the height from the rows beneath it: its eleven digits fill the width of the canvas."""
    made = rects(load().composition("overview", "center", 16 / 9), 3840, 2160)
    height, width = 2160, 3840
    assert made["bar"].bottom / height == pytest.approx(0.090, abs=0.001)
    assert made["gmv"].bottom / height == pytest.approx(0.312, abs=0.001)
    assert made["products"].right / width == pytest.approx(0.2655, abs=0.001)
    assert made["china"].x / width == pytest.approx(0.278, abs=0.001)
    assert made["sellers"].y / height == pytest.approx(0.784, abs=0.001)


def test_the_wide_overview_gives_map_and_lists_the_room_to_be_read_from_18_metres() -> None:
    """The bar lies as specified; the hero's .315 to .8125 of the width have given .018 to the map and the lists."""
    made = rects(load().composition("overview", "center", 3840 / 860), 3840, 860)
    assert made["china"].right / 3840 == pytest.approx(0.311, abs=0.001)
    assert made["gmv"].x / 3840 == pytest.approx(0.325, abs=0.001)
    assert made["gmv"].right / 3840 == pytest.approx(0.8045, abs=0.001)
    assert made["brands"].x / 3840 == pytest.approx(0.8185, abs=0.001)
    assert made["bar"].bottom / 860 == pytest.approx(0.130, abs=0.002)


BUILT_IN = [
    (layout, canvas, size) for layout in load().layouts for canvas in ("center", "left", "right") for size in SIZES
]


@pytest.mark.parametrize(("layout", "canvas", "size"), BUILT_IN)
def test_no_panel_of_a_built_in_layout_covers_another_or_is_too_small(
    layout: str, canvas: str, size: tuple[int, int]
) -> None:
    slots = arrange(load().composition(layout, canvas, size[0] / size[1]), *size)
    upper = [slot for slot in slots if not slot.under]
    assert not [(a.panel, b.panel) for a, b in combinations(upper, 2) if a.rect.overlaps(b.rect)]
    assert all(slot.rect.height >= 0.03 * size[1] and slot.rect.width >= 0.1 * size[0] for slot in slots)


@st.composite
def compositions(draw: st.DrawFn) -> CanvasAreas:
    """Guillotine cuts give areas that are rectangles; a few cells are left empty."""
    width, height = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    cells = [["?"] * width for _ in range(height)]
    pending, done = [(0, 0, width, height)], 0
    while pending:
        left, top, right, bottom = pending.pop()
        if right - left > 1 and draw(st.booleans()):
            cut = draw(st.integers(left + 1, right - 1))
            pending += [(left, top, cut, bottom), (cut, top, right, bottom)]
        elif bottom - top > 1 and draw(st.booleans()):
            cut = draw(st.integers(top + 1, bottom - 1))
            pending += [(left, top, right, cut), (left, cut, right, bottom)]
        else:
            name = draw(st.sampled_from([".", f"p{done}", f"p{done}"]))
            done += 1
            for row in range(top, bottom):
                cells[row][left:right] = [name] * (right - left)
    weights = st.floats(0.01, 100, allow_nan=False)
    columns = draw(st.none() | st.lists(weights, min_size=width, max_size=width))
    rows = draw(st.none() | st.lists(weights, min_size=height, max_size=height))
    if rows is not None and draw(st.booleans()):
        rows = [weight / sum(rows) for weight in rows]
    gutter = draw(st.tuples(st.floats(0, 0.1), st.floats(0, 0.1)))
    areas = [" ".join(line) for line in cells]
    return drawn(columns=columns, rows=rows, areas=areas, gutter=gutter)


sizes = st.tuples(st.integers(1, 8000), st.integers(1, 8000))


@given(compositions(), sizes, st.floats(0, 0.08))
def test_panels_never_overlap_and_stay_inside_the_margin(
    composition: CanvasAreas, size: tuple[int, int], margin: float
) -> None:
    width, height = size
    left, top = round(margin * width), round(margin * height)
    safe = Rect(left, top, width - 2 * left, height - 2 * top)
    slots = arrange(composition, width, height, margin)
    assert all(safe.contains(slot.rect) and slot.rect.width >= 0 and slot.rect.height >= 0 for slot in slots)
    assert not [1 for a, b in combinations(slots, 2) if a.rect.overlaps(b.rect)]


@given(st.integers(1, 8), st.integers(1, 8), sizes)
def test_without_gutters_and_margin_the_panels_cover_every_pixel(
    columns: int, rows: int, size: tuple[int, int]
) -> None:
    areas = [" ".join(f"p{row}-{column}" for column in range(columns)) for row in range(rows)]
    slots = arrange(drawn(areas=areas, gutter=[0, 0]), *size, safe_margin=0)
    assert sum(slot.rect.width * slot.rect.height for slot in slots) == size[0] * size[1]


whole_weights = st.lists(st.integers(1, 8), min_size=1, max_size=6)


@given(whole_weights, whole_weights, st.floats(0, 0.1), st.integers(600, 8000), st.integers(600, 8000))
def test_every_cell_has_pixels_however_wide_the_gutters(
    columns: list[int], rows: list[int], gutter: float, width: int, height: int
) -> None:
    areas = [" ".join(f"p{row}-{column}" for column in range(len(columns))) for row in range(len(rows))]
    slots = arrange(drawn(columns=columns, rows=rows, areas=areas, gutter=[gutter, gutter]), width, height)
    assert all(slot.rect.width > 0 and slot.rect.height > 0 for slot in slots)

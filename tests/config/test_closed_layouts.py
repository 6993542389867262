"""Layouts without panels that have no figures: no hole stays, and nothing else is lost."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.config import areas
from wallboard.config.closed_layouts import APART, closed, lines_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.load import load

SHIPPED = [
    (name, composition.areas)
    for name, layout in load(None).layouts.items()
    for made in layout.canvas.values()
    for composition in made.compositions
]


@pytest.mark.parametrize(
    ("drawn", "lacking", "left"),
    [
        (("a a a", "p b c"), {"p"}, ("a  a  a", "b  b  c")),
        (("bar", "start", "audience", "records"), {"audience"}, ("bar", "start", "records", "records")),
        (
            ("bar bar", "start records", "start audience"),
            {"audience"},
            ("bar    bar", "start  records", "start  records"),
        ),
        (("bar bar", "a b"), {"a", "b"}, ("bar  bar", ".    .")),
        (("bar", "a"), {"a"}, ("bar", ".")),
        (("g g", "a a", "b c"), {"a"}, ("g  g", "b  c", "b  c")),
    ],
)
def test_neighbours_grow_over_what_is_lacking(drawn: tuple[str, ...], lacking: set[str], left: tuple[str, ...]) -> None:
    assert closed(drawn, lacking) == left


@given(st.sampled_from(SHIPPED), st.data())
def test_what_has_figures_stays_a_rectangle_that_covers_its_cells(
    shipped: tuple[str, tuple[str, ...]], data: st.DataObject
) -> None:
    _, drawn = shipped
    names = sorted(set(areas.names(drawn)) - {"bar"})
    lacking = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))
    left = closed(drawn, lacking)
    assert areas.complaints(left, len(drawn[0].split()), len(drawn)) == []
    before, after = areas.blocks(drawn), areas.blocks(left)
    assert set(after) == set(before) - lacking
    for name, block in after.items():
        was = before[name]
        assert block.row <= was.row <= was.row_end <= block.row_end
        assert block.column <= was.column <= was.column_end <= block.column_end


@pytest.mark.parametrize("lacking", [{"products"}, {"rates", "rates4", "rates5"}, {"categories", "categories5"}])
def test_lists_that_come_to_stand_beside_each_other_keep_apart(lacking: set[str]) -> None:
    for name, layout in load(None).layouts.items():
        text = "\n".join(lines_of(name, layout, lacking, {ANY_CANVAS}))
        if not text:
            continue
        made = tomllib.loads(text)["layouts"][name]["canvas"][ANY_CANVAS]
        shapes = {shape: each for shape, each in made.items() if isinstance(each, dict)}
        shipped = layout.canvas[ANY_CANVAS]
        for shape, written in {"": made, **shapes}.items():
            before = shipped.by_shape[shape] if shape else shipped
            if (
                lacking & set(before.panels)
                and len(written["columns"]) > 1
                and lacking & set(areas.names(before.areas))
            ):
                assert written["gutter"][0] >= APART, (name, shape)

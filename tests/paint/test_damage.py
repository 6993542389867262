"""Where two display lists differ is the same, whichever way it is told: from what was measured before, or anew."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from wallboard.paint.damage import EMPTY, Box, box_of, damage, laid, meet
from wallboard.paint.damage_snapshot import DamageSnapshot, differences, sheet_of
from wallboard.paint.ops import Cell, Digits, Face, Fill, Live, Op, Painted, Placed, Text
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT

FACE = Face("latin", 700, 24)
FILLS = st.builds(
    Fill, x=st.integers(0, 60), y=st.integers(0, 60), w=st.integers(0, 40), h=st.integers(0, 40),
    color=st.just("#FFC94A"), color2=st.sampled_from(("", "#FF9A1F")),
)  # fmt: skip
TEXTS = st.builds(
    Text, x=st.integers(0, 60), y=st.integers(20, 60), width=st.just(10.0), text=st.sampled_from(("1", "27", "912")),
    face=st.just(FACE), color=st.just("#FFFFFF"),
)  # fmt: skip
FIGURES = st.builds(
    Digits, x=st.integers(0, 20), y=st.just(40), width=st.just(30.0), face=st.just(FACE), color=st.just("#FFFFFF"),
    cells=st.tuples(*(st.builds(Cell, x=st.just(float(15 * k)), digit=st.sampled_from("0127")) for k in range(2))),
)  # fmt: skip
LISTS = st.lists(st.one_of(FILLS, TEXTS, FIGURES), max_size=4).map(tuple)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=st.lists(LISTS, min_size=2, max_size=6))
def test_what_is_taken_over_from_the_list_before_is_what_measuring_anew_finds(
    qapp: QApplication, course: list[tuple[Op, ...]]
) -> None:
    sprites, before = Sprites(NIGHT), EMPTY
    for ops in course:
        now, anew, old = laid(ops, sprites, before), laid(ops, sprites), laid(before.ops, sprites)
        assert now.ops == ops
        assert now.boxes == tuple(box_of(op, sprites) for op in ops)
        assert (now.box, now.whole) == (anew.box, anew.whole)
        assert (now.version == before.version) is (ops == before.ops)
        assert damage(before, now, sprites) == damage(old, anew, sprites)
        before = now


def test_a_list_that_comes_back_is_no_other_picture_than_the_one_before_it_came_back_from(qapp: QApplication) -> None:
    sprites = Sprites(NIGHT)
    one, other = (Placed(live=(Fill(x, 0, 10, 10, "#FFC94A"),)) for x in (0, 30))
    first = sheet_of(("a",), {"p": one}, sprites)
    same = sheet_of(("a",), {"p": Placed(live=tuple(one.live))}, sprites, first)
    second = sheet_of(("a",), {"p": other}, sprites, same)
    assert same.is_the_same(first)
    assert not second.is_the_same(first)
    assert not sheet_of(("b",), {"p": one}, sprites, first).is_the_same(first)


def test_nothing_is_painted_beneath_what_covers_it(qapp: QApplication) -> None:
    sprites, size = Sprites(NIGHT), (1000, 1000)
    cover = (300, 300, 700, 700)

    def sheet(x: int, number: int, above: int) -> DamageSnapshot:
        picture = Live(300, 290, 400, 420, ("picture", number), Painted(), covers=cover)
        return sheet_of(
            ("a",),
            {
                "below": Placed((Fill(x, 500, 50, 50, "#FFC94A"),), (Fill(x, 400, 50, 50, "#FFC94A"),)),
                "picture": Placed(live=(picture,)),
                "above": Placed(live=(Fill(above, 600, 50, 50, "#FFC94A"),)),
            },
            sprites,
        )

    def found(before: DamageSnapshot, now: DamageSnapshot) -> list[Box] | None:
        return differences(before, now, size, sprites)

    assert found(sheet(400, 1, 500), sheet(410, 1, 500)) == []
    assert found(sheet(0, 1, 500), sheet(10, 1, 500)) != []
    beside = found(sheet(270, 1, 500), sheet(280, 1, 500))
    assert beside
    assert all(right <= 300 for _, _, right, _ in beside)
    assert found(sheet(400, 1, 500), sheet(400, 1, 510)) != []
    anew = found(sheet(400, 1, 500), sheet(410, 2, 510))
    assert anew
    assert cover in anew
    assert all(box == cover or not meet(box, cover) for box in anew)

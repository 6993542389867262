"""The card of a corrected sum on every shape: both sums whole, as large as there is room, nothing on another."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.panels.boxes import boxes, cut_figures, outside, overlapping
from tests.panels.conftest import Walls
from tests.panels.evening import evening, greatest, troubled
from tests.panels.test_golden_layouts import corrected
from tests.panels.test_layouts import LANGUAGES, SAFE, SIZES, seen
from wallboard.actions.control import Control, Message
from wallboard.core.numerals import full_amount
from wallboard.paint.ops import Line, Text
from wallboard.wall import RenderRequest

pytestmark = pytest.mark.usefixtures("unmeasured")
MESSAGE = Message(
    (
        ("zh", "来源更正了两笔重复计入的订单，现已复核"),
        ("en", "The source counted two large orders twice; the sum was checked again"),
    ),
    2**62,
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("languages", "leading"), LANGUAGES)
def test_nothing_on_a_correction_lies_on_another_or_is_cut(
    walls: Walls, languages: str, leading: str, size: tuple[int, int]
) -> None:
    wall = walls(languages)
    for moment in (evening("02:00:00"), troubled(evening("02:00:00")), troubled(greatest())):
        for currency in ("own", "second"):
            control = Control(layout="correction", language=leading, currency=currency, message=MESSAGE)
            found = seen(wall, "*", size, corrected(moment), control)
            assert not [*outside(found, *size, SAFE), *overlapping(found), *cut_figures(found)], (currency, size)
            assert len([box for box in found if box.panel == "correction"]) >= 6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sum_that_holds_is_the_largest_thing_on_its_card_and_the_former_is_struck_out(
    walls: Walls, language: Literal["zh", "en"], size: tuple[int, int]
) -> None:
    moment = corrected(evening("02:00:00"))
    request = RenderRequest("*", size, moment, Control(layout="correction", language=language), still=True)
    placed = walls("zh+en").compose(request).placed
    card = (*placed["correction"].ground, *placed["correction"].live)
    assert moment.state.corrected is not None
    found = moment.state.corrected
    was, now = (
        str(full_amount(fen, moment.facts.own, language, "headline")) for fen in (found.before_fen, found.gmv_fen)
    )
    sums = {op.text: op for op in card if isinstance(op, Text) and op.text in (was, now)}
    others = [op.face.size for name in placed for op in (*placed[name].ground, *placed[name].live)
              if isinstance(op, Text) and op.text not in sums]  # fmt: skip
    assert sums[now].face.size > sums[was].face.size > max(others) * 0.9
    box = next(iter(boxes((sums[was],))))
    (struck,) = (op for op in card if isinstance(op, Line))
    assert abs(box.left - struck.x1) < 0.15 * sums[was].face.size
    assert box.top < struck.y1 < box.bottom
    high, across = size[1] * (0.27 if size[0] >= 3 * size[1] else 0.15), size[0] * 0.1
    assert sums[now].face.size >= min(high, across)

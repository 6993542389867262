"""The gala's audience: its sum is said once, where the channels leave room for it."""

from __future__ import annotations

import pytest

from tests.panels.evening import evening
from wallboard.config.panels import AudienceOptions
from wallboard.paint.ops import Placed, Text
from wallboard.paint.theme import THEMES, Look
from wallboard.panels import audience
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

pytestmark = pytest.mark.usefixtures("wall")  # which loads the fonts

SETTING = PanelContext(languages=("en", "zh"))
LOOK = Look(THEMES["night"], 3840, 860)
BOX = Rect(100, 50, 1100, 480)


def placed(columns: int) -> tuple[str, Placed]:
    """The figure of the whole audience, and five channels in so many columns."""
    view = audience.resolve(evening("-00:00:20"), AudienceOptions(kind="audience", columns=columns), SETTING)
    assert view.total is not None
    return view.total.digits, audience.place(view, BOX, LOOK)


def said(found: Placed, words: str) -> list[Text]:
    return [op for op in (*found.ground, *found.live) if isinstance(op, Text) and op.text.strip() == words]


@pytest.mark.parametrize("columns", [2, 3, 5])
def test_the_sum_is_said_once(columns: int) -> None:
    total, found = placed(columns)
    assert len(said(found, total)) == 1


def test_a_cell_that_the_last_row_leaves_free_holds_the_sum() -> None:
    total, found = placed(2)
    assert said(found, total)[0].x > BOX.x + BOX.width / 2
    assert said(found, total)[0].y > BOX.y + BOX.height * 0.7


def test_without_a_free_cell_the_sum_stands_in_the_headline() -> None:
    total, found = placed(5)
    assert said(found, total)[0].y < BOX.y + BOX.height * 0.25

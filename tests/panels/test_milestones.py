"""The list of milestones: rows that tell alike, in columns that can be read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.panels.evening import evening
from wallboard.config.panels import MilestoneOptions
from wallboard.paint.ops import Text
from wallboard.paint.theme import THEMES, Look
from wallboard.panels import milestone
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

pytestmark = pytest.mark.usefixtures("wall")  # which loads the fonts

LOOK = Look(THEMES["night"], 1920, 1080)
SETTING = PanelContext(languages=("en", "zh"))


def texts(at: str, width: float, **options: Any) -> list[Text]:
    """What the list says in a box so many pixels wide."""
    view = milestone.resolve(evening(at), MilestoneOptions(kind="milestone", **options), SETTING)
    found = milestone.place(view, Rect(0, 0, round(width), 500), LOOK)
    return [op for op in (*found.ground, *found.live) if isinstance(op, Text)]


@pytest.mark.parametrize(("width", "gains"), [(900, True), (330, False)])
def test_either_all_rows_with_a_gain_tell_it_or_none_does(width: float, gains: bool) -> None:
    told = [op.text for op in texts("03:00:00", width, rows=8) if op.text.endswith("faster")]
    assert len(told) == (5 if gains else 0)


def test_columns_too_narrow_to_be_read_become_fewer() -> None:
    assert min(op.face.size for op in texts("24:00:10", 260, rows=18, columns=2) if ":" in op.text) > 12
    two = {round(op.x + op.width) for op in texts("24:00:10", 560, rows=18, columns=2) if op.text.count(":") == 2}
    one = {round(op.x + op.width) for op in texts("24:00:10", 260, rows=18, columns=2) if op.text.count(":") == 2}
    assert (len(two), len(one)) == (2, 1)


def test_before_midnight_a_whole_year_is_a_record_of_its_day_and_not_of_24_hours() -> None:
    said = [op.text for op in texts("-00:00:20", 1200, rows=20, columns=2)]
    assert "Full day" in said
    assert "24:00:00" not in said

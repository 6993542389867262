"""The figures of a strip: one size for all of them, whatever is told behind one."""

from __future__ import annotations

import pytest

from tests.panels.evening import evening, remembered
from wallboard.config.panels import FiguresOptions
from wallboard.core.moment import Moment
from wallboard.paint.ops import Text
from wallboard.paint.theme import THEMES, Look
from wallboard.panels import figures
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

pytestmark = pytest.mark.usefixtures("wall")  # which loads the fonts

SETTING = PanelContext(languages=("zh", "en"))
LOOK = Look(THEMES["night"], 1920, 1080)
BOX = Rect(0, 0, 420, 120)


@pytest.mark.parametrize("moment", [evening("02:00:00"), remembered()], ids=["fresh", "remembered"])
def test_all_figures_of_a_strip_have_one_size_with_their_ages_too(moment: Moment) -> None:
    asked = FiguresOptions(kind="figures", metrics=("buyers", "countries_and_regions"))  # type: ignore[arg-type]  # see Figures
    view = figures.resolve(moment, asked, SETTING)
    told = {item.figure.digits for item in view.items if item.figure is not None}
    live = figures.place(view, BOX, LOOK).live
    sizes = [op.face.size for op in live if isinstance(op, Text) and op.text in told]
    assert len(sizes) == len(told) == 2
    assert len(set(sizes)) == 1

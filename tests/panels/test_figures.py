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


@pytest.mark.parametrize("wide", [420, 560, 900])
@pytest.mark.parametrize("language", ["de", "en", "pt"])
def test_all_labels_of_a_strip_have_one_size_however_narrow_it_is(language: str, wide: int) -> None:
    names = ("orders", "buyers", "countries_and_regions", "brands", "orders_per_second")
    asked = FiguresOptions(kind="figures", metrics=names)  # type: ignore[arg-type]  # see Figures
    view = figures.resolve(evening("02:00:00"), asked, PanelContext(languages=(language, language)))
    drawn = figures.place(view, Rect(0, 0, wide, 120), LOOK)
    labels = {item.title[0] for item in view.items}
    sizes = {op.text: op.face.size for op in drawn.ground if isinstance(op, Text) and op.text in labels}
    assert set(sizes) == labels
    assert max(sizes.values()) - min(sizes.values()) <= 1.01


@pytest.mark.parametrize("languages", [("de", "en"), ("ja", "en"), ("pt", "en"), ("zh", "en"), ("en", "zh")])
@pytest.mark.parametrize("wide", [380, 548, 800])
def test_figures_have_their_room_before_the_other_language_of_their_labels(
    languages: tuple[str, str], wide: int
) -> None:
    asked = FiguresOptions(kind="figures", metrics=("payments_per_second", "orders_per_second", "mobile_share"))  # type: ignore[arg-type]  # see Figures
    view = figures.resolve(evening("02:00:00"), asked, PanelContext(languages=languages))
    em, label_em, doubles = figures.fit(view, Rect(0, 0, wide, 130), LOOK)
    assert em >= 1.7 * label_em or doubles == 0.0

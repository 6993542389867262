"""The list beside a country's map: leading cities above, provinces below, as two rankings."""

from __future__ import annotations

import msgspec

from wallboard.config.panels import RankingOptions
from wallboard.core.moment import Moment
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels import ranking, ranking_place
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

ROWS = 8


class Lists(msgspec.Struct, frozen=True):
    """The two rankings in words; `cities` is None while one province is shown."""

    cities: ranking.RankingView | None
    provinces: ranking.RankingView


def lists(moment: Moment, setting: PanelContext, province: str) -> Lists:
    """The rankings at a moment."""
    return Lists(
        None if province else ranking.resolve(moment, RankingOptions(of="cities", rows=ROWS), setting),
        ranking.resolve(moment, RankingOptions(of="provinces", rows=ROWS if not province else 2 * ROWS), setting),
    )


def list_ops(found: Lists, box: Rect, look: Look) -> Placed:
    """The rankings one above the other in a box."""
    if found.cities is None:
        return ranking_place.place(found.provinces, box, look)
    gap = round(look.h(0.025))
    half = (box.height - gap) // 2
    above = ranking_place.place(found.cities, Rect(box.x, box.y, box.width, half), look)
    below = ranking_place.place(found.provinces, Rect(box.x, box.bottom - half, box.width, half), look)
    return Placed((*above.ground, *below.ground), (*above.live, *below.live))

"""The registry: which code serves which kind of panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wallboard.core.moment import Moment
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels import (
    audience,
    backdrop,
    china_map,
    countdown,
    counter,
    figures,
    milestone,
    ranking,
    ranking_place,
    status,
    text,
    ticker,
    title_bar,
    trend,
    trend_place,
    world_map,
)
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


@dataclass(frozen=True, slots=True)
class Kind:
    """The two halves of a kind of panel; both are pure (placing asks for font metrics)."""

    resolve: Callable[[Moment, Any, PanelContext], Any]
    place: Callable[[Any, Rect, Look], Placed]


KINDS: dict[str, Kind] = {
    "title_bar": Kind(title_bar.resolve, title_bar.place),
    "counter": Kind(counter.resolve, counter.place),
    "figures": Kind(figures.resolve, figures.place),
    "ranking": Kind(ranking.resolve, ranking_place.place),
    "trend": Kind(trend.resolve, trend_place.place),
    "countdown": Kind(countdown.resolve, countdown.place),
    "audience": Kind(audience.resolve, audience.place),
    "milestone": Kind(milestone.resolve, milestone.place),
    "ticker": Kind(ticker.resolve, ticker.place),
    "status": Kind(status.resolve, status.place),
    "text": Kind(text.resolve, text.place),
    "backdrop": Kind(backdrop.resolve, backdrop.place),
    "china_map": Kind(china_map.resolve, china_map.place),
    "world_map": Kind(world_map.resolve, world_map.place),
}

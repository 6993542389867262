"""The kinds of panel: the options each takes, and the code that resolves and places it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, TypeVar

import msgspec

from wallboard.config import map_panels, picture_panels
from wallboard.config import panels as options
from wallboard.config.panel_options import PanelOptions
from wallboard.core.moment import Moment
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels import (
    audience,
    backdrop,
    correction,
    countdown,
    counter,
    counter_place,
    country_map,
    figures,
    image,
    milestone,
    ranking,
    ranking_place,
    record_day,
    status,
    text,
    ticker,
    title_bar,
    trend,
    trend_place,
    video,
    world_map,
)
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

Options = TypeVar("Options", bound=PanelOptions)
View = TypeVar("View")


class PanelKind(msgspec.Struct, Generic[Options, View], frozen=True):
    """One kind of panel; both functions are pure (placing asks for font metrics).

    `options` name the kind and the fields of the contract that a panel needs, `resolve` decides what it says, `place`
    where and how.
    """

    options: type[Options]
    resolve: Callable[[Moment, Options, PanelContext], View]
    place: Callable[..., Placed]
    """Of a view, its rectangle and the look; with `fit` also of the sizes common to its row, if it is not alone."""
    fit: Callable[[View, Rect, Look], tuple[float, ...]] | None = None
    """How large one would be set by itself, where panels side by side are set in one size: the least of each."""
    ahead: Callable[[View, Rect, Look], Iterator[None]] | None = None
    """Makes piece by piece what placing would have to make first, and keeps."""
    seen_at: Callable[[Moment, Options], int] | None = None
    """The instant (recording time) at or before a moment's that a panel on its way is resolved at; None: its own."""
    moved: Callable[[View, Moment], View] | None = None
    """What was said at that instant, with all that moves since."""

    @property
    def name(self) -> str:
        """What a configuration calls it."""
        return str(self.options.model_fields["kind"].default)


_COUNTRY: Final[dict[str, Any]] = {
    "ahead": country_map.ahead,
    "seen_at": country_map.seen_at,
    "moved": country_map.moved,
}
_REGISTERED: Final = (
    PanelKind(options.TitleBarOptions, title_bar.resolve, title_bar.place),
    PanelKind(
        options.CounterOptions, counter.resolve, counter_place.place, seen_at=counter.seen_at, moved=counter.moved
    ),
    PanelKind(options.FiguresOptions, figures.resolve, figures.place, figures.fit, seen_at=figures.seen_at),
    PanelKind(options.RankingOptions, ranking.resolve, ranking_place.place, ranking_place.fit),
    PanelKind(options.TrendOptions, trend.resolve, trend_place.place, seen_at=trend.seen_at),
    PanelKind(options.CountdownOptions, countdown.resolve, countdown.place),
    PanelKind(options.AudienceOptions, audience.resolve, audience.place),
    PanelKind(options.MilestoneOptions, milestone.resolve, milestone.place),
    PanelKind(options.TickerOptions, ticker.resolve, ticker.place),
    PanelKind(options.StatusOptions, status.resolve, status.place),
    PanelKind(options.CorrectionOptions, correction.resolve, correction.place),
    PanelKind(options.TextOptions, text.resolve, text.place),
    PanelKind(options.RecordDayOptions, record_day.resolve, record_day.place),
    PanelKind(options.BackdropOptions, backdrop.resolve, backdrop.place),
    PanelKind(picture_panels.VideoOptions, video.resolve, video.place),
    PanelKind(picture_panels.SlidesOptions, video.resolve, video.place),
    PanelKind(picture_panels.ImageOptions, image.resolve, image.place),
    PanelKind(map_panels.ChinaMapOptions, country_map.resolve, country_map.place, **_COUNTRY),
    PanelKind(map_panels.RegionMapOptions, country_map.resolve, country_map.place, **_COUNTRY),
    PanelKind(map_panels.WorldMapOptions, world_map.resolve, world_map.place, ahead=world_map.ahead),
)

KINDS: Final[dict[str, PanelKind[Any, Any]]] = {kind.name: kind for kind in _REGISTERED}

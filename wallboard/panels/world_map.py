"""world_map: the countries that sell to the event's own and buy from it, with trade on its way over a dim world."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from wallboard.config.map_panels import WorldMapOptions
from wallboard.core.contract.snapshot import Name
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.event_words import ranking_key
from wallboard.panels.maps import globe_place
from wallboard.panels.maps.atlas import atlas_ahead
from wallboard.panels.maps.country_data import ComparedSamples
from wallboard.panels.maps.globe_place import SUN_US
from wallboard.panels.maps.map_amounts import round_amount, told
from wallboard.panels.maps.world_data import Flow, Side, side_of
from wallboard.panels.maps.world_place import CountryLabel, CountryNames, placed
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import world
from wallboard.scene.grid import Rect
from wallboard.scene.places import places

log = logging.getLogger(__name__)


class WorldMapView(msgspec.Struct, frozen=True):
    """What the map says: `t_us` is the playhead, which the trails are a function of; `sides` the directions shown.

    `home` is the event's own country, "" where none is stated: then no way has an end, and none is drawn.
    `globe` shows the earth as a ball, which `turns` or stands, under the sun of the instant `sun_us`.
    """

    t_us: int
    sides: tuple[Side, ...]
    told: CountryNames
    arcs: bool
    hub: tuple[float, float] | None
    home: str = ""
    globe: bool = False
    turns: bool = False
    sun_us: int = 0


def resolve(moment: Moment, options: WorldMapOptions, setting: PanelContext) -> WorldMapView:
    """The map at a moment; countries without a point on it are logged once each."""
    home = moment.facts.home
    arcs = options.arcs and (options.hub is not None or home in world().points)
    flows: tuple[Flow, ...] = ("selling_to_china", "buying_from_china")
    sides = tuple(
        side_of(flow, _seen(moment, flow), moment.facts.interval_us, home)
        for flow in flows
        if options.direction in (flow, "both")
    )
    for side in sides:
        for code in side.unknown:
            _noted(code)
    told = _told(sides, options.labels, home, arcs, setting.of_texts)
    sun_us = moment.event_us if moment.event_us is not None else moment.playhead_us
    return WorldMapView(
        moment.playhead_us, sides, told, arcs, options.hub, home,
        globe=options.style == "globe", turns=options.turns, sun_us=sun_us // SUN_US * SUN_US,
    )  # fmt: skip


def _seen(moment: Moment, flow: Flow) -> ComparedSamples:
    sample = moment.sample_of(flow)
    if sample is None:
        return ComparedSamples(())
    older = (s for s in moment.samples() if s.commit_us < sample.commit_us and getattr(s.snapshot, flow))
    return ComparedSamples((*older, sample))


@lru_cache(maxsize=8)
def _told(sides: tuple[Side, ...], count: int, home: str, arcs: bool, setting: PanelContext) -> CountryNames:
    """The leading countries of each direction in turn, until as many are named as wanted."""
    chosen: dict[str, None] = {}
    for number in range(max((len(s.leaders) for s in sides), default=0)):
        for side in sides:
            if number < len(side.leaders) and len(chosen) < count:
                chosen.setdefault(side.leaders[number])
    labels = []
    for code in chosen:
        name = places().country(code) or Name(en=code)
        sums = tuple(
            ("".join(told(side.sums[code], setting)), side.flow == "buying_from_china")
            for side in sides
            if code in side.sums and side.ranks[code] <= max(count, 1)
        )
        labels.append(CountryLabel(code, *setting.pair(name), sums))
    keys = []
    for side in sides:
        title, each = say(f"wall.flow_{ranking_key(side.flow, home)}"), side.trails.each_fen
        stands_for = round_amount(each, setting) if each and arcs else ""
        keys.append((setting.pair(title), stands_for, side.flow == "buying_from_china"))
    empty = setting.pair(say("wall.no_data"))
    daylight = say("wall.day_and_night").first(setting.language)
    return CountryNames(tuple(labels), tuple(keys), None if any(s.sums for s in sides) else empty, daylight)


def ahead(view: WorldMapView, _box: Rect, look: Look) -> Iterator[None]:
    """The lights of each direction, made piece by piece."""
    for side in view.sides:
        yield from atlas_ahead(look, cold=side.flow == "buying_from_china")


def place(view: WorldMapView, box: Rect, look: Look) -> Placed:
    """The land and the ways in the ground, trails and names over them."""
    if view.globe:
        return globe_place.placed(
            view.sides,
            view.told,
            view.t_us,
            view.sun_us,
            box,
            look,
            arcs=view.arcs,
            hub=view.hub,
            home=view.home,
            turns=view.turns,
        )
    return Placed(*placed(view.sides, view.told, view.t_us, box, look, arcs=view.arcs, hub=view.hub, home=view.home))


@lru_cache(maxsize=512)
def _noted(code: str) -> None:
    log.warning("country %r is on no map; its sum counts without a place", code)

"""What stands in the place of the map of China at an event of another country: the globe, turned towards that one."""

from __future__ import annotations

from typing import TypeGuard

import msgspec
from msgspec.structs import replace

from wallboard.config.map_panels import ChinaMapOptions, RegionMapOptions, WorldMapOptions
from wallboard.core.moment import Moment
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels import world_map
from wallboard.panels.event_country import country_of, currencies_of, is_elsewhere
from wallboard.panels.maps.globe_arcs import point_of
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.world_map import WorldMapView
from wallboard.scene.geography import world
from wallboard.scene.grid import Rect

ABOVE_THE_CORNER = 0.68
"""How much of a panel lies above the figures that may stand in its lower left corner on an upright canvas."""


def stands_in(options: ChinaMapOptions | RegionMapOptions, moment: Moment) -> TypeGuard[ChinaMapOptions]:
    """Whether the globe takes the place of a country's map: that of China is shown at no other country's event."""
    return isinstance(options, ChinaMapOptions) and options.base_map is None and is_elsewhere(moment)


class HomeMapView(msgspec.Struct, frozen=True):
    """The globe in the place of a country's map; `corner`: figures may stand in that one's lower left on tall ones."""

    globe: WorldMapView
    corner: bool


def resolve(moment: Moment, options: ChinaMapOptions, setting: PanelContext) -> HomeMapView:
    """The globe, turned towards the event's country; its trade with others where the source states any."""
    home = moment.facts.home
    code = home or country_of(moment.facts.zone)
    globe = WorldMapOptions(style="globe", labels=options.labels, arcs=bool(home))
    view = world_map.resolve(moment, globe, setting)
    if code in world().points:
        shines = bool(home) or moment.currency in currencies_of(code)
        view = replace(view, hub=point_of(code), home=code if shines else "")
    if not any(side.sums for side in view.sides):
        view = replace(view, told=replace(view.told, keys=(), empty=None))
    return HomeMapView(view, options.style != "hexagons")


def place(view: HomeMapView, box: Rect, look: Look) -> Placed:
    """The globe in its box, or in as much of it as nothing else may stand on."""
    if view.corner and look.shape == "tall":
        box = Rect(box.x, box.y, box.width, round(box.height * ABOVE_THE_CORNER))
    return world_map.place(view.globe, box, look)

"""china_map and region_map: the country as a lit slab, its parts by colour or columns on its cities, leaders named."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache

import msgspec
from msgspec.structs import replace as with_fields

from wallboard.config.map_panels import ChinaMapOptions, RegionMapOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels import home_map, world_map
from wallboard.panels.amounts import row_amount
from wallboard.panels.home_map import HomeMapView
from wallboard.panels.maps import hexagon_place
from wallboard.panels.maps.atlas import atlas_ahead
from wallboard.panels.maps.country_data import ComparedSamples, Data, data_of, hub_of, leading_provinces
from wallboard.panels.maps.country_labels import Label
from wallboard.panels.maps.country_list import Lists, list_ops, lists
from wallboard.panels.maps.country_place import placed
from wallboard.panels.maps.country_scene import Scene
from wallboard.panels.maps.map_amounts import round_amount, told
from wallboard.panels.maps.pulses import round_sums
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.base_map import chosen
from wallboard.scene.geography import CountryMap
from wallboard.scene.grid import Rect
from wallboard.scene.region_map import region_of

log = logging.getLogger(__name__)


class CountryMapView(msgspec.Struct, frozen=True):
    """What the map says: `t_us` is the playhead, which the lights are a function of; `data` the figures that stand.

    `province` is the code of the one that is shown alone, or empty.
    """

    t_us: int
    data: Data
    country: CountryMap
    province: str
    scene: Scene
    columns: bool
    hexagons: bool
    lists: Lists | None


def resolve(
    moment: Moment, options: ChinaMapOptions | RegionMapOptions, setting: PanelContext
) -> CountryMapView | HomeMapView:
    """The map at a moment; cities that nobody knows are logged once each. Raises MapError for an unusable base map.

    At an event of another country without a map of its own it is the globe: never is China shown there.
    """
    if home_map.stands_in(options, moment):
        return home_map.resolve(moment, options, setting)
    drawn = isinstance(options, RegionMapOptions) or options.metric == "gmv"
    sample = moment.sample_of("cities") if drawn else None
    older = (s for s in moment.samples() if sample is not None and s.commit_us < sample.commit_us)
    seen = ComparedSamples((*(s for s in older if s.snapshot.cities), sample) if sample is not None else ())
    country = region_of(options) if isinstance(options, RegionMapOptions) else chosen(options.base_map)
    province = options.province or ""
    if setting.province and not province:
        leading = leading_provinces(sample, country.places)
        province = leading[(setting.province - 1) % len(leading)] if leading else ""
    if country.province(province) is None:
        province = ""
    data = data_of(
        seen, moment.facts.interval_us, province, options.labels, hub_of(options.hub, country), country.places,
        flows=options.flows,
    )  # fmt: skip
    for name in data.unknown:
        _noted(name)
    age_us = moment.age_of("cities")
    return CountryMapView(
        t_us=moment.playhead_us,
        data=data,
        country=country,
        province=province,
        scene=_scene(data, country, setting.of_texts, province, None if age_us is None else age_us // SECOND_US),
        columns=options.columns,
        hexagons=options.style == "hexagons" and not province,
        lists=lists(moment, setting, province) if options.list else None,
    )


def seen_at(moment: Moment, options: ChinaMapOptions | RegionMapOptions) -> int:
    """The tick: of the map only its lights move between two."""
    return moment.playhead_us if home_map.stands_in(options, moment) else moment.seen_us


def moved(view: CountryMapView | HomeMapView, moment: Moment) -> CountryMapView | HomeMapView:
    """What was said at the tick, its lights at the playhead."""
    if isinstance(view, HomeMapView) or view.t_us == moment.playhead_us:
        return view
    return with_fields(view, t_us=moment.playhead_us)


@lru_cache(maxsize=4)
def _scene(data: Data, country: CountryMap, setting: PanelContext, province: str, age_s: int | None) -> Scene:
    """Everything the map says in words."""
    largest = max(data.sums.values(), default=0)
    heading, total = ("", ""), ""
    if province:
        heading = setting.pair(country.places.provinces[province].name)
        total = str(row_amount(data.provinces[province], setting)) if data.provinces.get(province) else "—"
    labels = []
    for code in data.leaders:
        first, second = (_within(name, heading) for name in setting.pair(country.places.cities[code].name))
        amount, sign = told(data.sums[code], setting)
        tier = (largest // data.sums[code]).bit_length()
        labels.append(Label(code, first, second, amount, sign, tier))
    by = "by_province" if country.region is None else "by_region"
    words = [setting.pair(say(f"wall.{key}")) for key in (by, "south_sea", "no_data", "one_column")]
    return Scene(
        labels=tuple(labels),
        legend_title=words[0],
        bounds=tuple(round_amount(fen, setting) if largest else "" for fen in (data.low, data.middle, data.high)),
        inset=words[1],
        empty=None if data.sums else words[2],
        ring=round_amount(data.rings.each_fen, setting) if data.rings.each_fen else "",
        trail=round_amount(data.trails.each_fen, setting) if data.trails.each_fen else "",
        heading=heading,
        total=total,
        age_s=age_s,
        columns=words[3],
        most=largest,
        scale=tuple((fen, round_amount(fen, setting)) for fen in round_sums(largest)),
    )


def _within(name: str, province: tuple[str, str]) -> str:
    """A city's name without the province that tells it from another one, where that province alone is shown."""
    for called in filter(None, province):
        name = name.removesuffix(f" ({called})").removesuffix(f"（{called}）")
    return name


def ahead(view: CountryMapView | HomeMapView, box: Rect, look: Look) -> Iterator[None]:
    """The lights of the map, made piece by piece."""
    if isinstance(view, HomeMapView):
        yield from world_map.ahead(view.globe, box, look)
        return
    yield from atlas_ahead(look)


def place(view: CountryMapView | HomeMapView, box: Rect, look: Look) -> Placed:
    """The land in the ground, the lights and the names over it."""
    if isinstance(view, HomeMapView):
        return home_map.place(view, box, look)
    if view.hexagons and view.lists is None:
        return hexagon_place.placed(view.data, view.country, view.scene, view.t_us, box, look)
    found = placed(
        view.data, view.country, view.province, view.scene, view.t_us, box, look,
        columns=view.columns, listed=view.lists is not None,
    )  # fmt: skip
    if view.lists is None or found.composition.list is None:
        return Placed(found.ground, found.live)
    beside = list_ops(view.lists, found.composition.list, look)
    return Placed((*found.ground, *beside.ground), (*found.live, *beside.live))


@lru_cache(maxsize=4096)
def _noted(name: str) -> None:
    log.warning("no city is called %r; its amount counts under other places", name)

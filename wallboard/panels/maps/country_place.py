"""Where everything on a country's map stands, as display lists: what stays in the ground, and what moves."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from PySide6.QtGui import QPainter

from wallboard.paint.ops import Live, Op, Painted
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.panels.maps import batch, leaders, light_columns
from wallboard.panels.maps.atlas import atlas
from wallboard.panels.maps.composition import MapComposition, country_composition, province_composition
from wallboard.panels.maps.country_data import Data, TrailHub
from wallboard.panels.maps.country_labels import lettered
from wallboard.panels.maps.country_legend import legend_ops, live_legend_ops
from wallboard.panels.maps.country_scene import Scene
from wallboard.panels.maps.extruded_land import LandLayers, layers
from wallboard.panels.maps.lights import Lights, prepared, ways
from wallboard.panels.maps.map_regions import country_land, inset_name, paint_inset, province_land
from wallboard.panels.maps.ramp import CLASSES, NO_DATA
from wallboard.panels.maps.touched import Box, Stamp, side_of, stamp, tiles
from wallboard.panels.maps.trail_line import ghost
from wallboard.scene.geography import CountryMap
from wallboard.scene.grid import Rect

LEAST_LAND = 14.0
"""How wide the country is at least that carries columns, in ems of its labels."""
HIGHEST_M = 773_000
"""How high the highest column stands at most, in metres of the map."""
HIGHEST_SHARE = 0.155
"""The same on a map of another country, as a fraction of its width."""


class Placing(msgspec.Struct, frozen=True):
    """The display lists, and how the map was composed."""

    ground: tuple[Op, ...]
    live: tuple[Op, ...]
    composition: MapComposition


def placed(
    data: Data, country: CountryMap, province: str, scene: Scene, t_us: int, box: Rect, look: Look,
    *, columns: bool, listed: bool,
) -> Placing:  # fmt: skip
    """The map in its box at an instant."""
    both = bool(scene.legend_title[1])
    composition = country_composition(country, box, look, listed=listed, both=both)
    if province:
        composition = province_composition(country, province, box, look, listed=listed, both=both) or composition
    placement = _standing(data, scene, country, province, composition, look, columns)
    ground = _ground(
        country, province, composition, look, tuple(data.classes.get(p.code, NO_DATA) for p in country.provinces),
        scene.legend_title, scene.bounds, scene.inset, data.senders, data.hub,
    )  # fmt: skip
    land = composition.land
    show = Painted(lambda painter: placement.draw(painter, t_us))
    phase_us = placement.lights.phase(t_us)
    live = Live(
        land.x, land.y, land.width, land.height, ("country", id(placement), phase_us), show,
        still=("country",), moving=placement.moving(phase_us, land), standing=_still_parts(placement),
    )  # fmt: skip
    return Placing(ground, (live, *placement.ops), composition)


class _Standing(msgspec.Struct, frozen=True, eq=False):
    """What stands between two snapshots: the lights prepared, those of them that stand still, lines and texts."""

    lights: Lights
    glows: batch.Fragments
    lines: tuple[tuple[leaders.Leader, Stamp], ...]
    ops: tuple[Op, ...]
    look: Look

    def draw(self, painter: QPainter, t_us: int) -> None:
        """Lines, lights and columns at an instant."""
        lights, _, columns = _at(self, t_us)
        stamp(painter, [drawn for _, drawn in self.lines])
        batch.draw(painter, self.lights.atlas.pixmap, lights, shine(self.look.theme))
        stamp(painter, columns)

    def moving(self, t_us: int, within: Rect) -> frozenset[tuple[object, Box]]:
        """The lights that move and the columns at an instant, each with its box."""
        _, moving, columns = _at(self, t_us)
        now = id(self), t_us
        found: list[tuple[object, Box]] = [(now, box) for box in tiles(moving.edges, within, side_of(self.look))]
        found += [("column", box) for box, _ in columns]
        return frozenset(found)


@lru_cache(maxsize=2)
def _still_parts(standing: _Standing) -> frozenset[tuple[object, Box]]:
    """The lines and the glows, each with its box. On a bright ground, where one covers another, their order counts."""
    ordered = shine(standing.look.theme) == QPainter.CompositionMode.CompositionMode_SourceOver
    found: set[tuple[object, Box]] = set()
    for number, (row, box) in enumerate(zip(standing.glows.rows, batch.boxes(standing.glows), strict=True)):
        found.add(((number if ordered else 0, row.tobytes()), box))
    found |= {(line, box) for line, (box, _) in standing.lines}
    return frozenset(found)


@lru_cache(maxsize=2)
def _at(standing: _Standing, t_us: int) -> tuple[batch.Fragments, batch.Fragments, tuple[Stamp, ...]]:
    """All fragments of an instant, those of them that move, and the columns: drawn once for each part that differs."""
    moving = batch.fragments_of(standing.lights.moving(t_us))
    return standing.glows.below(moving), moving, _columns(standing, standing.lights.columns_us(t_us))


@lru_cache(maxsize=2)
def _columns(standing: _Standing, t_us: int) -> tuple[Stamp, ...]:
    return light_columns.stood(standing.lights.columns(t_us), standing.look)


@lru_cache(maxsize=4)
def _standing(
    data: Data, scene: Scene, country: CountryMap, province: str, composition: MapComposition, look: Look, columns: bool
) -> _Standing:  # fmt: skip
    column_px = _column_px(country, composition, look) if columns else 0.0
    names = lettered(scene.labels, country, composition, look, column_px, province)
    lights = prepared(data, composition, atlas(look), column_px, _lift(look))
    lines = tuple(zip(names.lines, leaders.drawn(names.lines, 0.75, look), strict=True))
    ops = (*names.texts, *live_legend_ops(scene, composition, look))
    return _Standing(lights, batch.fragments_of(lights.glows), lines, ops, look)


@lru_cache(maxsize=4)
def _ground(
    country: CountryMap, province: str, composition: MapComposition, look: Look, classes: tuple[int, ...],
    title: tuple[str, str], bounds: tuple[str, ...], inset: tuple[str, str], senders: tuple[str, ...], hub: TrailHub,
) -> tuple[Op, ...]:  # fmt: skip
    land = province_land(country, province) if province else country_land(country, islands=composition.islands)
    codes = [p.code for p in country.provinces]
    shown = (classes[codes.index(province)],) if province else classes
    box = composition.land
    pad = round(look.h(0.05))
    around = (box.x - pad, box.y - pad, box.width + 2 * pad, box.height + 2 * pad)

    def slab() -> LandLayers:
        return layers(land, composition.fit, around, look)

    def draw_land(painter: QPainter) -> None:
        shade = 0.32 * max(0, shown[0]) / CLASSES if province else 0.0
        slab().paint_land(painter, shown, look, shade=shade)

    def draw_ghosts(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for way, _ in ways(senders, hub, country.places, composition.fit, _lift(look)).values():
            ghost(painter, way, look.color("gold"), (0, 0), look, 0.62)

    def draw_inset(painter: QPainter) -> None:
        if composition.inset is not None and composition.south_sea is not None and country.inset is not None:
            paint_inset(painter, country.inset, composition.inset, composition.south_sea, look)

    def ahead() -> bool:
        return layers.step(land, composition.fit, around, look)

    key = ("country", country.name, province, classes, composition, senders, hub)
    pieces = (lambda p: slab().paint_below(p), draw_land, lambda p: slab().paint_above(p), draw_ghosts, draw_inset)
    ops: list[Op] = [Live(around[0], around[1], around[2], around[3], key, Painted(*pieces, ahead=ahead))]
    ops += legend_ops(title, bounds, composition, look)
    if composition.inset is not None:
        ops += inset_name(composition.inset, inset, look)
    return tuple(ops)


def _lift(look: Look) -> tuple[float, float]:
    """How far a trail is raised at least and at most, in pixels."""
    return look.h(0.035), look.h(0.12)


def _column_px(country: CountryMap, composition: MapComposition, look: Look) -> float:
    """The height of the highest column, in keeping with the land; 0 on a map so small that columns would hide it."""
    west, _, east, _ = country.extent
    if (east - west) * composition.fit.scale < LEAST_LAND * composition.em:
        return 0.0
    highest_m = HIGHEST_M if country.region is None else (east - west) * HIGHEST_SHARE
    return min(look.h(0.112), highest_m * composition.fit.scale)

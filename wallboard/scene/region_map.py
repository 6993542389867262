"""A map of any country or region, from the operator's own files: its parts, its cities, far parts in insets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace

from wallboard.config.map_panels import InsetBox, RegionMapOptions
from wallboard.config.settings import Settings
from wallboard.scene.base_map import read_features
from wallboard.scene.base_map_projection import Grid
from wallboard.scene.coverage import covered
from wallboard.scene.exchanged_degrees import LOOKED_AT
from wallboard.scene.geography import Area, CountryMap, Extent, MapError, Points, extent_of
from wallboard.scene.map_dialects import MapFeature
from wallboard.scene.places import Place, Places, Region, places
from wallboard.scene.projection import Albers, Mercator, Projection
from wallboard.scene.region_places import RegionPlaces, read_places

MOST_PARTS: Final = 250
"""Parts that can be told apart by colour on one map."""
_FINE: Final = 60_000
"""A map is taken in steps of this fraction of its width: a tenth of a pixel on a 4K wall."""
_POLAR: Final = 85.0
"""Mercator's projection ends here: it has no pole."""
_DEGREES: Final = (360.0, 90.0)
"""Longitude and latitude at most: some files count on beyond the 180th degree, or from 0 to 360."""
_TROPICS: Final = 10.0
"""Standard parallels that add up to less leave no cone: such a map is drawn by Mercator's projection."""


class _Drawn(msgspec.Struct, frozen=True):
    """Where one part of the country is drawn: its projection, and how its metres are moved into the picture."""

    projection: Projection
    lon_0: float
    scale: float = 1.0
    x0: float = 0.0
    y0: float = 0.0

    def points(self, degrees: Points) -> Points:
        """Degrees as metres of the map, shape (n, 2)."""
        lon = (degrees[:, 0] - self.lon_0 + 180.0) % 360.0 - 180.0 + self.lon_0
        lat = np.clip(degrees[:, 1], -_POLAR, _POLAR) if isinstance(self.projection, Mercator) else degrees[:, 1]
        metres = np.column_stack(self.projection.forward(lon, lat))
        return np.asarray(metres * self.scale + (self.x0, self.y0), np.float64)


def region_of(options: RegionMapOptions) -> CountryMap:
    """The map of a panel, read at the first call and kept as it was then. Raises MapError: it cannot be used."""
    found = _kept(options.regions, options.places, tuple(sorted(options.insets.items())), options.latitude_first)
    if isinstance(found, str):
        raise MapError(found)
    return found


def configured_regions(settings: Settings) -> Iterator[tuple[str, RegionMapOptions]]:
    """The maps of regions that a configuration names, by panel."""
    for panel, options in settings.panels.items():
        if isinstance(options, RegionMapOptions):
            yield panel, options


def places_of(settings: Settings) -> Places:
    """Where the cities of the source lie: on the first map of a region that is configured, else in China.

    A map that cannot be used has none; that is told where it is drawn.
    """
    for _, options in configured_regions(settings):
        try:
            return region_of(options).places
        except MapError:
            return RegionPlaces((), ())
    return places()


@lru_cache(maxsize=8)
def _kept(
    regions: Path, cities: Path | None, insets: tuple[tuple[str, InsetBox], ...], latitude_first: bool
) -> CountryMap | str:
    try:
        return read_region(regions, cities, dict(insets), latitude_first=latitude_first)
    except MapError as error:
        return str(error)


def read_region(
    regions: Path, cities: Path | None, insets: Mapping[str, InsetBox], *, latitude_first: bool = False
) -> CountryMap:
    """Read, check and project a map of a region; `latitude_first`: its file writes latitude before longitude.

    `insets` are parts that lie far away, each with the box (left, top, right, bottom, as fractions of the map of all
    others) that it is drawn in.

    Raises:
        MapError: a file cannot be read, holds no areas, areas without a name, more parts than can be told apart, or
            coordinates that are no degrees; one line with the file and what to do.
    """
    features, notes = read_features(regions)
    if latitude_first:
        features = [_turned(feature) for feature in features]
    parts = _parts(regions, features)
    unknown = [code for code in insets if code not in parts]
    if unknown:
        msg = f"the map {regions} has no part {unknown[0]!r} for an inset; it has {', '.join(list(parts)[:12])}"
        raise MapError(msg)
    if len(insets) == len(parts):
        msg = f"the map {regions} has no part that is no inset: leave one of {', '.join(insets)} where it is"
        raise MapError(msg)
    drawn = _drawn(regions, parts, insets)
    lines = {code: [drawn[code].points(ring) for f in found for ring in f.rings] for code, found in parts.items()}
    extent = extent_of([ring for code, found in lines.items() if code not in insets for ring in found])
    together, outlined = _lines(regions, lines, max(1.0, (extent[2] - extent[0]) / _FINE))
    names = {code: _named(code, found[0], together.get(code, ())) for code, found in parts.items()}
    placed = () if cities is None else read_places(cities, names, lambda code, lon, lat: _point(drawn[code], lon, lat))
    whole = extent_of(outlined[0])
    return CountryMap(
        name=f"{regions} {cities} {sorted(insets.items())} {latitude_first}",
        provinces=tuple(Area(code, together.get(code, ()), names[code].label) for code in parts),
        outline=outlined[0],
        borders=outlined[1],
        dashes=(),
        inset=None,
        extent=whole,
        extent_with_islands=whole,
        warnings=(*_without_area(regions, names, together), *_outside(cities, placed, names, together, drawn)),
        notes=notes,
        region=RegionPlaces(placed, names.values()),
        title=str(regions),
        sample=_sample([ring for found in parts.values() for f in found for ring in f.rings]),
    )


def _turned(feature: MapFeature) -> MapFeature:
    rings, lines = ([line[:, ::-1] for line in found] for found in (feature.rings, feature.lines))
    return replace(feature, rings=rings, lines=lines)


def _parts(path: Path, features: Sequence[MapFeature]) -> dict[str, list[MapFeature]]:
    """Features with areas by the code that each says first, else by name; several of one code are one part."""
    parts: dict[str, list[MapFeature]] = {}
    for feature in features:
        if not feature.rings:
            continue
        if not (feature.said or feature.name):
            msg = f"the map {path}: {feature.label}; give each area an id, code or name"
            raise MapError(msg)
        for ring in feature.rings:
            if (np.abs(ring) > _DEGREES).any():
                msg = f"the map {path}: {feature.label} is not in degrees of longitude and latitude{_remedy(ring)}"
                raise MapError(msg)
        parts.setdefault(feature.said[0] if feature.said else feature.name, []).append(feature)
    if not parts:
        msg = f"the map {path} holds no areas"
        raise MapError(msg)
    if len(parts) > MOST_PARTS:
        msg = f"the map {path} has {len(parts)} parts, more than the {MOST_PARTS} that can be told apart: join some"
        raise MapError(msg)
    return parts


def _remedy(ring: Points) -> str:
    """What helps, by the kind of numbers that a ring out of bounds holds."""
    if (np.abs(ring) <= _DEGREES[::-1]).all():
        return ": latitude stands before longitude; write latitude_first = true under its panel"
    return " (WGS84); convert it with: ogr2ogr -f GeoJSON -t_srs EPSG:4326 map.geojson FILE"


def _sample(rings: Sequence[Points]) -> Points:
    """Some points of the land, evenly from all of it."""
    points = np.concatenate(rings)
    return points[:: max(1, len(points) // LOOKED_AT)]


def _spread(path: Path, what: str, rings: Sequence[Points]) -> Extent:
    """The extent of some land, which must have a width and a height. Raises MapError."""
    west, south, east, north = extent = extent_of(rings)
    if not (np.isfinite(extent).all() and east > west and north > south):
        msg = f"the map {path}: {what} is no more than a line or a point: give it an area, or leave it out"
        raise MapError(msg)
    return extent


def _drawn(path: Path, parts: Mapping[str, Sequence[MapFeature]], insets: Mapping[str, InsetBox]) -> dict[str, _Drawn]:
    """How each part is projected: all but the insets together, each inset by itself into its box."""
    main = [ring for code, found in parts.items() if code not in insets for f in found for ring in f.rings]
    together = _projected(main)
    west, south, east, north = _spread(path, "the land", [together.points(ring) for ring in main])
    drawn = dict.fromkeys(parts, together)
    for code, (left, top, right, bottom) in insets.items():
        rings = [ring for f in parts[code] for ring in f.rings]
        alone = _projected(rings)
        w, s, e, n = _spread(path, f"the part {code!r} of an inset", [alone.points(ring) for ring in rings])
        scale = min((right - left) * (east - west) / (e - w), (bottom - top) * (north - south) / (n - s))
        x = west + (left + right) / 2 * (east - west) - (w + e) / 2 * scale
        y = north - (top + bottom) / 2 * (north - south) - (s + n) / 2 * scale
        drawn[code] = _Drawn(alone.projection, alone.lon_0, scale, x, y)
    return drawn


def _projected(rings: Sequence[Points]) -> _Drawn:
    """A projection that suits land: Albers' with its parallels a sixth from the edges, near the equator Mercator's."""
    largest = max(rings, key=len)
    lon_0 = float(largest[:, 0].mean())
    lon = np.concatenate([(ring[:, 0] - lon_0 + 180.0) % 360.0 - 180.0 for ring in rings])
    lat = np.concatenate([ring[:, 1] for ring in rings])
    middle = lon_0 + float(lon.min() + lon.max()) / 2
    south, north = float(lat.min()), float(lat.max())
    first, second = south + (north - south) / 6, north - (north - south) / 6
    if abs(first + second) < _TROPICS or max(abs(south), abs(north)) > 89:
        return _Drawn(Mercator(), middle)
    return _Drawn(Albers(first, second, (south + north) / 2, middle), middle)


def _lines(
    path: Path, rings: Mapping[str, Sequence[Points]], step_m: float
) -> tuple[dict[str, tuple[Points, ...]], tuple[tuple[Points, ...], tuple[Points, ...]]]:
    """The areas by part, and outline and borders of all, in metres of the map."""
    grid = Grid.of([ring for found in rings.values() for ring in found], step_m, lambda metres: metres)
    points, numbers = grid.metres, iter(grid.lines)
    cover = covered({code: [next(numbers) for _ in found] for code, found in rings.items()})
    if not cover.outline:
        msg = f"the map {path} holds no area larger than {step_m:.0f} m"
        raise MapError(msg)
    areas = {code: tuple(points[n] for n in found) for code, found in cover.areas.items()}
    return areas, (tuple(points[n] for n in cover.outline), tuple(points[n] for n in cover.borders))


def _named(code: str, feature: MapFeature, rings: Sequence[Points]) -> Region:
    """What a part is called: by its feature's name, else by its code."""
    name = feature.name or code
    middle = max(rings, key=len).mean(axis=0) if rings else np.zeros(2)
    short = code.rpartition("-")[2]  # of ISO 3166-2: BR-SP is SP in Brazil
    others = tuple(said for said in dict.fromkeys((*feature.said, short)) if said not in (code, name, ""))
    by_language = dict(feature.names)
    zh, en = by_language.pop("zh", name), by_language.pop("en", name)
    others = tuple(said for said in (name, *others) if said not in (zh, en))
    label = (round(float(middle[0])), round(float(middle[1])))
    return Region(code, zh, en, label, (*others, *by_language.values()), tuple(sorted(by_language.items())))


def _point(drawn: _Drawn, lon: float, lat: float) -> tuple[float, float]:
    x, y = drawn.points(np.array([[lon, lat]], np.float64))[0]
    return float(x), float(y)


def _without_area(path: Path, parts: Mapping[str, Region], areas: Mapping[str, Sequence[Points]]) -> Iterator[str]:
    """Parts of which nothing is drawn: lines and points, or areas too small to be seen."""
    bare = [region.en for code, region in parts.items() if not areas.get(code)]
    if bare:
        more = f" and {len(bare) - 5} more" if len(bare) > 5 else ""
        yield f"the map {path}: nothing is drawn of {', '.join(bare[:5])}{more}: a line, a point, or too small an area"


def _outside(
    path: Path | None,
    cities: Sequence[Place],
    parts: Mapping[str, Region],
    areas: Mapping[str, Sequence[Points]],
    drawn: Mapping[str, _Drawn],
) -> Iterator[str]:
    """Cities that lie far from the part they are said to be in: a slip in the file, or degrees exchanged."""
    far = [city for city in cities if _far((city.x, city.y), areas.get(city.province, ()))]
    turned = [
        city
        for city in far
        if abs(city.lon) <= 90
        and not _far(_point(drawn[city.province], city.lat, city.lon), areas.get(city.province, ()))
    ]
    if turned and len(turned) == len(far) == len(cities):
        yield (
            f"the places {path}: all of them lie far outside their part of the map, and within it once lon and lat are"
            " exchanged: exchange the words lon and lat in its first line, or, where the map is what lies wrong, write"
            " latitude_first = true under its panel"
        )
        return
    if turned:
        said = (f"{c.en} ({parts[c.province].en}): lon {c.lat:g}, lat {c.lon:g}" for c in turned[:5])
        yield f"the places {path}: lon and lat seem to be exchanged; write {'; '.join(said)}{_more(turned)}"
    if lost := [city for city in far if city not in turned]:
        named = ", ".join(f"{city.en} ({parts[city.province].en})" for city in lost[:5])
        lie = "lie far outside their part of the map"
        yield f"the places {path}: {named}{_more(lost)} {lie}: look at lon, lat and region"


def _more(cities: Sequence[Place]) -> str:
    return f" and {len(cities) - 5} more" if len(cities) > 5 else ""


def _far(point: tuple[float, float], rings: Sequence[Points]) -> bool:
    if not rings:
        return True
    west, south, east, north = extent = extent_of(rings)
    reach = _reach(extent)
    return not (west - reach <= point[0] <= east + reach and south - reach <= point[1] <= north + reach)


def _reach(extent: Extent) -> float:
    west, south, east, north = extent
    return 0.1 * max(east - west, north - south)

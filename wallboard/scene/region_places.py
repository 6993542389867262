"""Places of any country or region: its parts from the map's own features, its cities from a CSV of the operator's."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from wallboard.config.files import MIB, read_file
from wallboard.core.contract.readers import clean_text
from wallboard.core.strict_json import shortened
from wallboard.core.wording import shipped_languages
from wallboard.scene.geography import MapError
from wallboard.scene.place_key import key
from wallboard.scene.places import Place, Places, Region, places

MOST_PLACES: Final = 20_000
_MOST_BYTES: Final = 8 * MIB
_COLUMNS: Final = ("name", "region", "lon", "lat")
"""What a CSV of places has to say; it may say `code`, `aliases` (parted by |) and names by language, too."""
_WHOLE: Final = "region:"
"""What the code of a part begins with where it stands for all of it among the cities."""
Forward = Callable[[str, float, float], tuple[float, float]]
"""Degrees to metres of the map, in a part of it."""


class RegionPlaces(Places):
    """Cities and parts of one country, found by code, name or alias; of several alike only with their part.

    A city may be said as `Springfield`, where there is one, `Springfield, IL`, `Springfield (Illinois)` or
    `Illinois/Springfield`. A part that is said among the cities counts for itself.
    """

    def __init__(self, cities: Iterable[Place], parts: Iterable[Region]) -> None:
        made = tuple(parts)
        wholes = (Place(f"{_WHOLE}{p.code}", p.zh, p.en, p.code, dot=False) for p in made)
        super().__init__((*cities, *wholes), made, places().countries)
        self._parts = {alias: p for p in made for alias in (key(p.code), key(p.en), key(p.zh), *map(key, p.aliases))}
        own = [city for city in self.cities.values() if not city.code.startswith(_WHOLE)]
        spoken = [(alias, city) for city in own for alias in {key(city.en), key(city.zh), *map(key, city.aliases)}]
        times = Counter(alias for alias, _ in spoken)
        self._alone = {alias: city for alias, city in spoken if times[alias] == 1}
        self._within = {(alias, city.province): city for alias, city in spoken}
        self._coded = {key(city.code): city for city in own}

    def city(self, said: str) -> Place | None:
        """The city that a feed means; None if it is nobody's name, or more than one's."""
        name = key(said)
        found = self._coded.get(name) or self._alone.get(name) or self._of_part(said)
        if found is not None:
            return found
        part = self._parts.get(name)
        return None if part is None else self.cities[f"{_WHOLE}{part.code}"]

    def _of_part(self, said: str) -> Place | None:
        for first, second in _halves(said):
            for name, part in ((first, second), (second, first)):
                region = self._parts.get(key(part))
                if region is not None and (found := self._within.get((key(name), region.code))) is not None:
                    return found
        return None

    def _meant(self, said: str) -> tuple[Place, str] | None:
        city = self.city(said)
        return None if city is None else (city, "")

    def is_whole(self, code: str) -> bool:
        """See `Places`."""
        return code.startswith(_WHOLE)

    def province(self, said: str) -> Region | None:
        """The part of the country that a text means, or None."""
        return self._parts.get(key(said))


def _halves(said: str) -> Iterator[tuple[str, str]]:
    """A name in two, at each mark that parts a city from its region."""
    for mark in (",", "/", "(", "|", ";", " - "):
        first, found, second = said.rstrip(") ").rpartition(mark)
        if found and first and second:
            yield first, second


class _PlaceRow(msgspec.Struct, frozen=True):
    line: int
    said: Mapping[str, str]

    def number(self, column: str, most: float, path: Path) -> float:
        """A coordinate. Raises MapError."""
        text = self.said[column].strip()
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not -most <= value <= most:
            msg = f"the places {path}, line {self.line}: {column} is {text!r}, no degrees within ±{most:g}"
            raise MapError(msg)
        return value


def read_places(path: Path, parts: Mapping[str, Region], forward: Forward) -> tuple[Place, ...]:
    """The cities of a CSV, each in its part of the map.

    Raises:
        MapError: it cannot be read, lacks a column, or holds a line that says no place; one line with file and line.
    """
    by_name = {key(text): part for part in parts.values() for text in (part.code, part.en, part.zh, *part.aliases)}
    found: dict[str, Place] = {}
    for row in _rows(path):
        part = by_name.get(key(row.said["region"]))
        if part is None:
            said = shortened(clean_text(row.said["region"]))
            msg = f"the places {path}, line {row.line}: no part of the map is called {said}; {_called(parts)}"
            raise MapError(msg)
        name = clean_text(row.said["name"])
        lon, lat = row.number("lon", 180, path), row.number("lat", 90, path)
        code = clean_text(row.said.get("code") or f"{name}, {part.code}")
        if not name or code in found:
            what = "has no name" if not name else f"repeats {code!r}"
            msg = f"the places {path}, line {row.line} {what}"
            raise MapError(msg)
        x, y = forward(part.code, lon, lat)
        aliases = tuple(filter(None, map(clean_text, (row.said.get("aliases") or "").split("|"))))
        told = {tag: clean_text(row.said.get(tag) or "") for tag in shipped_languages()}
        zh, en = told.pop("zh") or name, told.pop("en") or name
        others = tuple((tag, text) for tag, text in told.items() if text)
        aliases = (*aliases, name, *(text for _, text in others))
        found[code] = Place(code, zh, en, part.code, True, aliases, lon, lat, round(x), round(y), others)
    return tuple(found.values())


def _called(parts: Mapping[str, Region]) -> str:
    """What the parts of the map are called, some of them where there are many."""
    names = [p.en if key(p.en) == key(p.code) else f"{p.en} ({p.code})" for p in parts.values()]
    more = f" and {len(names) - 16} more" if len(names) > 16 else ""
    return f"its parts are {', '.join(names[:16])}{more}"


def _rows(path: Path) -> Iterator[_PlaceRow]:
    try:
        text = read_file(path, _MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        msg = f"the places {path} cannot be read: {error.strerror}"
        raise MapError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"the places {path} are not UTF-8 (byte {error.start}); save them with that encoding"
        raise MapError(msg) from None
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = [name.strip().casefold() for name in table.fieldnames or ()]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        msg = f"the places {path} have no column {', '.join(missing)}; the first line names {', '.join(_COLUMNS)}"
        raise MapError(msg)
    table.fieldnames = names
    try:
        for number, row in enumerate(table):
            if number >= MOST_PLACES:
                msg = f"the places {path} are more than {MOST_PLACES:,}"
                raise MapError(msg)
            if any(value is None for name, value in row.items() if name in _COLUMNS):
                msg = f"the places {path}, line {table.line_num} is shorter than the first"
                raise MapError(msg)
            yield _PlaceRow(table.line_num, {name: value or "" for name, value in row.items() if isinstance(name, str)})
    except csv.Error as error:
        msg = f"the places {path}, line {table.line_num}: {error}"
        raise MapError(msg) from None

"""Places by the names a feed gives them: cities of China and their provinces, countries, and sums per province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from wallboard.core.contract.snapshot import City, Name
from wallboard.core.resources import shipped
from wallboard.core.wording import shipped_languages
from wallboard.scene.counties import RANKS as COUNTY_RANKS
from wallboard.scene.counties import Counties, load_counties, without_rank
from wallboard.scene.place_key import key
from wallboard.scene.place_names import (
    ELSEWHERE,
    FORMER,
    MERGED,
    WHOLE,
    WHOLE_NAMES,
    counted_in,
    in_pinyin,
    simplified,
)

MAPS = "assets/maps"
GB_CODE = 6
"""Digits of a code of GB/T 2260; longer ones (of villages) begin with it and end in zeros."""

SHARED = frozenset({"tongren", "tongrencity", "tongrenshi"})
"""Spellings that a feed may mean for two places: Tongren in Guizhou, and Tongren that is the seat of Huangnan."""


_SHORT = {
    ("de", "HK"): "Hongkong, China", ("de", "MO"): "Macau, China", ("de", "TW"): "Taiwan, China", ("de", "US"): "USA",
    ("de", "GB"): "Großbritannien", ("de", "AE"): "V. A. Emirate",
    ("ja", "HK"): "中国香港", ("ja", "MO"): "中国マカオ", ("ja", "TW"): "中国台湾",
    ("ja", "US"): "米国", ("ja", "AE"): "UAE",
    ("pt", "HK"): "Hong Kong, China", ("pt", "MO"): "Macau, China", ("pt", "TW"): "Taiwan, China", ("pt", "US"): "EUA",
    ("pt", "AE"): "Emirados Árabes",
}  # fmt: skip
"""Territories whose usual name is shorter than CLDR's, or is written as the map of the world writes it."""
_LONGEST = 12
"""Characters of a province's longest name."""
_RANKS = "市州盟"
"""How names of cities end."""


class Place(msgspec.Struct, frozen=True):
    """A city, or a county that answers directly to its province (`dot` False: it counts, but has no point of its own).

    `code` is GB/T 2260, `zh` and `en` are short names fit for a wall, `province` is the code of its province; `lon` and
    `lat` are WGS84 degrees of the seat of government, `x` and `y` the same in metres of the map of China.
    """

    code: str
    zh: str
    en: str
    province: str
    dot: bool
    aliases: tuple[str, ...] = ()
    lon: float = 0.0
    lat: float = 0.0
    x: int = 0
    y: int = 0
    others: tuple[tuple[str, str], ...] = ()
    """Names in other languages, by tag."""

    @property
    def name(self) -> Name:
        """The name in every language that it is known in."""
        return Name(self.zh, self.en, self.others)


class Region(msgspec.Struct, frozen=True):
    """A province, with its short names such as 广东 (not 广东省), and a point well inside it in metres."""

    code: str
    zh: str
    en: str
    label: tuple[int, int]
    aliases: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    """Names in other languages, by tag."""

    @property
    def name(self) -> Name:
        """The short name in every language that it is known in."""
        return Name(self.zh, self.en, self.others)


class _Cities(msgspec.Struct):
    cities: tuple[Place, ...]


class _Provinces(msgspec.Struct):
    provinces: tuple[Region, ...]


class _Country(msgspec.Struct):
    code: str
    zh: str
    en: str


class _Countries(msgspec.Struct):
    countries: tuple[_Country, ...]


class Tally(msgspec.Struct, frozen=True):
    """A snapshot's cities told apart: `cities` and `provinces` are fen by GB/T 2260 code.

    `other_fen` is what belongs to no place that is known, `unknown` the names it came under, in the feed's order.
    """

    cities: Mapping[str, int]
    provinces: Mapping[str, int]
    other_fen: int
    unknown: tuple[str, ...]


_Meant = tuple[Place, str]
"""A city, and which part of it was said: empty for the city itself."""


class Places:
    """Every place of the maps, found by code, Chinese name, alias, or English name where it is unique."""

    def __init__(
        self,
        cities: Iterable[Place],
        provinces: Iterable[Region],
        countries: Mapping[str, Name],
        counties: Counties | None = None,
    ) -> None:
        self._counties = counties or Counties({}, {})
        self.cities: Mapping[str, Place] = {c.code: c for c in cities}
        self.provinces: Mapping[str, Region] = {p.code: p for p in provinces}
        self.countries = countries
        self._city_of = {alias: c for c in self.cities.values() for alias in {*c.aliases, c.code} - SHARED}
        self._province_of = {alias: p for p in self.provinces.values() for alias in (*p.aliases, p.code)}

    def city(self, said: str) -> Place | None:
        """The city that a feed means, or in which that counts; None if it is nobody's name or more than one's.

        Known are names and codes of today and of before the reforms, districts and counties by code, whole addresses
        (广东省广州市天河区), traditional characters, pinyin.
        """
        meant = self._meant(said)
        return None if meant is None else meant[0]

    def _meant(self, said: str) -> _Meant | None:
        if (found := self.cities.get(said)) is not None:
            return found, ""
        name = _coded(key(said))
        if not (name.isascii() and name.isdigit()):
            return self._named(name) or self._addressed(simplified(name).removeprefix("中国"))
        if (found := self._city_of.get(name)) is not None:
            return found, ""
        if name in MERGED:
            return self.cities[FORMER[name]], name
        return self._of_county(self._counties.former.get(name, name)) if len(name) == GB_CODE else None

    def _of_county(self, code: str) -> _Meant | None:
        """The city in which a county counts, by its present code."""
        if (found := self.cities.get(code)) is not None:
            return found, ""
        for place in counted_in(code):
            if (found := self.cities.get(place)) is not None:
                return found, "" if FORMER.get(code) == place else code
        return None

    def _named(self, name: str) -> _Meant | None:
        """The city of a name in Chinese, English or pinyin."""
        if (found := self._city_of.get(name)) is not None:
            return found, ""
        if name in ELSEWHERE:
            return self.cities[ELSEWHERE[name]], without_rank(name) if name not in WHOLE_NAMES else ""
        if (county := self._counties.alone.get(name)) is not None:
            return self._of_county(county)
        bare = in_pinyin(name)
        found = None if bare is None else self._city_of.get(bare)
        return None if found is None else (found, "")

    def _addressed(self, name: str) -> _Meant | None:
        """The city of an address that may begin with its province, and go on to a district or county of it."""
        if (meant := self._named(name) or self._of_district(name)) is not None:
            return meant
        for length in range(min(len(name) - 1, _LONGEST), 1, -1):
            region = self._province_of.get(name[:length])
            if region is None:
                continue
            rest = name[length:]
            meant = self._named(rest) or self._of_district(rest)
            if meant is not None and meant[0].province == region.code:
                return meant
            whole = self.cities.get(WHOLE.get(region.code[:2], ""))
            if whole is not None and rest.endswith(COUNTY_RANKS):
                return whole, self._counties.part(whole.code, rest)
        return None

    def _of_district(self, name: str) -> _Meant | None:
        """The city whose full name a district's or county's begins with (杭州市西湖区)."""
        if not name.endswith(COUNTY_RANKS):
            return None
        for length in range(len(name) - 2, 1, -1):
            if name[length - 1] in _RANKS or name[length - 2 : length] == "地区":
                found = self._city_of.get(name[:length])
                if found is not None:
                    return found, self._counties.part(found.code, name[length:])
        return None

    def is_whole(self, code: str) -> bool:
        """Whether a code among the cities stands for a whole part of the country, and is no city itself."""
        return False

    def province(self, said: str) -> Region | None:
        """The province that a text means, or None."""
        return self.provinces.get(said) or self._province_of.get(_coded(key(said)))

    def province_of(self, said: str) -> Region | None:
        """The province in which a city lies, or None if the city is unknown."""
        city = self.city(said)
        return None if city is None else self.provinces.get(city.province)

    def country(self, code: str) -> Name | None:
        """The short names of a country or region by its ISO 3166-1 code (two letters), or None."""
        code = code.upper()
        return _in_all_languages(code, self.countries.get(code) or _cldr(code))

    def tally(self, cities: Iterable[City]) -> Tally:
        """A snapshot's sums by city and by province.

        Two rows that mean one place (北京, 北京市) are that place once, with the larger amount: never more than
        was said. Districts and counties make their city together, where its own row does not say more; a prefecture
        that was merged into it adds to it. A negative amount is no amount; it is left out.
        """
        rows: dict[str, dict[str, int]] = {}
        other_fen, unknown = 0, []
        for said in cities:
            if said.gmv_fen < 0:
                continue
            meant = self._meant(said.code)
            if meant is None:
                other_fen += said.gmv_fen
                unknown.append(said.code)
            else:
                parts = rows.setdefault(meant[0].code, {})
                parts[meant[1]] = max(said.gmv_fen, parts.get(meant[1], 0))
        sums = {code: _together(parts) for code, parts in rows.items()}
        provinces: dict[str, int] = {}
        for code, gmv_fen in sums.items():
            province = self.cities[code].province
            provinces[province] = provinces.get(province, 0) + gmv_fen
        return Tally(sums, provinces, other_fen, tuple(unknown))


def _together(parts: Mapping[str, int]) -> int:
    """What a city makes by its own row (of no part), the prefectures merged into it, and its districts."""
    merged = sum(fen for part, fen in parts.items() if part in MERGED)
    districts = sum(fen for part, fen in parts.items() if part and part not in MERGED)
    return max(parts.get("", 0) + merged, districts + merged)


def load_places(folder: Path) -> Places:
    """Read the places of the maps in a folder; about 10 ms.

    Raises:
        OSError: a file is missing.
        msgspec.MsgspecError: a file is not of the format that `assets/README.md` describes.
    """
    cities = msgspec.json.decode((folder / "china_cities.json").read_bytes(), type=_Cities).cities
    provinces = msgspec.json.decode((folder / "china.json").read_bytes(), type=_Provinces).provinces
    countries = msgspec.json.decode((folder / "world.json").read_bytes(), type=_Countries).countries
    names = {c.code: Name(zh=c.zh, en=c.en) for c in countries}
    return Places(cities, provinces, names, load_counties(folder / "china_counties.json"))


@lru_cache(maxsize=1)
def places() -> Places:
    """The shipped places, read at the first call."""
    return load_places(shipped(MAPS))


@lru_cache(maxsize=8)
def tally(cities: tuple[City, ...], known: Places | None = None) -> Tally:
    """`Places.tally` of a snapshot's cities, by the shipped places for None; remembered while they are on the wall."""
    return (known or places()).tally(cities)


def _coded(name: str) -> str:
    """A code shortened by its zeros (3301) or lengthened by those of its villages (330100000000) as six digits."""
    if not name.isascii() or not name.isdigit():
        return name
    if len(name) in {2, 4}:
        return name.ljust(GB_CODE, "0")
    return name[:GB_CODE] if len(name) > GB_CODE and not name[GB_CODE:].strip("0") else name


@lru_cache(maxsize=512)
def _in_all_languages(code: str, name: Name | None) -> Name | None:
    """A territory's name with those in the other languages that the wall speaks, by CLDR."""
    if name is None:
        return None
    from babel import Locale  # noqa: PLC0415 - reads its tables from disk; only walls of the world need it

    others = {
        tag: _SHORT.get((tag, code)) or Locale.parse(tag).territories.get(code) or ""
        for tag in shipped_languages()
        if tag not in name.texts
    }
    return Name.of({**name.texts, **others})


def _cldr(code: str) -> Name | None:
    """A territory's names from CLDR, for codes that are on no map (islands, historic ones)."""
    from babel import Locale  # noqa: PLC0415 - reads its tables from disk; hardly ever needed

    zh, en = (Locale.parse(language).territories.get(code) for language in ("zh_Hans", "en"))
    return None if zh is None or en is None or not code.isalpha() else Name(zh=zh, en=en)

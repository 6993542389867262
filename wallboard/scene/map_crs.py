"""The coordinate system that a map file names: degrees as satellites give them, or in words why it is none of these."""

from __future__ import annotations

import re
from typing import Final

from wallboard.core.plain_text import one_line

_DEGREES: Final = frozenset({4326, 4979, 4490, 4258, 4269, 4283, 4617, 4674, 4167, 4148, 6668, 4612, 6318, 7844, 9000})
"""EPSG codes of systems in degrees that differ from WGS 84 by metres: CGCS2000, ETRS89, NAD83, GDA94, JGD2011, …"""
_METRES: Final = frozenset({3857, 900913, 3785, 102100, 102113})
_SHIFTED: Final = re.compile(r"gcj|bd-?09|mars|火星|百度|baidu", re.IGNORECASE)
_CONVERT: Final = "ogr2ogr -f GeoJSON -t_srs EPSG:4326 map.geojson FILE"
_MOST_SHOWN: Final = 60


class CrsError(Exception):
    """The coordinates are none that a map can be drawn from; the text says why, without the file."""


def crs_notes(document: object) -> tuple[str, ...]:
    """What is to be told of the coordinate system that a file names; nothing where it names none, or WGS 84.

    Raises:
        CrsError: it names another one, in which degrees would lie elsewhere.
    """
    said = _named(document)
    if said is None:
        return ()
    shown = one_line(said[:_MOST_SHOWN])
    if _SHIFTED.search(said):
        return (f"names the coordinate system {shown}, which lies some hundred metres off WGS 84: drawn as it is",)
    code = _code(said)
    if code in _DEGREES or re.search(r"crs:?84|wgs[ _]?(19)?84$|cgcs2000|^urn:ogc:def:crs:ogc", said, re.IGNORECASE):
        return ()
    kind = "metres of a projection" if code in _METRES else "not WGS 84"
    msg = (
        f"names the coordinate system {shown} ({kind}): convert it with: {_CONVERT}; where its coordinates are degrees"
        ' all the same, take "crs" out of the file'
    )
    raise CrsError(msg)


def _named(document: object) -> str | None:
    """The name in the `crs` of GeoJSON, or the number in the `spatialReference` of Esri JSON."""
    if not isinstance(document, dict):
        return None
    crs, esri = document.get("crs"), document.get("spatialReference")
    if isinstance(esri, dict):
        number = esri.get("latestWkid", esri.get("wkid"))
        return f"EPSG:{number}" if isinstance(number, int) else None
    if isinstance(crs, dict):
        inner = crs.get("properties")
        crs = inner.get("name", inner.get("code", inner.get("href"))) if isinstance(inner, dict) else None
    if isinstance(crs, int) and not isinstance(crs, bool):
        return f"EPSG:{crs}"
    return crs.strip() if isinstance(crs, str) and crs.strip() else None


def _code(said: str) -> int | None:
    found = re.search(r"epsg.*?(\d{4,6})\D*$", said, re.IGNORECASE)
    return int(found.group(1)) if found else None

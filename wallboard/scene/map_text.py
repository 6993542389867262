"""The bytes of a base map as JSON: whichever encoding it was saved in, and nothing larger than a wall can use."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from wallboard.config.files import MIB, read_file
from wallboard.core.strict_json import MARKS
from wallboard.scene.geography import MapError
from wallboard.scene.map_meaning import simplified
from wallboard.scene.places import places

MOST_BYTES: Final = 64 * MIB
MOST_POINTS: Final = 500_000
"""Of a base map: what is larger was drawn for other scales and keeps a wall from starting."""
_MOST_LISTS, _MOST_TABLES, _MOST_COMMAS = 3 * MOST_POINTS, 200_000, 8 * MOST_POINTS
"""Of brackets, braces and commas: more than a map of MOST_POINTS holds, so that reading a file stays cheap."""

_MARKS: Final = (*MARKS, (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))
_CHINESE: Final = (("gb18030", "GB 18030 (GBK)"), ("big5hkscs", "Big5"))
_SCRIPT = re.compile(rb"\s*(?:(?:var|let|const|export|module|define|window)\b|[\w.$]+\s*[=(]|[(!;]\s*function)")
"""How a script begins that holds a map."""
_OGR = "convert it with: ogr2ogr -f GeoJSON -t_srs EPSG:4326 map.geojson FILE"
_OTHER_FILES: Final = (
    (b"PK\x03\x04", "a ZIP archive", "unpack it"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it"),
    (b"SQLite format 3", "a GeoPackage", _OGR),
    (b"\x00\x00\x27\x0a", "a shapefile", _OGR),
    (b"fgb", "FlatGeobuf", _OGR),
    (b"<", "XML (KML, GML or SVG)", _OGR),
)


def read_document(path: Path) -> tuple[Any, tuple[str, ...]]:
    """The JSON in a file, and what is to be told of how it was read.

    Raises:
        MapError: it cannot be read, is too large, in no known encoding, or no JSON; in one line, with the file.
    """
    try:
        data = read_file(path, MOST_BYTES)
    except OSError as error:
        msg = f"the base map {path} cannot be read: {error.strerror}"
        raise MapError(msg) from error
    text, notes = _utf8(path, data)
    _check_amount(path, text)
    return _parsed(path, text), notes


def _utf8(path: Path, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    head = data[:16]
    for begin, kind, remedy in _OTHER_FILES:
        if head.lstrip().startswith(begin) or head.startswith(begin):
            msg = f"the base map {path} is {kind}, no GeoJSON: {remedy}"
            raise MapError(msg)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _decoded(path, data, encoding).encode(errors="replace"), ()
    try:
        data.decode()
    except UnicodeDecodeError as error:
        for encoding, name in _CHINESE:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if _names_places(text):
                return text.encode(), (f"the base map {path} is in {name}, not in UTF-8, and was read as that",)
        msg = (
            f"the base map {path} is not in UTF-8 (byte {error.start + 1}), nor in GB 18030 or Big5 with names of"
            " China's provinces: save it as UTF-8"
        )
        raise MapError(msg) from None
    return data, ()


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        msg = f"the base map {path} begins as {encoding.upper()}, but byte {error.start + 1} is none: save it as UTF-8"
        raise MapError(msg) from None


def _names_places(text: str) -> bool:
    """Whether a text holds the name of any province or city of China: it was decoded as it was meant."""
    plain = simplified(text)
    known = places()
    return any(place.zh in plain for kind in (known.provinces, known.cities) for place in kind.values())


def _check_amount(path: Path, text: bytes) -> None:
    lists, tables, commas = text.count(b"["), text.count(b"{"), text.count(b",")
    if lists > _MOST_LISTS or tables > _MOST_TABLES or commas > _MOST_COMMAS:
        raise too_many(path)


def too_many(path: Path) -> MapError:
    """What is said of a map with too many points."""
    return MapError(
        f"the base map {path} has more than {MOST_POINTS:,} points: simplify it, for example with"
        " mapshaper FILE -simplify 10% keep-shapes -o map.geojson"
    )


def _parsed(path: Path, text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        msg = f"the base map {path} is nested too deeply to be a map"
        raise MapError(msg) from None
    except msgspec.DecodeError as error:
        if b"NaN" in text or b"Infinity" in text:
            try:
                return json.loads(text)  # reads what programs write for no number, so that its place can be told
            except (ValueError, RecursionError):
                pass
        if b"registerMap(" in text or _SCRIPT.match(text):
            msg = f"the base map {path} is JavaScript: keep only the JSON, from the first {{ to the last }}"
            raise MapError(msg) from None
        if _is_lines(text):
            msg = f"the base map {path} has a feature a line (GeoJSON sequence): {_OGR}"
            raise MapError(msg) from None
        msg = f"the base map {path} is no JSON: {error}"
        raise MapError(msg) from None


def _is_lines(text: bytes) -> bool:
    """Whether the first line alone is a feature."""
    try:
        first = msgspec.json.decode(text.lstrip(b"\x1e \r\n").partition(b"\n")[0])
    except (msgspec.DecodeError, RecursionError):
        return False
    return isinstance(first, dict) and first.get("type") == "Feature"

"""Reads the rows of a segment page by page, past all that SQLite needs to be whole: header, schema, inner pages.

Layout of pages, cells and records: the file format of SQLite 3, https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from wallboard.core.contract.fields import NUMBERS_END
from wallboard.core.contract.metrics import MOST_OWN
from wallboard.recording import format1
from wallboard.recording.errors import NotPlainError
from wallboard.recording.plain_files import read_plain
from wallboard.recording.schema import PAGE_SIZE

Row = tuple[object, ...]
Found = dict[str, dict[int, list[Row]]]
"""Rows by table and id, each as `SELECT *` would give it; several where damage gave them one id."""

_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_MOST_BYTES = 64 * 2**20
_EARLIEST_US, _LATEST_US = 631_152_000_000_000, 7_289_654_400_000_000
"""1990 and 2201: what lies outside is no commit."""
_SINCE_2 = {"session": 1, "judgement": 5, "failure": 1}
"""How many columns format 1 has not, at the end."""
_REAL = {"answer": 12, "judgement": 12}
"""Where `rate` and `clock_rate` stand."""
_MOST_OF_ONE_ID = 8
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_FRAME = PAGE_SIZE + 24


class _TornError(ValueError):
    """A cell that is not what it claims to be."""


def carve(path: Path, step: Callable[[int, int], None] = lambda _done, _total: None) -> tuple[Found, dict[str, object]]:
    """All rows on leaf pages that make sense, and the segment's `meta`. Raises OSError where the file cannot be read.

    Rows that lie in the write-ahead log are among them, as far as they were committed.
    """
    pages = _Pages(path)
    found: Found = {table: {} for table in _SHAPES}
    meta: dict[str, object] = {}
    for number in range(1, pages.count + 1):
        if number % 1000 == 0:
            step(number, pages.count)
        page = pages[number]
        start = 100 if number == 1 else 0
        if len(page) < PAGE_SIZE and start + 8 > len(page):
            continue
        if page[start] == _LEAF:
            for rowid, record in _cells(pages, page, start):
                _sort(rowid, record, found)
        elif page[start] == _INDEX_LEAF:
            for record in _entries(pages, page, start):
                if len(record) == 2 and isinstance(record[0], str):
                    meta[record[0]] = record[1]
    return found, meta


class _Pages:
    """The newest committed image of each page; of a truncated file what is left, of a missing page nothing."""

    def __init__(self, path: Path) -> None:
        self._main = read_plain(path, -1)
        self._newer = _logged(path.with_name(path.name + "-wal"))
        self.count = max(-(-len(self._main) // PAGE_SIZE), *self._newer, 0)
        self.followed = 0
        """Bytes that were read from overflow pages; pages that lead in circles give more than there are."""

    def __getitem__(self, number: int) -> bytes:
        if number in self._newer:
            return self._newer[number]
        return self._main[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]


def _logged(wal: Path) -> dict[int, bytes]:
    """The pages of a write-ahead log up to its last commit."""
    try:
        log = read_plain(wal, -1)
    except (OSError, NotPlainError):
        return {}
    if len(log) < 32 or struct.unpack(">I", log[:4])[0] not in _WAL_MAGIC:
        return {}
    salts = log[16:24]
    pages: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    for start in range(32, len(log) - _FRAME + 1, _FRAME):
        number, size = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != salts or number == 0:
            continue
        pending[number] = log[start + 24 : start + _FRAME]
        if size:
            pages |= pending
            pending = {}
    return pages


def _cells(pages: _Pages, page: bytes, start: int) -> Iterator[tuple[int, Row]]:
    """The cells of a table's leaf page: rowid and record."""
    for place in _places(page, start):
        try:
            size, at = _varint(page, place)
            rowid, at = _varint(page, at)
            yield rowid, _record(_payload(pages, page, at, size, PAGE_SIZE - 35))
        except (_TornError, struct.error, IndexError, UnicodeDecodeError):
            continue


def _entries(pages: _Pages, page: bytes, start: int) -> Iterator[Row]:
    """The cells of an index's leaf page: records, as of a table without rowid."""
    for place in _places(page, start):
        try:
            size, at = _varint(page, place)
            yield _record(_payload(pages, page, at, size, (PAGE_SIZE - 12) * 64 // 255 - 23))
        except (_TornError, struct.error, IndexError, UnicodeDecodeError):
            continue


def _places(page: bytes, start: int) -> tuple[int, ...]:
    count = struct.unpack_from(">H", page, start + 3)[0]
    count = min(count, (len(page) - start - 8) // 2)
    return struct.unpack_from(f">{count}H", page, start + 8)


def _payload(pages: _Pages, page: bytes, at: int, size: int, most: int) -> bytes:
    """A record's bytes, those on overflow pages included; `most` is how many a page holds of it itself."""
    if not 0 < size <= min(_MOST_BYTES, pages.count * PAGE_SIZE) or pages.followed > 4 * pages.count * PAGE_SIZE:
        raise _TornError
    if size <= most:
        return _exactly(page[at : at + size], size)
    least = (PAGE_SIZE - 12) * 32 // 255 - 23
    local = least + (size - least) % (PAGE_SIZE - 4)
    local = local if local <= most else least
    pieces = [_exactly(page[at : at + local], local)]
    (following,) = struct.unpack_from(">I", page, at + local)
    left = size - local
    while left > 0:
        if not 0 < following <= pages.count:
            raise _TornError
        more = pages[following]
        (following,) = struct.unpack_from(">I", more, 0)
        piece = more[4 : 4 + min(left, PAGE_SIZE - 4)]
        pieces.append(_exactly(piece, min(left, PAGE_SIZE - 4)))
        left -= len(piece)
    pages.followed += size
    return b"".join(pieces)


def _exactly(piece: bytes, size: int) -> bytes:
    if len(piece) != size:
        raise _TornError
    return piece


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(at, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    value = value << 8 | data[at + 8]
    return (value - 2**64 if value >= 2**63 else value), at + 9


def _record(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    if not 0 < end <= len(payload):
        raise _TornError
    values: list[object] = []
    place = end
    while at < end:
        kind, at = _varint(payload, at)
        value, place = _value(payload, place, kind)
        values.append(value)
    if place != len(payload):
        raise _TornError
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[object, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if 1 <= kind <= 6:
        size = (1, 2, 3, 4, 6, 8)[kind - 1]
        return int.from_bytes(_exactly(payload[at : at + size], size), "big", signed=True), at + size
    if kind < 12:
        raise _TornError
    size = (kind - 12) // 2
    piece = _exactly(payload[at : at + size], size)
    return (piece if kind % 2 == 0 else piece.decode()), at + size


def _sort(rowid: int, record: Row, found: Found) -> None:
    """Put a record under the table whose form it has; what has none of them is not of a recording."""
    if rowid <= 0:
        return
    for table, shape in _SHAPES.items():
        more = len(record) - len(shape)
        fits = -_SINCE_2.get(table, 0) <= more <= (MOST_OWN + NUMBERS_END if table == "answer" else 0)
        fits = fits and all(map(_whole_or_no, record[len(shape) :]))
        if fits and all(kind(value) for kind, value in zip(shape, record, strict=False)):
            if not record[0]:
                rows = found[table].setdefault(rowid, [])
                made = (rowid, *record[1:])
                if table in _REAL and isinstance(made[_REAL[table]], int):
                    # SQLite stores a whole number of a REAL column as an integer.
                    made = (*made[: _REAL[table]], float(made[_REAL[table]]), *made[_REAL[table] + 1 :])  # type: ignore[arg-type]  # looked at above
                if len(rows) < _MOST_OF_ONE_ID and made not in rows:
                    rows.append(made)
            return


def _no(value: object) -> bool:
    return value is None


def _whole(value: object) -> bool:
    return isinstance(value, int)


def _commit(value: object) -> bool:
    return isinstance(value, int) and _EARLIEST_US < value < _LATEST_US


def _text(value: object) -> bool:
    return isinstance(value, str)


def _blob(value: object) -> bool:
    return isinstance(value, bytes)


def _digest(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 16


def _flag(value: object) -> bool:
    return value in (0, 1)


def _whole_or_no(value: object) -> bool:
    return value is None or isinstance(value, int)


def _text_or_no(value: object) -> bool:
    return value is None or isinstance(value, str)


def _real_or_no(value: object) -> bool:
    return value is None or isinstance(value, int | float)


def _verdict(value: object) -> bool:
    return value in ("accepted", "held", "rejected")


_SHAPES: dict[str, tuple[Callable[[object], bool], ...]] = {
    "session": (_no, _commit, _whole, _whole, _text, _text_or_no, _text_or_no, _whole_or_no),
    "answer": (
        *(_no, _commit, _whole, _text, _whole, _whole, _digest, _flag, _whole),
        *(_whole_or_no, _whole_or_no, _whole_or_no, _real_or_no),
        *(_whole_or_no for _ in format1.ANSWER[13:]),
    ),
    "judgement": (
        *(_no, _commit, _whole, _verdict, _text, _text, _text_or_no, _flag, _flag, _flag, _whole),
        *(_whole_or_no, _real_or_no),
        *(_whole_or_no, _whole_or_no, _whole_or_no, _whole_or_no, _text_or_no),
    ),
    "happening": (_no, _commit, _whole, _text, _text),
    "failure": (_no, _commit, _text, _text, _text, _whole, _whole_or_no),
    "body": (_no, _whole_or_no, _blob),
    "snapshot": (_no, _blob, _whole_or_no),
    "action": (_no, _commit, _whole, _text, _text, _text),
}

"""What a segment carries beside its rows once it is finished: its figures packed for opening, and their checksum."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress

import msgspec
import numpy as np
import numpy.typing as npt
import zstandard

from wallboard.core.contract.metrics import MOST_OWN, own_metric_of
from wallboard.recording import format1
from wallboard.recording.bounds import MOST_FIGURE
from wallboard.recording.columns import MISSING, Column
from wallboard.recording.door import BoundedConnection, rows_of, size_of
from wallboard.recording.schema import COLUMNS, COUNTED, PAYLOADS, columns_of, version_of

COLUMNS_KEY, CHECKSUM_KEY = "columns", "checksum"
"""The rows of `meta` in which they lie."""

ANSWER = ("id", "commit_us", "present", "at_us", *COLUMNS)
"""The columns of a packed answer; those of the operator's own metrics follow."""
JUDGED = (
    *("id", "commit_us", "answer_id", "shown", "advance", "correction", "clock_us", "remark"),
    *("lag_us", "offset_us", "unaccepted", "interval_us"),
)
"""The columns of a packed judgement: `clock_us` MISSING where it sets no clock, `remark` 1 where its row says more;
`lag_us` and `interval_us` MISSING where they are not known."""

_ABSENT = (MISSING, 0, 0, MISSING)
"""The last four of them in format 1."""

_JUDGED_QUERY = """SELECT id, commit_us, answer_id, shown, advance, correction, IFNULL(clock_us, {missing}),
    withheld IS NOT NULL OR (NOT shown AND verdict != 'accepted'), {since_2}, IFNULL(clock_rate, 0) FROM judgement
    WHERE id > ? ORDER BY id"""

_LEVEL = 9
_MOST_BYTES = 2**28
_LEAST_ROW = 12
"""Bytes that the row of a judgement, the smallest, takes in its file: more rows than that allows are none."""


class SealedColumns(msgspec.Struct, frozen=True):
    """Answers, shape (n, len(names)); judgements, shape (n, len(JUDGED)); the rate of each judgement's clock.

    `names` are the columns of the answers, as far as the file has them.
    """

    names: tuple[str, ...]
    answers: Column
    judged: Column
    rates: npt.NDArray[np.float64]


class _Checksum(msgspec.Struct):
    last: dict[str, int]
    digest: str


class _Head(msgspec.Struct):
    answers: int
    judged: int
    digest: str
    answer_columns: tuple[str, ...] = format1.PACKED_ANSWER
    judged_columns: tuple[str, ...] = format1.PACKED_JUDGEMENT


def answer_names(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The columns of a file's answers that an index keeps: known ones, and the operator's own. Raises sqlite3.Error."""
    found = columns_of(connection, "answer")
    own = tuple(name for name in found if own_metric_of(name) is not None)[:MOST_OWN]
    return (*ANSWER[:4], *(name for name in ANSWER[4:] if name in found), *own)


def answers_query(names: Sequence[str]) -> str:
    """The question for these columns of the answers beyond an id."""
    said = ", ".join(name if name in ANSWER[:3] else f"IFNULL({name}, {MISSING})" for name in names)
    return f"SELECT {said} FROM answer WHERE id > ? ORDER BY id"


def judged_query(connection: sqlite3.Connection) -> str:
    """The question for judgements beyond an id, by the form of the file. Raises sqlite3.Error."""
    since_2 = ", ".join(map(str, _ABSENT))
    if version_of(connection) >= 2:
        since_2 = (
            f"IFNULL(lag_us, {MISSING}), IFNULL(offset_us, 0), IFNULL(unaccepted, 0), IFNULL(interval_us, {MISSING})"
        )
    return _JUDGED_QUERY.format(missing=MISSING, since_2=since_2)


def read_rows(connection: sqlite3.Connection) -> SealedColumns:
    """The figures of a segment as its rows say. Raises sqlite3.Error."""
    names = answer_names(connection)
    answers = connection.execute(answers_query(names), (0,)).fetchall()
    judged = connection.execute(judged_query(connection), (0,)).fetchall()
    return SealedColumns(
        names,
        np.array(answers, dtype=np.int64).reshape(-1, len(names)),
        np.array([row[:-1] for row in judged], dtype=np.int64).reshape(-1, len(JUDGED)),
        np.array([row[-1] for row in judged], dtype=np.float64),
    )


def pack(figures: SealedColumns) -> bytes:
    """A head of JSON, a line feed, and the differences from row to row, byte plane by byte plane, as one zstd frame."""
    planes = b"".join(_planes(block) for block in (figures.answers, figures.judged, figures.rates[:, None]))
    frame = zstandard.ZstdCompressor(level=_LEVEL).compress(planes)
    digest = hashlib.blake2b(frame, digest_size=16).hexdigest()
    head = _Head(len(figures.answers), len(figures.judged), digest, figures.names, JUDGED)
    return msgspec.json.encode(head) + b"\n" + frame


def unpack(blob: object, file_bytes: int = _MOST_BYTES) -> SealedColumns | None:
    """What `pack` made; None where it is missing, damaged or of another version: the rows are read instead.

    So it is where it claims more rows than a file of `file_bytes` can hold: 65 KB may unpack to gigabytes.
    """
    if not isinstance(blob, bytes):
        return None
    text, _, frame = blob.partition(b"\n")
    try:
        head = msgspec.json.decode(text, type=_Head)
        wide, told = len(head.answer_columns), len(head.judged_columns)
        size = 8 * (head.answers * wide + head.judged * (told + 1))
        if (
            not _are_known(head)
            or min(head.answers, head.judged) < 0
            or _LEAST_ROW * max(head.answers, head.judged) > file_bytes
        ):
            return None
        sound = hashlib.blake2b(frame, digest_size=16).hexdigest() == head.digest
        if not sound or size > _MOST_BYTES or zstandard.frame_content_size(frame) != size:
            return None
        planes = np.frombuffer(zstandard.ZstdDecompressor().decompress(frame), dtype=np.uint8)
    except (msgspec.MsgspecError, UnicodeDecodeError, zstandard.ZstdError):
        return None
    ends = np.cumsum([8 * head.answers * wide, 8 * head.judged * told])
    answers, judged, rates = np.split(planes, ends)
    return SealedColumns(
        head.answer_columns,
        _joined(answers, wide),
        _padded(_joined(judged, told)),
        _joined(rates, 1).view(np.float64).reshape(-1),
    )


def _are_known(head: _Head) -> bool:
    """Whether the columns are such as an index takes; else the rows are read, which say what they are."""
    names = head.answer_columns
    known = all(name in ANSWER or own_metric_of(name) is not None for name in names)
    distinct = len(set(names)) == len(names) <= len(ANSWER) + MOST_OWN
    return known and distinct and names[:4] == ANSWER[:4] and head.judged_columns in (JUDGED, format1.PACKED_JUDGEMENT)


def _padded(judged: Column) -> Column:
    """Judgements with what format 1 does not know of them."""
    absent = np.array(_ABSENT[len(_ABSENT) - len(JUDGED) + judged.shape[1] :], dtype=np.int64)
    return np.hstack([judged, np.broadcast_to(absent, (len(judged), len(absent)))])


def _planes(block: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> bytes:
    whole = np.ascontiguousarray(block).view(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, whole.shape[1]), np.int64))
    return np.ascontiguousarray(steps.T).view(np.uint8).reshape(whole.shape[1], -1, 8).transpose(0, 2, 1).tobytes()


def _joined(planes: npt.NDArray[np.uint8], columns: int) -> Column:
    steps = np.ascontiguousarray(planes.reshape(columns, 8, -1).transpose(0, 2, 1)).view(np.int64)
    return np.ascontiguousarray(np.cumsum(steps.reshape(columns, -1), axis=1).T)


def checksum(connection: sqlite3.Connection, last: dict[str, int] | None = None) -> str:
    """JSON that names the last id of each table and a digest over all rows up to there, bodies included.

    `last` limits the rows to those an earlier checksum covered. Raises sqlite3.Error.
    """
    if last is None:
        last = {
            table: int(connection.execute(f"SELECT IFNULL(MAX(id), 0) FROM {table}").fetchone()[0]) for table in COUNTED
        }
    rows = [
        rows_of(connection, f"SELECT * FROM {table} WHERE id <= ? ORDER BY id", last.get(table, 0)) for table in COUNTED
    ]
    payloads = [
        rows_of(connection, f"SELECT * FROM {table} WHERE answer_id <= ? ORDER BY answer_id", last.get("answer", 0))
        for table in payloads_of(connection)
    ]
    return json.dumps({"last": last, "digest": digest_of_rows([*rows, *payloads])})


def payloads_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The tables of payloads that a file has by its form. Raises sqlite3.Error."""
    return PAYLOADS[:1] if version_of(connection) == 1 else PAYLOADS


def digest_of_rows(tables: Iterable[Iterable[tuple[object, ...]]]) -> str:
    """What a checksum is made of: the rows of `COUNTED` and of the payloads, each table in the order of its ids."""
    digest = hashlib.blake2b(digest_size=16)
    for rows in tables:
        for row in rows:
            digest.update(msgspec.msgpack.encode(row))
    return digest.hexdigest()


def read_checksum(text: object) -> tuple[dict[str, int], str] | None:
    """The last ids and the digest of a stored checksum; None where it makes no sense."""
    try:
        stated = msgspec.json.decode(text if isinstance(text, str) else "", type=_Checksum)
    except msgspec.MsgspecError:
        return None
    if any(not 0 <= last <= MOST_FIGURE for last in stated.last.values()):
        return None
    return stated.last, stated.digest


def write_extras(connection: sqlite3.Connection) -> None:
    """Put both into `meta`, inside the caller's transaction. Raises sqlite3.Error.

    Rows that are not of whole numbers have no packed figures: they are read one by one.
    """
    extras: dict[str, bytes | str] = {CHECKSUM_KEY: checksum(connection)}
    with suppress(ValueError, TypeError, OverflowError):
        extras[COLUMNS_KEY] = pack(read_rows(connection))
    connection.executemany("REPLACE INTO meta VALUES (?, ?)", list(extras.items()))


def read_columns(connection: BoundedConnection) -> SealedColumns | None:
    """The packed figures of a segment, or None. Raises sqlite3.Error."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (COLUMNS_KEY,)).fetchone()
    return None if row is None else unpack(row[0], size_of(connection.meter.path))


def is_complete(connection: sqlite3.Connection) -> bool:
    """Whether a segment has both, up to its last row. Raises sqlite3.Error."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (CHECKSUM_KEY,)).fetchone()
    stated = None if row is None else read_checksum(row[0])
    return stated is not None and all(
        connection.execute(f"SELECT IFNULL(MAX(id), 0) FROM {table}").fetchone()[0] == stated[0].get(table)
        for table in COUNTED
    )

"""Carries what answers said from one segment to another file: raw, packed anew, or read once more from format 1."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from wallboard.core.contract.fields import fields_of_form
from wallboard.core.errors import MappingError
from wallboard.recording.door import BoundedConnection, rows_of, size_of
from wallboard.recording.format1 import read_body
from wallboard.recording.payload import Packer, PayloadError, Unpacker, frame_of, most_unpacked
from wallboard.recording.rows import Session, session_of
from wallboard.recording.schema import version_of
from wallboard.recording.stored_reading import encode, kept
from wallboard.recording.tools.row_consistency import DIGEST

Row = Sequence[object]
FORM1 = fields_of_form(1)
COLUMNS = ("answer_id", "frame", "base")


def unpacker_of(connection: BoundedConnection, table: str) -> Unpacker:
    """Decodes the payloads in a table of an open segment."""

    def frame(number: int) -> tuple[bytes, int | None] | None:
        try:
            query = f"SELECT frame, base FROM {table} WHERE answer_id = ?"
            row = connection.execute(query, (number,)).fetchone()
        except sqlite3.Error:
            return None
        return None if row is None else frame_of(row)

    return Unpacker(frame, most_unpacked(size_of(connection.meter.path)))


def raw(connection: BoundedConnection, table: str) -> Iterator[Row]:
    """The rows of a table of payloads as they lie there. Raises sqlite3.Error."""
    yield from rows_of(connection, f"SELECT {', '.join(COLUMNS)} FROM {table} ORDER BY answer_id")


def packed_anew(connection: BoundedConnection, table: str, numbers: Iterable[int]) -> Iterator[Row]:
    """Payloads against bases of their own: the old ones may lie before a cut."""
    unpacker = unpacker_of(connection, table)
    return _packed((number, _unpacked(unpacker, number)) for number in numbers)


def readings_of(connection: BoundedConnection, answers: Iterable[Row]) -> Iterator[Row]:
    """Readings made of the bodies of a segment of format 1, for the rows of these answers. Raises sqlite3.Error."""
    sessions = dict(_sessions(connection))
    unpacker = unpacker_of(connection, "body")

    def made() -> Iterator[tuple[int, bytes | None]]:
        for row in answers:
            number, session, digest = row[0], row[2], row[DIGEST]
            assert isinstance(number, int)
            body = _unpacked(unpacker, number)
            known = sessions.get(session) if isinstance(session, int) else None
            whole = body is not None and isinstance(digest, bytes)
            yield number, encode(kept(read_body(body, known), FORM1), digest) if whole else None  # type: ignore[arg-type]  # both were looked at

    return _packed(made())


def is_format1(connection: BoundedConnection) -> bool:
    """Whether a segment holds no readings. Raises sqlite3.Error."""
    return version_of(connection) == 1


def _packed(payloads: Iterable[tuple[int, bytes | None]]) -> Iterator[Row]:
    packer = Packer()
    for number, payload in payloads:
        if payload is None:
            continue  # lost before; verify says so of either recording
        frame, base = packer.pack(payload)
        packer.stored(number, payload, base)
        yield number, frame, base


def _unpacked(unpacker: Unpacker, number: int) -> bytes | None:
    try:
        return unpacker.unpack(number)
    except PayloadError:
        return None


def _sessions(connection: BoundedConnection) -> Iterator[tuple[int, Session]]:
    columns = "id, commit_us, utc_us, mono_us, facts, mapping, zone"
    for number, *row in rows_of(connection, f"SELECT {columns} FROM session ORDER BY id"):
        try:
            yield number, session_of(row)
        except (ValueError, MappingError):
            continue  # what it says is of no use: its answers are read by the contract alone

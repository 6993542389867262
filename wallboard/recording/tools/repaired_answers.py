"""The answers of a damaged segment as a repair saves them: row, body and reading prove and restore each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wallboard.core.contract.reading import Reading
from wallboard.recording.format1 import read_body
from wallboard.recording.payload import DIGEST_BYTES, digest_of
from wallboard.recording.stored_reading import PROOF_BYTES, kept
from wallboard.recording.tools.carve import Found, Row
from wallboard.recording.tools.carved_payloads import CarvedPayloads, nearly
from wallboard.recording.tools.judgement_record import whole
from wallboard.recording.tools.repair_work import RepairWork
from wallboard.recording.tools.row_consistency import DIGEST, USABLE, agrees, rebuilt

RECOVERED = "recovered"
"""The source of an answer of which only the body is left."""


def likely(payloads: CarvedPayloads, found: Found, judged: dict[int, list[Row]]) -> Iterator[int]:
    """The ids of payloads without a row: but for those that damage made, which stand far from all others."""
    known = found["answer"].keys() | judged.keys()
    claimed = {_digest(row[DIGEST])[:PROOF_BYTES] for rows in found["answer"].values() for row in rows}
    ids = payloads.ids()
    for number in ids - found["answer"].keys():
        near = number in known or any(n in known or n in ids for n in (number - 1, number + 1))
        if near and payloads.proofs(number).isdisjoint(claimed):
            yield number


def saved_answer(number: int, found: Found, payloads: CarvedPayloads, path: Path, work: RepairWork) -> Row | None:
    """The row of an answer as it must be; in `payloads.whole` and made there what goes with it."""
    rows = found["answer"].get(number, [])
    for row in rows:
        body, understood = payloads.body(number, row[DIGEST]), payloads.reading(number, row[DIGEST])
        if body is None and understood is None:
            continue
        reading = understood[0] if understood is not None else None
        return _proven(row, body, reading, payloads, path, work)
    return _unproven(number, rows, payloads, path, work)


def _proven(
    row: Row, body: bytes | None, reading: Reading | None, payloads: CarvedPayloads, path: Path, work: RepairWork
) -> Row:
    """An answer of which the body or the reading is what its digest says."""
    number = whole(row[0])
    if body is None and not work.bodiless:
        work.lines.append(f"the body of answer {number} is lost, what was understood of it is not: {path}")
    elif body is not None:
        payloads.whole["body"].add(number)
    if reading is not None:
        payloads.whole["snapshot"].add(number)
    elif body is not None:
        at_us = dict(zip(work.columns, row, strict=False)).get("at_us")
        stated = at_us if isinstance(at_us, int) else None
        reading = kept(read_body(body, work.session(whole(row[2])), stated), work.fields)
        if row[2] not in work.known and reading.snapshot is None and row[USABLE]:
            return row  # its session is lost, and by no other it can be understood
        payloads.make_reading(number, reading, digest_of(body))
        if work.readings:
            work.lines.append(f"the reading of answer {number} is made anew from its body: {path}")
    if reading is None or agrees(row, work.columns, reading, work.fields):
        return row
    of = "body" if number not in payloads.whole["snapshot"] else "reading"
    work.lines.append(f"the figures of answer {number} are taken from its {of}: {path}")
    return rebuilt(row, work.columns, _digest(row[DIGEST]), reading)


def _unproven(number: int, rows: list[Row], payloads: CarvedPayloads, path: Path, work: RepairWork) -> Row | None:
    """An answer whose body and reading are not what its digest says, or whose row is gone."""
    body, understood = payloads.body(number), payloads.reading(number)
    if not rows:
        return _without_row(number, body, understood, payloads, path, work)
    for row in rows:
        if body is None:
            break
        digest = digest_of(body)
        agreed = understood is not None and digest.startswith(understood[1])
        if agreed or nearly(digest, row[DIGEST]):
            work.lines.append(f"the digest of answer {number} is made anew: {path}")
            reading = understood[0] if understood is not None and agreed else None
            return _proven((*row[:DIGEST], digest, *row[DIGEST + 1 :]), body, reading, payloads, path, work)
    for row in rows:
        if understood is not None and agrees(row, work.columns, understood[0], work.fields):
            work.lines.append(f"the digest of answer {number} is made anew: {path}")
            mended = (*row[:DIGEST], understood[1].ljust(DIGEST_BYTES, b"\0"), *row[DIGEST + 1 :])
            return _proven(mended, None, understood[0], payloads, path, work)
    work.lines.append(f"the body of answer {number} is lost, its headline figures are not: {path}")
    return rows[0]


def _without_row(
    number: int,
    body: bytes | None,
    understood: tuple[Reading, bytes] | None,
    payloads: CarvedPayloads,
    path: Path,
    work: RepairWork,
) -> Row | None:
    """An answer of which only the body is left, or what was understood: nothing proves it, but it can be shown."""
    session = max(work.known, default=1)
    blank: Row = (number, 0, session, RECOVERED, 200, 0)
    if body is not None:
        digest = digest_of(body)
        reading = kept(read_body(body, work.session(session)), work.fields)
    if understood is not None and (body is None or digest.startswith(understood[1])):
        reading = understood[0]
        digest = digest if body is not None else understood[1].ljust(DIGEST_BYTES, b"\0")
        payloads.whole["snapshot"].add(number)
    elif body is None:
        work.lines.append(f"answer {number} is lost, its body cannot be decoded: {path}")
        return None
    else:
        payloads.make_reading(number, reading, digest)
    if reading.snapshot is None:
        payloads.forget(number)
        work.lines.append(f"answer {number} is lost, its body cannot be understood: {path}")
        return None
    if body is not None:
        payloads.whole["body"].add(number)
    of = "reading" if number in payloads.whole["snapshot"] else "body"
    work.lines.append(f"answer {number} is rebuilt from its {of}: {path}")
    return rebuilt(blank, work.columns, digest, reading)


def _digest(column: object) -> bytes:
    assert isinstance(column, bytes)  # its shape was looked at
    return column

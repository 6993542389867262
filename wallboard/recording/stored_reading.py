"""An answer as the collector understood it, as bytes: what every display of the recording takes, once and for all."""

from __future__ import annotations

import msgspec

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.readers import FieldProblem
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.figures import without
from wallboard.recording.payload import PayloadError

PROOF_BYTES = 8
"""Of the digest of the body: a reading that lies under another answer's id is known by it."""

PROBLEMS_KEPT = 16
"""Of the complaints about one answer; a hostile one may give rise to thousands."""


class StoredReading(msgspec.Struct, frozen=True, array_like=True):
    """What is encoded; a later version may add members at the end."""

    proof: bytes
    present: int
    snapshot: Snapshot | None
    problems: tuple[tuple[str, str], ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(StoredReading)


def encode(reading: Reading, digest: bytes) -> bytes:
    """A reading of the body with that digest, as msgpack."""
    problems = tuple((problem.path, problem.why) for problem in reading.problems[:PROBLEMS_KEPT])
    return _encoder.encode(StoredReading(digest[:PROOF_BYTES], reading.present, reading.snapshot, problems))


def decode(data: bytes, digest: object = None) -> Reading:
    """The reading of the answer with that digest; None: whose it is need not be proven.

    Raises:
        PayloadError: it is no reading, that of another answer, or holds figures beyond bounds.
    """
    try:
        stored = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        msg = "is no reading of an answer"
        raise PayloadError(msg) from None
    if digest is not None and stored.proof != (digest[:PROOF_BYTES] if isinstance(digest, bytes) else None):
        msg = "is that of another answer"
        raise PayloadError(msg)
    problems = tuple(
        FieldProblem(path, why)
        for path, why in stored.problems[:PROBLEMS_KEPT]
        if path.isprintable() and why.isprintable()
    )
    return Reading(stored.snapshot, stored.present, problems)


def kept(reading: Reading, known: frozenset[str]) -> Reading:
    """The reading as it comes back from a recording, of a program that `known` the contract's fields."""
    later = FIELDS.keys() - known
    if not later:
        return Reading(reading.snapshot, reading.present, reading.problems[:PROBLEMS_KEPT])
    snapshot = None if reading.snapshot is None else without(reading.snapshot, tuple(later))
    problems = tuple(p for p in reading.problems if p.path.partition("[")[0].partition(".")[0] not in later)
    return Reading(snapshot, reading.present & sum(map(bit, known)), problems[:PROBLEMS_KEPT])


def proof_of(data: bytes) -> bytes:
    """How the digest begins of the body that an encoded reading is of. Raises PayloadError."""
    try:
        return _decoder.decode(data).proof
    except (msgspec.MsgspecError, UnicodeDecodeError):
        msg = "is no reading of an answer"
        raise PayloadError(msg) from None

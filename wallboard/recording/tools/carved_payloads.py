"""What answers said, in a damaged segment: the bodies and readings that still decode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from wallboard.core.contract.reading import Reading
from wallboard.recording.payload import Packer, PayloadError, Unpacker, digest_of, most_unpacked
from wallboard.recording.schema import PAYLOADS
from wallboard.recording.stored_reading import PROOF_BYTES, decode, encode, proof_of
from wallboard.recording.tools.carve import Found

Frame = tuple[bytes, int | None]


class CarvedPayloads:
    """Frames by table and answer id; several where damage gave them one id.

    `whole` collects for each table the ids under which what was stored is sound.
    """

    def __init__(self, found: Found) -> None:
        self._frames: dict[str, dict[int, list[Frame]]] = {
            "body": {number: [(row[2], row[1]) for row in rows] for number, rows in found["body"].items()},  # type: ignore[misc]  # their shape was looked at
            "snapshot": {number: [(row[1], row[2]) for row in rows] for number, rows in found["snapshot"].items()},  # type: ignore[misc]  # likewise
        }
        self._unpackers = {table: Unpacker(partial(self._first, table), self._most(table)) for table in PAYLOADS}
        self.whole: dict[str, set[int]] = {table: set() for table in PAYLOADS}
        self._made: dict[int, bytes] = {}

    def ids(self) -> set[int]:
        """The ids under which something lies."""
        return self._frames["body"].keys() | self._frames["snapshot"].keys()

    def body(self, number: int, digest: object = None) -> bytes | None:
        """The body with that digest; None: whatever decodes."""
        bodies = self._decoded("body", number)
        return next((body for body in bodies if digest is None or digest_of(body) == digest), None)

    def reading(self, number: int, digest: object = None) -> tuple[Reading, bytes] | None:
        """What the collector understood of the body with that digest, and the proof of that; None: of whatever body."""
        for data in self._decoded("snapshot", number):
            try:
                return decode(data, digest), proof_of(data)
            except PayloadError:
                continue
        return None

    def proofs(self, number: int) -> set[bytes]:
        """How the digests begin of all that lies under an id."""
        digests = {digest_of(body)[:PROOF_BYTES] for body in self._decoded("body", number)}
        for data in self._decoded("snapshot", number):
            with suppress(PayloadError):
                digests.add(proof_of(data))
        return digests

    def make_reading(self, number: int, reading: Reading, digest: bytes) -> None:
        """Put a reading in place of one that is lost, or that format 1 has not."""
        self._made[number] = encode(reading, digest)

    def forget(self, number: int) -> None:
        """Nothing of an answer is kept after all."""
        self._made.pop(number, None)
        for ids in self.whole.values():
            ids.discard(number)

    def sound(self, table: str) -> set[int]:
        """The answers whose payload in a table is whole, or made anew."""
        return self.whole[table] | (self._made.keys() if table == "snapshot" else set())

    def rows(self, table: str) -> Iterator[tuple[object, ...]]:
        """(answer, frame, base) of all that is whole or made, and of the bases it needs."""
        frames, whole = self._frames[table], self.whole[table]
        bases = {frames[number][0][1] for number in whole}
        kept = whole | {base for base in bases if base is not None}
        packer = Packer()
        made = self._made if table == "snapshot" else {}
        for number in sorted(kept | made.keys()):
            if number in kept:
                yield number, *frames[number][0]
                continue
            frame, base = packer.pack(made[number])
            packer.stored(number, made[number], base)
            yield number, frame, base

    def _decoded(self, table: str, number: int) -> Iterator[bytes]:
        frames = self._frames[table].get(number, [])
        for frame in list(frames):
            frames.remove(frame)
            frames.insert(0, frame)  # the one that is decoded next, and kept if it is sound
            try:
                yield self._unpackers[table].unpack(number)
            except PayloadError:
                continue

    def _most(self, table: str) -> int:
        return most_unpacked(sum(len(frame) for frames in self._frames[table].values() for frame, _ in frames))

    def _first(self, table: str, number: int) -> Frame | None:
        frames = self._frames[table].get(number)
        return frames[0] if frames else None


def nearly(digest: bytes, stored: object) -> bool:
    """Whether a stored digest is this one with some bits flipped.

    Of another body's digest half of the 128 bits differ; that no more than 32 do happens by chance once in 10^8 times.
    """
    if not isinstance(stored, bytes) or len(stored) != len(digest):
        return False
    return (int.from_bytes(digest, "big") ^ int.from_bytes(stored, "big")).bit_count() <= 32

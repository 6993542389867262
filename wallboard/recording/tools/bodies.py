"""The bodies of a damaged segment: what still decodes, and what lies under another's id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wallboard.recording.payload import PayloadError, Unpacker, digest_of, most_unpacked
from wallboard.recording.tools.carve import Found
from wallboard.recording.tools.row_consistency import DIGEST

Frame = tuple[bytes, int | None]


_MANY = 8


class Bodies:
    """Frames by answer id; several where damage gave them one id. `whole` collects the ids that were found sound."""

    def __init__(self, found: Found) -> None:
        self._frames: dict[int, list[Frame]] = {
            number: [(row[2], row[1]) for row in rows]  # type: ignore[misc]  # their shape was looked at
            for number, rows in found["body"].items()
        }
        size = sum(len(frame) for frames in self._frames.values() for frame, _ in frames)
        self._unpacker = Unpacker(self._first, most_unpacked(size))
        self.whole: set[int] = set()
        self._rematch(found)

    def ids(self) -> Iterable[int]:
        """The ids under which something lies."""
        return self._frames.keys()

    def proven(self, number: int, digest: object) -> bytes | None:
        """The body with that digest."""
        return next((body for body in self._decoded(number) if digest_of(body) == digest), None)

    def any(self, number: int) -> bytes | None:
        """Whatever decodes under an id."""
        return next(self._decoded(number), None)

    def kept(self) -> Iterator[tuple[object, ...]]:
        """The rows of all that is whole, and of the bases it needs."""
        bases = {self._frames[number][0][1] for number in self.whole}
        for number in sorted(self.whole | {base for base in bases if base is not None}):
            frame, base = self._frames[number][0]
            yield number, base, frame

    def _decoded(self, number: int) -> Iterator[bytes]:
        for frame in list(self._frames.get(number, ())):
            self._frames[number].remove(frame)
            self._frames[number].insert(0, frame)  # the one that is decoded next, and kept if it is sound
            try:
                yield self._unpacker.unpack(number)
            except PayloadError:
                continue

    def _first(self, number: int) -> Frame | None:
        frames = self._frames.get(number)
        return frames[0] if frames else None

    def _rematch(self, found: Found) -> None:
        """A row or a body whose id was flipped is known by the digest; judgement and neighbours know the true one."""
        answers = found["answer"]
        judged = {n for rows in found["judgement"].values() for row in rows if isinstance(n := row[2], int)}
        wanted = {row[DIGEST]: n for n, rows in answers.items() if n not in self._frames for row in rows}

        def trust(number: int) -> int:
            return 2 * (number in judged) + (number - 1 in answers) + (number + 1 in answers)

        strays = [n for n in self._frames if n not in answers or len(self._frames[n]) > 1] if wanted else []
        for stray in strays:
            for body in self._decoded(stray):
                home = wanted.get(digest_of(body))
                if home is None or home == stray:
                    continue
                true = [n for n in _flips(stray) if n in judged and n not in answers and _flipped(n, home)]
                if true and not trust(home):
                    answers[true[0]] = [(true[0], *row[1:]) for row in answers.pop(home)]
                    self._frames[true[0]] = [self._frames[stray].pop(0)]
                elif stray not in answers and trust(stray) > trust(home):
                    answers[stray] = [(stray, *row[1:]) for row in answers.pop(home)]
                else:
                    self._frames[home] = [self._frames[stray].pop(0)]
            if not self._frames[stray]:
                del self._frames[stray]
        known = answers.keys() | judged
        for stray in [n for n in self._frames if n not in known]:
            if len(known) > _MANY and not any(n in known or n in self._frames for n in (stray - 1, stray + 1)):
                # Far from all others: one flipped bit away from what was judged and is gone.
                near = [n for n in _flips(stray) if n in judged and n not in answers and n not in self._frames]
                frames = self._frames.pop(stray)
                if len(near) == 1:
                    self._frames[near[0]] = frames


def _flips(number: int) -> Iterator[int]:
    """All ids that one flipped bit makes of another."""
    return (number ^ 1 << bit for bit in range(63))


def _flipped(number: int, other: int) -> bool:
    """Whether one bit tells two ids apart."""
    return (number ^ other).bit_count() == 1


def nearly(digest: bytes, stored: object) -> bool:
    """Whether a stored digest is this one with some bits flipped.

    Of another body's digest half of the 128 bits differ; that no more than 32 do happens by chance once in 10^8 times.
    """
    if not isinstance(stored, bytes) or len(stored) != len(digest):
        return False
    return (int.from_bytes(digest, "big") ^ int.from_bytes(stored, "big")).bit_count() <= 32

"""Answers that are read and packed once for all recordings of a test process: each would do the same again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from wallboard.core.contract.metric import Metric
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.currencies import USUAL_DIGITS
from wallboard.core.mapping import NOT_KNOWN, Mapping, Received
from wallboard.recording.payload import BASE_LIFE, Packer

MOST = 256
_read = lru_cache(MOST)(read_answer)


def read_once(
    body: bytes,
    mapping: Mapping | None = None,
    own: Sequence[Metric] = (),
    received: Received = NOT_KNOWN,
    digits: int = USUAL_DIGITS,
) -> Reading:
    """What `read_answer` reads, kept where the body alone says all: no mapping asks when it was received."""
    if mapping is not None or own:
        return read_answer(body, mapping, own, received, digits)
    return _read(body, digits=digits)


class PackedOnce(Packer):
    """Packs as `Packer` does; the frame of a body against a base is kept for all segments with that base."""

    _frames: ClassVar[dict[tuple[bytes, bool, bytes], tuple[bytes, bool]]] = {}
    _base_body = b""

    def pack(self, body: bytes) -> tuple[bytes, int | None]:
        """See `Packer`."""
        key = self._base_body, self._used >= BASE_LIFE, body
        if key not in self._frames:
            if len(self._frames) >= MOST:
                self._frames.clear()
            frame, base = super().pack(body)
            self._frames[key] = frame, base is None
        frame, alone = self._frames[key]
        return frame, None if alone else self._base

    def stored(self, answer_id: int, body: bytes, base: int | None) -> None:
        """See `Packer`."""
        super().stored(answer_id, body, base)
        if base is None and body:
            self._base_body = body

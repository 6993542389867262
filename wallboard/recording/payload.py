"""Bodies and readings as a recording keeps them: zstd against an earlier one that says much the same."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence

import zstandard

LEVEL = 15
"""Of a body that stands alone, one in 65: 7 ms for 49 KB, where 22 takes 18 ms to make it 1 % smaller."""

BASE_LIFE = 64
"""How many bodies are compressed against one base. The demonstration's bodies of 42 KB take 12 KB alone, 3.0 KB against
the one before, 3.5 KB after 64 and 3.8 KB after 300; a dictionary trained on 64 of them makes it 3.8 to 4.0 KB."""

MAX_BODY = 16 * 2**20
"""More than a body may ever decode to (`max_body_mb` goes no further): a frame must not claim the memory."""

DIGEST_BYTES = 16

_BASES_KEPT = 8
_OUTGROWN = 4
"""How much larger than its base a payload may be: else that was an answer of another kind, an error page say."""


class PayloadError(ValueError):
    """A stored body cannot be decoded; the text says why."""


def digest_of(body: bytes) -> bytes:
    """What two bodies are compared by, and what a stored one is verified against: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest()


class Packer:
    """Compresses the payloads of one segment, each against a base: one of the same segment that was stored whole."""

    def __init__(self) -> None:
        self._whole = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        self._against = self._whole
        self._base: int | None = None
        self._base_bytes = self._used = 0

    def pack(self, body: bytes) -> tuple[bytes, int | None]:
        """One zstd frame, and the answer whose payload it needs to be decoded (None: it stands alone)."""
        if self._base is None or self._used >= BASE_LIFE or len(body) > _OUTGROWN * self._base_bytes:
            return self._whole.compress(body), None
        return self._against.compress(body), self._base

    def stored(self, answer_id: int, body: bytes, base: int | None) -> None:
        """What `pack` made is on the disk; a body that stands alone is the base of those to come."""
        if base is not None:
            self._used += 1
        elif body:
            self._base, self._base_bytes, self._used = answer_id, len(body), 0
            self._against = zstandard.ZstdCompressor(compression_params=_against(body), dict_data=_dictionary(body))


class Unpacker:
    """Decompresses the bodies of one segment.

    `read` gives the frame of an answer and its base, or None where there is none.
    """

    def __init__(self, read: Callable[[int], tuple[bytes, int | None] | None], most_bytes: float = math.inf) -> None:
        """`most_bytes`: how much all bodies may come to, of which those beyond are not unpacked."""
        self._read = read
        self._left = most_bytes
        self._highest = 0
        self._whole = zstandard.ZstdDecompressor()
        self._bases: OrderedDict[int, zstandard.ZstdDecompressor] = OrderedDict()

    def unpack(self, answer_id: int) -> bytes:
        """The body of an answer.

        Raises:
            PayloadError: it or its base is missing or damaged.
        """
        frame, base = self._frame(answer_id)
        if self._left <= 0:
            msg = f"of answer {answer_id} is not unpacked: the bodies before it come to more than any file's"
            raise PayloadError(msg)
        body = _decoded(self._whole if base is None else self._against(base), frame, answer_id)
        if answer_id > self._highest:
            # One that is looked at again and again counts once.
            self._highest = answer_id
            self._left -= len(body)
        return body

    def _frame(self, answer_id: int) -> tuple[bytes, int | None]:
        found = self._read(answer_id)
        if found is None:
            msg = f"of answer {answer_id} is missing"
            raise PayloadError(msg)
        return found

    def _against(self, base: int) -> zstandard.ZstdDecompressor:
        if base not in self._bases:
            frame, deeper = self._frame(base)
            if deeper is not None:
                msg = f"of answer {base} is no base"
                raise PayloadError(msg)
            body = _decoded(self._whole, frame, base)
            self._bases[base] = zstandard.ZstdDecompressor(dict_data=_dictionary(body))
            if len(self._bases) > _BASES_KEPT:
                self._bases.popitem(last=False)
        self._bases.move_to_end(base)
        return self._bases[base]


def _against(base: bytes) -> zstandard.ZstdCompressionParameters:
    """For bodies much like their base: 1.3 ms and 3.2 KB for 42 KB, where level 22 takes 10 ms for the same size."""
    log = min(27, max(17, (3 * len(base)).bit_length()))
    return zstandard.ZstdCompressionParameters(
        window_log=log,
        chain_log=log,
        hash_log=log,
        search_log=1,
        min_match=3,
        target_length=48,
        strategy=zstandard.STRATEGY_BTOPT,
        write_checksum=True,
    )


def _dictionary(body: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def most_unpacked(file_bytes: int) -> int:
    """What all bodies of a file may come to: one of 42 KB that hardly changes takes 100 times less, rows included."""
    return 2**26 + 1000 * file_bytes


def frame_of(row: Sequence[object]) -> tuple[bytes, int | None] | None:
    """A row of frame and base as `Unpacker` reads it; None where it is of no such form."""
    frame, base = row
    if isinstance(frame, bytes) and (base is None or isinstance(base, int)):
        return frame, base
    return None


def _decoded(decompressor: zstandard.ZstdDecompressor, frame: bytes, answer_id: int) -> bytes:
    try:
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= MAX_BODY:
            msg = f"of answer {answer_id} is damaged (it claims {size} bytes)"
            raise PayloadError(msg)
        return decompressor.decompress(frame)
    except zstandard.ZstdError as error:
        msg = f"of answer {answer_id} is damaged ({error})"
        raise PayloadError(msg) from None

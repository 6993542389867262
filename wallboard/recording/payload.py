"""Bodies as a recording keeps them: zstd, and from the first few dozen on with a dictionary trained on them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import zstandard

LEVEL = 19
"""About 10 ms for a body of 33 KB; a quarter smaller than level 9."""

TRAIN_AFTER = 64
DICTIONARY_BYTES = 65_536
MAX_BODY = 64 * 2**20
"""More than a body may ever decode to: a damaged frame must not claim the memory."""


class PayloadError(ValueError):
    """A stored body cannot be decoded; the text says why."""


def digest_of(body: bytes) -> bytes:
    """What two bodies are compared by, and what a stored one is verified against: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(body, digest_size=16).digest()


class Packer:
    """Compresses one body after another, with the newest dictionary it was given."""

    def __init__(self, dictionary_id: int | None = None, dictionary: bytes | None = None) -> None:
        self.dictionary_id = dictionary_id
        self.dictionary = dictionary
        self._samples: list[bytes | bytearray | memoryview[int]] = []
        data = None if dictionary is None else zstandard.ZstdCompressionDict(dictionary)
        self._compressor = (
            zstandard.ZstdCompressor(level=LEVEL)
            if data is None
            else zstandard.ZstdCompressor(level=LEVEL, dict_data=data)
        )

    def pack(self, body: bytes) -> bytes:
        """One zstd frame; the row beside it says which dictionary it needs."""
        return self._compressor.compress(body)

    def forget(self) -> None:
        """Begin to learn anew: the dictionary could not be kept."""
        self._samples.clear()

    def learn(self, body: bytes) -> bytes | None:
        """Take note of a body; a dictionary trained on all of them once there are enough and none is in use yet.

        Takes about 0.1 s on the one call that trains; None on all others.
        """
        if self.dictionary is not None or len(self._samples) >= TRAIN_AFTER:
            return None
        self._samples.append(body)
        if len(self._samples) < TRAIN_AFTER:
            return None
        try:
            return zstandard.train_dictionary(DICTIONARY_BYTES, self._samples).as_bytes()
        except zstandard.ZstdError:
            return None  # bodies too small or too alike to learn from need no dictionary


class Unpacker:
    """Decompresses the bodies of one segment."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        self._plain = zstandard.ZstdDecompressor()
        self._with = {
            number: zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(data))
            for number, data in dictionaries.items()
        }

    def knows(self, dictionary_id: int | None) -> bool:
        """Whether that dictionary is at hand."""
        return dictionary_id is None or dictionary_id in self._with

    def unpack(self, frame: bytes, dictionary_id: int | None) -> bytes:
        """The body of a frame.

        Raises:
            PayloadError: the frame or its dictionary is damaged or missing.
        """
        if not self.knows(dictionary_id):
            msg = f"needs dictionary {dictionary_id}, which the segment does not hold"
            raise PayloadError(msg)
        decompressor = self._plain if dictionary_id is None else self._with[dictionary_id]
        try:
            size = zstandard.frame_content_size(frame)
            if not 0 <= size <= MAX_BODY:
                msg = f"claims {size} bytes"
                raise PayloadError(msg)
            return decompressor.decompress(frame)
        except zstandard.ZstdError as error:
            msg = f"is damaged ({error})"
            raise PayloadError(msg) from None

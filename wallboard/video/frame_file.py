"""The frames of one picture in shared memory: a decoder writes them, the display draws them where they lie.

A head and three slots. Each slot has a number that is odd while it is written (a sequence lock); the display claims
the slot that it draws from, and the decoder writes into another one. Nobody ever waits for anybody, and a slot that a
killed decoder left half written is never drawn. Each frame bears the instant at which it is due, so that a decoder may
hand it over a little before its time, and what is seen moves evenly however unevenly the decoder gets its turns.
"""

from __future__ import annotations

import mmap
import os
import struct
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from wallboard.recording.errors import NotPlainError
from wallboard.recording.plain_files import create_plain, open_plain

SLOTS: Final = 3
MOST_PIXELS: Final = 3840 * 2160
"""Of a frame as it is handed over; what is larger is enlarged where it is drawn."""
CLAIM_US: Final = 1_000_000
"""A claim that is older is one of a display that has died or hangs."""
_MAGIC: Final = b"wbframe1"
_WORD: Final = struct.Struct("<Q")
_BEAT, _CLAIM, _DECODER, _KEEPER = 8, 16, 64, 2048
_NOTE: Final = struct.Struct("<QI")
_MOST_NOTE: Final = 1500
_HEAD: Final = 4096
_SLOT_HEAD: Final = struct.Struct("<QQqqII")
"""Sequence, number of the frame, when it is due and when it was written (monotonic microseconds), width, height."""
_SLOT: Final = 4096 + MOST_PIXELS * 4
_SIZE: Final = _HEAD + SLOTS * _SLOT
_TRIES: Final = 4


class DecoderNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a decoder stands: `phase`, and why (`reason`, a key of the catalogues; `detail` for the operator).

    `live`: what comes is happening now, not a file. `picture` says size, codec and rate.
    """

    phase: str = "opening"
    reason: str = ""
    detail: str = ""
    live: bool = False
    picture: str = ""
    period_us: int = 40_000


class KeeperNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the keeper of the decoders does for a picture: which source is on, how often decoders were started anew."""

    source: int = 0
    starts: int = 0
    waits_s: int = 0
    reason: str = ""
    detail: str = ""


class SharedFrame(msgspec.Struct, frozen=True):
    """A frame where it lies: rows of `width` pixels from the top, of four bytes (B, G, R, -)."""

    number: int
    due_us: int
    written_us: int
    width: int
    height: int
    pixels: memoryview
    slot: int
    sequence: int


_Note = TypeVar("_Note", DecoderNote, KeeperNote)


def frames_path(folder: Path, panel: str) -> Path:
    """Where the frames of a panel are handed over, whatever characters its name has."""
    return folder / f"{sha256(panel.encode()).hexdigest()[:24]}.frames"


def make_frame_file(path: Path) -> None:
    """Make a file for frames at `path`, in place of whatever lies there; it takes memory only as frames come.

    Raises:
        OSError: it cannot be made.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = create_plain(part)
    try:
        os.truncate(handle, _SIZE)
        os.write(handle, _MAGIC)
    finally:
        os.close(handle)
    part.replace(path)


class FrameWriter:
    """The decoder's side; the keeper writes its own note with it too."""

    def __init__(self, path: Path) -> None:
        """Open a file that `make_frame_file` has made. Raises OSError, NotPlainError."""
        handle = open_plain(path, os.O_RDWR)
        try:
            self._map = mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)
        heads = [_SLOT_HEAD.unpack_from(self._map, _at(slot)) for slot in range(SLOTS)]
        self._number: int = max(number for _, number, *_ in heads)
        self._kept: KeeperNote | None = None

    def beat(self, mono_us: int) -> None:
        """Say that the decoder turns."""
        _WORD.pack_into(self._map, _BEAT, mono_us)

    def begin(self, width: int, height: int, mono_us: int) -> tuple[int, memoryview]:
        """A slot to write a frame into, and its pixels. It is finished by `publish`; until then nobody draws it."""
        if not 0 < width * height <= MOST_PIXELS:
            msg = f"a frame of {width} x {height} does not fit"
            raise ValueError(msg)
        claim: int = _WORD.unpack_from(self._map, _CLAIM)[0]
        claimed = claim & 3 if claim and mono_us - (claim >> 2) < CLAIM_US else -1
        slots = [(_SLOT_HEAD.unpack_from(self._map, _at(slot))[:2], slot) for slot in range(SLOTS)]
        newest = max((number, slot) for (_, number), slot in slots)[1]
        free = [(number, slot) for (_, number), slot in slots if slot not in (claimed, newest)]
        slot: int = min(free)[1]
        sequence: int = _WORD.unpack_from(self._map, _at(slot))[0]
        _WORD.pack_into(self._map, _at(slot), sequence | 1)
        start = _at(slot) + 4096
        return slot, memoryview(self._map)[start : start + width * height * 4]

    def publish(self, slot: int, width: int, height: int, due_us: int, mono_us: int) -> int:
        """The frame in `slot` is complete; its number."""
        self._number += 1
        sequence: int = _WORD.unpack_from(self._map, _at(slot))[0]
        _SLOT_HEAD.pack_into(self._map, _at(slot), sequence | 1, self._number, due_us, mono_us, width, height)
        _WORD.pack_into(self._map, _at(slot), (sequence | 1) + 1)
        return self._number

    def keep(self, note: KeeperNote) -> None:
        """Say how the keeper stands, where that has changed."""
        if note != self._kept:
            self._kept = note
            self.note(note)

    def note(self, note: DecoderNote | KeeperNote) -> None:
        """Say how the decoder, or the keeper, stands."""
        at = _DECODER if isinstance(note, DecoderNote) else _KEEPER
        text = msgspec.json.encode(note)
        if len(text) > _MOST_NOTE:
            text = msgspec.json.encode(msgspec.structs.replace(note, detail=note.detail[:200]))[:_MOST_NOTE]
        sequence, _ = _NOTE.unpack_from(self._map, at)
        _WORD.pack_into(self._map, at, sequence | 1)
        self._map[at + _NOTE.size : at + _NOTE.size + len(text)] = text
        _NOTE.pack_into(self._map, at, sequence | 1, len(text))
        _WORD.pack_into(self._map, at, (sequence | 1) + 1)

    @property
    def beaten_us(self) -> int:
        """When the decoder turned last; 0: never."""
        return int(_WORD.unpack_from(self._map, _BEAT)[0])

    @property
    def written_us(self) -> int:
        """When the newest frame was written; 0: none ever was."""
        return max(int(_SLOT_HEAD.unpack_from(self._map, _at(slot))[3]) for slot in range(SLOTS))

    def decoder_note(self) -> DecoderNote | None:
        """How the decoder stood last."""
        return _read_note(self._map, _DECODER, DecoderNote)


class FrameReader:
    """The display's side; never raises for what the file holds, and opens it when it is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map: mmap.mmap | None = None
        self._view: memoryview | None = None
        self._identity: tuple[int, int] | None = None

    def open(self) -> bool:
        """Open the file, or another one that has taken its name; whether there is one."""
        try:
            handle = open_plain(self._path, os.O_RDWR)
        except (OSError, NotPlainError):
            return self._map is not None
        try:
            found = os.fstat(handle)
            if (found.st_dev, found.st_ino) != self._identity and found.st_size == _SIZE:
                made = mmap.mmap(handle, _SIZE)
                if made[: len(_MAGIC)] == _MAGIC:
                    self._map, self._view = made, memoryview(made)  # the former goes when nobody draws from it any more
                    self._identity = found.st_dev, found.st_ino
        except (OSError, ValueError):
            pass
        finally:
            os.close(handle)
        return self._map is not None

    def at(self, mono_us: int) -> SharedFrame | None:
        """The newest frame that is due at an instant, claimed; None where there is none that is whole."""
        data, view = self._map, self._view
        if data is None or view is None:
            return None
        for _ in range(_TRIES):
            best: SharedFrame | None = None
            for slot in range(SLOTS):
                sequence, number, due_us, written_us, width, height = _SLOT_HEAD.unpack_from(data, _at(slot))
                usable = number and not sequence & 1 and due_us <= mono_us and 0 < width * height <= MOST_PIXELS
                if usable and (best is None or number > best.number):
                    start = _at(slot) + 4096
                    pixels = view[start : start + width * height * 4]
                    best = SharedFrame(number, due_us, written_us, width, height, pixels, slot, sequence)
            if best is None:
                return None
            _WORD.pack_into(data, _CLAIM, mono_us << 2 | best.slot)
            if self.is_whole(best):
                return best
        return None

    def is_whole(self, frame: SharedFrame) -> bool:
        """Whether a frame still lies there as it was found."""
        return self._map is not None and _WORD.unpack_from(self._map, _at(frame.slot))[0] == frame.sequence

    @property
    def beaten_us(self) -> int:
        """When the decoder turned last; 0: never."""
        return 0 if self._map is None else int(_WORD.unpack_from(self._map, _BEAT)[0])

    def decoder_note(self) -> DecoderNote | None:
        """How the decoder stands; None where nothing is known."""
        return None if self._map is None else _read_note(self._map, _DECODER, DecoderNote)

    def keeper_note(self) -> KeeperNote | None:
        """What its keeper does; None where nothing is known."""
        return None if self._map is None else _read_note(self._map, _KEEPER, KeeperNote)


def _at(slot: int) -> int:
    return _HEAD + slot * _SLOT


def _read_note(data: mmap.mmap, at: int, kind: type[_Note]) -> _Note | None:
    for _ in range(_TRIES):
        sequence, length = _NOTE.unpack_from(data, at)
        if not sequence or length > _MOST_NOTE:
            return None
        text = data[at + _NOTE.size : at + _NOTE.size + length]
        if not sequence & 1 and _WORD.unpack_from(data, at)[0] == sequence:
            try:
                return msgspec.json.decode(text, type=kind)
            except msgspec.MsgspecError:
                return None
    return None

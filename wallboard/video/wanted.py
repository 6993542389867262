"""What the display wants of the decoders: a small file that it writes, and the keeper and the decoders read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from wallboard.recording.errors import NotPlainError
from wallboard.recording.plain_files import put_file, read_plain

FILE: Final = "wanted.json"
_MOST_BYTES: Final = 65_536


class WantedPicture(msgspec.Struct, frozen=True):
    """How one picture is wanted: its area in pixels (0, 0: nobody sees it), its source, how often it was begun anew."""

    width: int = 0
    height: int = 0
    source: int = 0
    reconnects: int = 0
    muted: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether it stands on a canvas."""
        return self.width > 0 and self.height > 0 and not self.muted


class Wanted(msgspec.Struct, frozen=True):
    """The pictures by the names of their panels."""

    pictures: dict[str, WantedPicture] = {}

    def of(self, panel: str) -> WantedPicture:
        """How a picture is wanted; one that nobody has asked for yet is not seen."""
        return self.pictures.get(panel, WantedPicture())


def write_wanted(folder: Path, wanted: Wanted) -> None:
    """Put it in place of the former one. Raises OSError."""
    put_file(folder / FILE, msgspec.json.encode(wanted))


class WantedFile:
    """Reads it again when it was changed; what cannot be read leaves the former."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seen: tuple[int, int] | None = None
        self._wanted = Wanted()

    def now(self) -> Wanted:
        """What is wanted now."""
        try:
            found = self._path.stat()
            stamp = found.st_mtime_ns, found.st_ino
            if stamp != self._seen:
                self._wanted = msgspec.json.decode(read_plain(self._path, _MOST_BYTES), type=Wanted)
                self._seen = stamp
        except (OSError, NotPlainError, msgspec.MsgspecError):
            pass
        return self._wanted

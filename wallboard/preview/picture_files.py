"""Where the pictures for the console lie: names made of kinds and numbers, and which of them somebody looks at."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Kind = Literal["program", "preview", "layout", "button", "key"]
ENDINGS: Final[Mapping[Kind, str]] = {
    "program": "jpg",
    "preview": "jpg",
    "layout": "jpg",
    "button": "png",
    "key": "png",
}
KEYS: Final = ("take", "cut", "black", "freeze", "live", "held", "source")
"""The keys of a Stream Deck that are no layouts, by the names under which they are asked for."""
_MOST_BYTES: Final = 2_000_000
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class CanvasPictureFile:
    """A picture, the name of this version of it, and when it was made (UTC in microseconds)."""

    body: bytes
    etag: str
    made_us: int


class PictureFiles:
    """Those of the canvases and layouts of one wall, in one folder."""

    def __init__(self, folder: Path | None, canvases: Iterable[str], layouts: Iterable[str]) -> None:
        """`folder`: None where nobody lays out any."""
        self._files: dict[tuple[Kind, str], Path] = {}
        if folder is None:
            return
        for number, canvas in enumerate(canvases):
            self._files["program", canvas] = folder / _named("program", canvas, number)
            self._files["preview", canvas] = folder / _named("preview", canvas, number)
        for number, layout in enumerate(layouts):
            self._files["layout", layout] = folder / _named("layout", layout, number)
            self._files["button", layout] = folder / _named("button", layout, number)
        for number, key in enumerate(KEYS):
            self._files["key", key] = folder / _named("key", key, number)

    def path(self, kind: Kind, name: str) -> Path | None:
        """Where a picture lies; None where there is no such thing to be pictured."""
        return self._files.get((kind, name))

    def read(self, kind: Kind, name: str) -> CanvasPictureFile | None:
        """The newest picture; None where there is none."""
        path = self.path(kind, name)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                made_us = os.fstat(file.fileno()).st_mtime_ns // 1000
                body = file.read(_MOST_BYTES)
        except OSError:
            return None
        return CanvasPictureFile(body, f'"{made_us:x}-{len(body):x}"', made_us) if body else None

    def write(self, kind: Kind, name: str, body: bytes, made_us: int) -> None:
        """Put a picture, of UTC `made_us`, in the place of the one before. Raises OSError."""
        path = self._files[kind, name]
        part = path.with_suffix(".part")
        part.write_bytes(body)
        os.utime(part, ns=(made_us * 1000, made_us * 1000))
        part.replace(path)

    def drop(self, kind: Kind, name: str) -> None:
        """Take a picture away that is of nothing any more."""
        with suppress(OSError):
            self._files[kind, name].unlink(missing_ok=True)

    def want(self, kind: Kind, name: str) -> None:
        """Say that somebody looks at a picture."""
        path = self.path(kind, name)
        if path is not None:
            with suppress(OSError):
                path.with_suffix(".wanted").touch()

    def wanted_us(self, kind: Kind, name: str) -> int:
        """When a picture was last looked at (UTC in microseconds); 0: never."""
        path = self.path(kind, name)
        try:
            return 0 if path is None else path.with_suffix(".wanted").stat().st_mtime_ns // 1000
        except OSError:
            return 0


def _named(kind: Kind, name: str, number: int) -> str:
    """The file of a picture: the number keeps names apart that differ in what a file's name cannot hold."""
    return f"{kind}-{number}-{_UNSAFE.sub('_', name)[:40]}.{ENDINGS[kind]}"

"""What the server can answer with: files by their addresses, held in memory or lying in editions; nothing else."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wallboard.press.album import Album

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".zip": "application/zip",
}
_NAMED: Final = {
    "feed.json": "application/feed+json; charset=utf-8",
    "SHA256SUMS": "text/plain; charset=utf-8",
    "film.mp4.sha256": "text/plain; charset=utf-8",
}
_PACKED: Final = (".html", ".css", ".js", ".json", ".csv", ".xml", ".txt")
SMALL: Final = 600
"""Files below so many bytes are not packed."""


def type_of(name: str) -> str:
    """The media type of a file by its name."""
    last = name.rpartition("/")[2]
    return _NAMED.get(last) or _TYPES.get(Path(last).suffix, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file in memory, packed and not, or one of an edition on disk (`path`), which never changes."""

    name: str
    kind: str
    etag: str
    body: bytes = b""
    packed: bytes = b""
    path: Path | None = None
    size: int = 0

    @property
    def lasting(self) -> bool:
        """Whether it will never say anything else."""
        return self.path is not None


def in_memory(name: str, body: bytes) -> ServedFile:
    """A file that may change."""
    packed = gzip.compress(body, 6, mtime=0) if len(body) >= SMALL and name.endswith(_PACKED) else b""
    digest = hashlib.sha256(body).hexdigest()[:20]
    return ServedFile(name, type_of(name), f'"{digest}"', body, packed, size=len(body))


class ServedFiles:
    """All files by their addresses; written by the desk's thread, read by the server's."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._files: dict[str, ServedFile] = {}
        self._lasting: dict[str, ServedFile] = {}

    def put(self, files: Mapping[str, bytes]) -> None:
        """Take the pages as they are now: what is not among them is gone."""
        before = self._files
        made = {}
        for name, body in files.items():
            kept = before.get(name)
            made[name] = kept if kept is not None and kept.body == body else in_memory(name, body)
        with self._lock:
            self._files = made

    def put_editions(self, album: Album) -> None:
        """Take up the files of editions, by the lists that were made with them."""
        found = {}
        for (milestone, number), files in album.items():
            for name, (size, digest) in files.files.items():
                address = f"m/{milestone}/r{number}/{name}"
                path = self._root / address
                found[address] = ServedFile(address, type_of(name), f'"{digest[:20]}"', path=path, size=size)
        with self._lock:
            self._lasting = found

    def find(self, address: str) -> ServedFile | None:
        """The file at an address of the site; None where there is none. An address is only ever compared."""
        name = address.removeprefix("/")
        if not name or name.endswith("/"):
            name += "index.html"
        with self._lock:
            return self._files.get(name) or self._lasting.get(name)

    def moved(self, address: str) -> str | None:
        """Where an address without its last slash is found."""
        name = address.removeprefix("/")
        with self._lock:
            return f"{address}/" if name and f"{name}/index.html" in self._files else None

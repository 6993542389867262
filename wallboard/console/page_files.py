"""The files of the page, read once: what is asked for by name comes from this table or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from wallboard.console.answers import LANGUAGES
from wallboard.core.resources import shipped
from wallboard.core.wording import catalogue

_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "webmanifest": "application/manifest+json",
}
FONTS: Final = (
    "BarlowCondensed-500Medium.ttf",
    "BarlowCondensed-600SemiBold.ttf",
    "BarlowCondensed-700Bold.ttf",
    "BarlowCondensed-800ExtraBold.ttf",
    "BarlowCondensed-800ExtraBoldItalic.ttf",
    "NotoSansSC-500Medium.ttf",
    "NotoSansSC-700Bold.ttf",
)
_WORDS: Final = "console."


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of the page: its bytes (or where they lie), what they are, and the name of this version of them."""

    body: bytes | Path
    media_type: str
    etag: str
    kept_s: int = 0

    def read(self) -> bytes:
        """The bytes; fonts are read from the disk each time, which is once for each browser. Raises OSError."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body


PAGES: Final = ("/", "/pair", "/rundown", "/machines")
"""What the page is asked for by."""


def page_files() -> Mapping[str, PageFile]:
    """Every file of the page by the path it is asked for. Raises WallboardError where the installation lacks one."""
    found = {}
    for file in files("wallboard").joinpath("console", "page").iterdir():
        if file.name.rpartition(".")[2] in _TYPES:
            found[f"/page/{file.name}"] = _page_file(file.name, file.read_bytes())
    fonts = shipped("assets/fonts")
    for name in FONTS:
        path = fonts / name
        found[f"/page/{name}"] = PageFile(path, _TYPES["ttf"], f'"{name}-{path.stat().st_size}"', 86_400)
    found["/page/words.json"] = _page_file("words.json", msgspec.json.encode(words()))
    index = found["/page/index.html"]
    return found | dict.fromkeys(PAGES, index)


def words() -> dict[str, dict[str, object]]:
    """The words of the page by language and key."""
    return {
        language: {
            key.removeprefix(_WORDS): entry for key, entry in catalogue(language).items() if key.startswith(_WORDS)
        }
        for language in LANGUAGES
    }


def _page_file(name: str, body: bytes) -> PageFile:
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return PageFile(body, _TYPES[name.rpartition(".")[2]], etag)

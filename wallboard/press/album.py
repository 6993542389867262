"""The files of a milestone's editions: which there are, how large, and what proves them; kept beside them as JSON."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

import msgspec

from wallboard.config.files import read_file
from wallboard.core.errors import WallboardError

MANIFEST: Final = "manifest.json"
CHECKSUMS: Final = "SHA256SUMS"
THUMB: Final = "thumb.jpg"
FILM: Final = "film.mp4"
SIMULATED: Final = "-SIMULATED"


_LARGEST_LIST = 2**20


FileList = dict[str, tuple[int, str]]
"""Files by name, each with its size and SHA-256."""


class AlbumPicture(msgspec.Struct, frozen=True):
    """One picture as PNG and JPEG: its `role` (card, upright, square, open_graph, or a layout's name) and its size.

    `at_us` is the event time of its figures.
    """

    role: str
    png: str
    jpg: str
    width: int
    height: int
    at_us: int


class EditionFiles(msgspec.Struct, frozen=True):
    """All files of an edition with size and SHA-256; `issued_us` is the event's clock when its pictures were there.

    `whole`: nothing but a film is still to come; an edition begins with its first pictures.
    """

    pictures: tuple[AlbumPicture, ...] = ()
    files: FileList = {}
    issued_us: int | None = None
    whole: bool = True

    def picture(self, role: str) -> AlbumPicture | None:
        """The picture of a role, if it is drawn."""
        return next((each for each in self.pictures if each.role == role), None)

    def sha256(self, name: str) -> str:
        """The SHA-256 of a file, "" where there is none."""
        return self.files[name][1] if name in self.files else ""


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What files of an edition are called: nothing that leads out of its folder."""
NOTHING: Final = EditionFiles()
Album = dict[tuple[str, int], EditionFiles]
"""The files by a milestone's id and the number of an edition."""


def picture_name(milestone: str, edition: int, role: str, size: tuple[int, int], *, simulated: bool) -> str:
    """What a picture is called, without its ending: SIMULATED stands in the name."""
    what = "" if role == "card" else f"-{role.replace('_', '-')}"
    return f"{milestone}-r{edition}{what}-{size[0]}x{size[1]}{SIMULATED if simulated else ''}"


def folder_of(root: Path, milestone: str, edition: int) -> Path:
    """Where the files of an edition lie."""
    return root / "m" / milestone / f"r{edition}"


def read_edition(folder: Path) -> EditionFiles:
    """What an edition's own list says; nothing where there is none, it cannot be read, or it names files elsewhere."""
    try:
        found = msgspec.json.decode(read_file(folder / MANIFEST, _LARGEST_LIST), type=EditionFiles)
    except (OSError, msgspec.MsgspecError):
        return NOTHING
    names = {*found.files, *(name for picture in found.pictures for name in (picture.png, picture.jpg))}
    return found if all(_NAME.fullmatch(name) for name in names) else NOTHING


def sums_text(files: FileList) -> str:
    """A list as `sha256sum --check` reads it."""
    return "".join(f"{digest}  {name}\n" for name, (_, digest) in sorted(files.items()))


def measured(folder: Path, names: list[str]) -> FileList:
    """Size and SHA-256 of files. Raises WallboardError."""
    found = {}
    for name in names:
        try:
            body = (folder / name).read_bytes()
        except OSError as error:
            msg = f"a file of the press desk cannot be read ({error.strerror}): {folder / name}"
            raise WallboardError(msg) from None
        found[name] = (len(body), hashlib.sha256(body).hexdigest())
    return found

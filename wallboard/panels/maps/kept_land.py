"""Prepared land kept between runs: under a name that says all it was made of, the program's own code included."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import qVersion
from PySide6.QtGui import QImage

from wallboard import paint
from wallboard.paint.picture_files import KeptPictureFiles, MappedPictures
from wallboard.paint.theme import Look
from wallboard.scene.fit import Fit
from wallboard.scene.geography import Points

Making = Generator[None, None, tuple[QImage, ...]]
_FILES: list[KeptPictureFiles] = []


def keep_land_in(folder: Path | None) -> None:
    """Keep prepared land in a folder from now on (None: only in memory)."""
    _FILES[:] = [] if folder is None else [KeptPictureFiles(folder)]


def kept(name: str, size: tuple[int, int], make: Callable[[], Making]) -> Generator[None, None, MappedPictures]:
    """The pictures of a name, each of a size: from a file where there is one, else made and kept; piece by piece."""
    if not _FILES:
        return MappedPictures((yield from make()))
    found = yield from _FILES[0].find(name)
    if found is not None and all((image.width(), image.height()) == size for image in found.images):
        return found
    return (yield from _FILES[0].keep(name, (yield from make())))


def name_of(kind: str, lines: Sequence[Points], fit: Fit, box: tuple[int, int, int, int], look: Look) -> str:
    """What a prepared land is made of: `lines` are all its outlines, borders and so on, in metres."""
    shape = hashlib.sha256()
    for line in lines:
        shape.update(str(line.shape).encode())
        shape.update(np.ascontiguousarray(line).tobytes())
    theme = look.theme
    colours = (theme.name, sorted(theme.colors.items()), theme.ramp, theme.dark, theme.most)
    return repr((kind, _code(), shape.hexdigest(), fit, box, look.width, look.height, look.safe, colours))


@lru_cache(maxsize=1)
def _code() -> tuple[object, ...]:
    """What tells this program from another version of it: the files that draw, and Qt's and numpy's versions."""
    folders = (Path(__file__).parent, Path(paint.__file__).parent)
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    stated = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return qVersion(), np.__version__, stated

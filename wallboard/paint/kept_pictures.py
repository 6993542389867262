"""Prepared pictures kept between runs: where a folder for them was named, in files; else in memory."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import lru_cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import qVersion
from PySide6.QtGui import QImage

from wallboard.paint.picture_files import KeptPictureFiles, MappedPictures

Making = Generator[None, None, tuple[QImage, ...]]
_FILES: list[KeptPictureFiles] = []


def keep_pictures_in(folder: Path | None) -> None:
    """Keep prepared pictures in a folder from now on (None: only in memory)."""
    _FILES[:] = [] if folder is None else [KeptPictureFiles(folder)]


def kept(name: str, size: tuple[int, int], make: Callable[[], Making]) -> Generator[None, None, MappedPictures]:
    """The pictures of a name, each of a size: from a file where there is one, else made and kept; piece by piece."""
    if not _FILES:
        return MappedPictures((yield from make()))
    found = yield from _FILES[0].find(name)
    if found is not None and all((image.width(), image.height()) == size for image in found.images):
        return found
    return (yield from _FILES[0].keep(name, (yield from make())))


@lru_cache(maxsize=4)
def code_of(*folders: Path) -> tuple[object, ...]:
    """What tells the code that draws from another version of it: its files, this package's, Qt and numpy."""
    files = sorted(path for folder in (Path(__file__).parent, *folders) for path in folder.glob("*.py"))
    stated = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return qVersion(), np.__version__, stated

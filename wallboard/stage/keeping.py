"""Pictures kept as files: a photo moment of every screen, and the newest picture of a wall that has no display."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from PySide6.QtGui import QImage, QPainter

from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.stage.picture import Easel, Frame, View

FASTEST = 100
"""Qt's `quality` of a PNG: 100 compresses least, 0.2 s for a 4K picture instead of 3.4 s."""


def pictures_folder(settings: Settings) -> Path:
    """Where pictures are kept: as configured, else the platform's folder for pictures."""
    return settings.display.snapshot_folder or platformdirs.user_pictures_path() / "wallboard"


def painted(easel: Easel, view: View, frame: Frame) -> QImage:
    """The picture of a view, without what an operator has opened over it."""
    image = QImage(*view.size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    try:
        easel.wall.paint(painter, view.canvas, view.size, frame.moment, frame.control, frame.notes)
    finally:
        painter.end()
    return image


def save(image: QImage, path: Path) -> None:
    """Write a PNG so that whoever looks finds the old picture or the new one, never a part.

    Raises:
        WallboardError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = image.save(str(part), "PNG", FASTEST)  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for str
        if not written:
            msg = f"the picture cannot be written: {path}"
            raise WallboardError(msg)
        part.replace(path)
    except OSError as error:
        msg = f"the picture cannot be written ({error.strerror}): {path}"
        raise WallboardError(msg) from None


def photo(easel: Easel, views: Sequence[View], frame: Frame, folder: Path, utc_us: int) -> tuple[Path, ...]:
    """Keep a picture of every view; the files, named by the time of day in UTC and the screen.

    Raises:
        WallboardError: a picture cannot be written.
    """
    taken = datetime.fromtimestamp(utc_us / 1e6, UTC).strftime("%Y-%m-%dT%H-%M-%S")
    paths = []
    for view in dict.fromkeys(views):
        path = folder / f"{taken} {_file_name(view.canvas)} {_file_name(view.screen)}.png"
        save(painted(easel, view, frame), path)
        paths.append(path)
    return tuple(paths)


def _file_name(text: str) -> str:
    """A name without what file systems refuse."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in text).strip(".-") or "all"

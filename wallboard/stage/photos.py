"""Pictures kept as files: a photo moment of every screen, and the newest picture of a wall that has no display."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from PySide6.QtGui import QImage

from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.png import FASTEST, save_png
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView

Caption = Callable[[Moment, str], str]
"""Makes the text beside a picture from its moment and the name of its file."""


def pictures_folder(settings: Settings) -> Path:
    """Where pictures are kept: as configured, else the platform's folder for pictures."""
    return settings.display.snapshot_folder or platformdirs.user_pictures_path() / "wallboard"


def save(image: QImage, path: Path) -> None:
    """Write a picture as fast as it goes, for a wall that must go on. Raises WallboardError."""
    save_png(image, path, FASTEST)


def photo(
    renderer: ScreenRenderer,
    views: Sequence[ScreenView],
    frame: Frame,
    folder: Path,
    utc_us: int,
    caption: Caption | None = None,
) -> tuple[Path, ...]:
    """Keep a picture of every view, all of the one frame, and its caption beside each.

    Nothing in them is caught half-way, and nothing stands there that an operator has opened over the canvas.
    The files are named by the time of day in UTC, to the millisecond, and the screen.

    Raises:
        WallboardError: a picture or a caption cannot be written.
    """
    taken = datetime.fromtimestamp(utc_us / 1e6, UTC).strftime("%Y-%m-%dT%H-%M-%S") + f".{utc_us // 1000 % 1000:03d}"
    paths = []
    for view in dict.fromkeys(views):
        path = folder / f"{taken} {file_name(view.canvas, 'all')} {file_name(view.screen, 'all')}.png"
        save(renderer.wall.image(frame.request(view, still=True)), path)
        paths.append(path)
        if caption is not None:
            _write(path.with_suffix(".txt"), caption(frame.moment, path.name) + _of_pictures(renderer, view, frame))
    return tuple(paths)


def _of_pictures(renderer: ScreenRenderer, view: ScreenView, frame: Frame) -> str:
    """What a caption says of live pictures that were on the canvas: they are no part of the recording."""
    layout = renderer.wall.layout_at(frame.control.on(view.canvas), frame.moment)
    shown = {slot.panel for slot in renderer.wall.slots(view.canvas, layout, view.size)}
    if not any(picture.is_shown for name, picture in frame.pictures.items() if name in shown):
        return ""
    said = say("picture.photographed")
    return "\n" + "\n".join(said.first(language) for language in renderer.words(frame.control)) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"the caption cannot be written ({error.strerror}): {path}"
        raise WallboardError(msg) from None


def file_name(text: str, otherwise: str) -> str:
    """A name without what file systems refuse; `otherwise` where nothing of it is left."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in text).strip(".-") or otherwise

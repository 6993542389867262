"""A still: one canvas at one instant of a recording as a PNG, and its caption beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QImage

from wallboard.core.errors import WallboardError
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.export.captions import caption
from wallboard.paint.png import LIGHT, save_png


def caption_file(picture: Path) -> Path:
    """Where a picture's caption lies: beside it, under the same name."""
    return picture.with_suffix(".txt")


def write_still(
    image: QImage,
    moment: Moment,
    source: str,
    path: Path,
    languages: Sequence[str],
    card: Milestone | None = None,
) -> None:
    """Write the picture and its caption in those languages; `card`: the milestone whose card the picture shows.

    Raises:
        WallboardError: one of them cannot be written.
    """
    save_png(image, path, LIGHT)
    beside = caption_file(path)
    try:
        beside.write_text(caption(moment, source, path.name, languages, card), encoding="utf-8")
    except OSError as error:
        msg = f"the caption cannot be written ({error.strerror}): {beside}"
        raise WallboardError(msg) from None

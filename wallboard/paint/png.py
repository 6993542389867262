"""Pictures as PNG files, replaced whole; the compression is chosen by purpose, because Qt's default takes seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

from wallboard.core.errors import WallboardError

FASTEST: Final = 100
"""Qt's `quality` of a PNG that is hardly compressed: 0.2 s and 25 MB at 3840 × 2160, for a wall that must go on."""
LIGHT: Final = 85
"""Qt's `quality` for files that travel: 0.35 s and 7 MB at 3840 × 2160 (the default takes 3.4 s)."""


def save_png(image: QImage, path: Path, quality: int) -> None:
    """Write a PNG so that whoever looks finds the old picture or the new one, never a part.

    Raises:
        WallboardError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = image.save(str(part), "PNG", quality)  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for str
        if not written:
            part.unlink(missing_ok=True)
            msg = f"the picture cannot be written: {path}"
            raise WallboardError(msg)
        part.replace(path)
    except OSError as error:
        msg = f"the picture cannot be written ({error.strerror}): {path}"
        raise WallboardError(msg) from None

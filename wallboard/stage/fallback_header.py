"""What stands before the pixels of a kept picture, so that whoever only asks for its age loads no Qt."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

import msgspec

from wallboard.core.instants import SECOND_US

EVERY_US: Final = 2 * SECOND_US
"""How old a kept picture grows at most while the display lives."""
HEAD_BYTES: Final = 512
SUFFIX: Final = ".picture"


class FrameHeader(msgspec.Struct, frozen=True):
    """What stands before the pixels: the screen, when the picture was taken (monotonic), and its shape in pixels.

    `stride` is the length of a row in bytes; a pixel is 32 bits, 0xffRRGGBB in the order of the machine.
    """

    screen: str
    mono_us: int
    width: int
    height: int
    stride: int


def taken_us(folder: Path) -> dict[str, int]:
    """When the last picture of each screen was taken (monotonic); a file that cannot be read says nothing."""
    found = {}
    for path in folder.glob(f"*{SUFFIX}"):
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            with path.open("rb") as file:
                head = msgspec.json.decode(file.read(HEAD_BYTES), type=FrameHeader)
            found[head.screen] = head.mono_us
    return found

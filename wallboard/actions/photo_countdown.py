"""Three, two, one for the photographers, then all canvases hold still: functions of the clock since the key."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US

COUNTS: Final = 3
COUNT_US: Final = COUNTS * SECOND_US
HOLD_US: Final = 4 * SECOND_US


def begin(control: Control, context: Context) -> Control:
    """Begin to count, or break it off. Under black there is nothing to photograph."""
    if is_over(control, context.now_us):
        return control if control.blackout else replace(control, photo_us=context.now_us)
    return replace(control, photo_us=None)


def counted(control: Control, context: Context) -> dict[str, int | str] | None:
    """Nothing goes with it; None under black, of which no picture is taken."""
    return None if control.blackout and is_over(control, context.now_us) else {}


def is_over(control: Control, now_us: int) -> bool:
    """Whether nothing is counted or held."""
    return control.photo_us is None or not 0 <= now_us - control.photo_us < COUNT_US + HOLD_US


def count(control: Control, now_us: int) -> int | None:
    """The number to be seen: 3, 2, 1; 0 while the picture is held; None before and after."""
    if control.photo_us is None or is_over(control, now_us):
        return None
    return max(0, COUNTS - (now_us - control.photo_us) // SECOND_US)


def held_for_us(control: Control, now_us: int) -> int:
    """For how long the picture has been held still; 0 where it is not."""
    if control.photo_us is None or is_over(control, now_us):
        return 0
    return max(0, now_us - control.photo_us - COUNT_US)

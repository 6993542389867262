"""The recap: the night in a minute on one canvas, a function of the clock since its key; then the live picture."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from wallboard.actions.action import Argument
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control, Recap
from wallboard.core.instants import SECOND_US

LENGTH_US: Final = 60 * SECOND_US
STEP_US: Final = SECOND_US // 10
"""A picture of the recap stands for so long: what changed faster could not be read."""


def begin(control: Control, context: Context) -> Control:
    """Begin the recap on the canvas that is meant, or end it there."""
    if control.recap is not None and not is_over(control, context.now_us):
        return replace(control, recap=None) if context.canvas in (ALL, control.recap.canvas) else control
    live = control.playhead.mode == "following" and control.frozen_us is None
    from_us, to_us = context.night_us or (0, 0)
    if context.canvas == ALL or not live or to_us - from_us < SECOND_US or control.on(context.canvas).blackout:
        return control
    return replace(control, recap=Recap(context.canvas, from_us, to_us, context.now_us))


def told(control: Control, context: Context) -> Argument | None:
    """What of the recording is shown."""
    begun = begin(control, context).recap
    return {} if begun is None else {"from_us": begun.from_us, "to_us": begun.to_us}


def is_over(control: Control, now_us: int) -> bool:
    """Whether no recap runs."""
    return control.recap is None or not 0 <= now_us - control.recap.began_us < LENGTH_US


def playhead_of(control: Control, now_us: int) -> tuple[str, int] | None:
    """The canvas of the recap and its playhead (recording time); None while none runs, or the wall is not live."""
    recap = control.recap
    live = control.playhead.mode == "following" and control.frozen_us is None
    if recap is None or not live or is_over(control, now_us):
        return None
    into_us = (now_us - recap.began_us) // STEP_US * STEP_US
    return recap.canvas, recap.from_us + (recap.to_us - recap.from_us) * into_us // (LENGTH_US - STEP_US)

"""Where the chief moves the event's end to: ten minutes later by a key, to any instant by a request."""

from __future__ import annotations

from typing import Final

from wallboard.actions.action import Argument
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.instants import LATEST_US, SECOND_US

LATER_S: Final = 600
"""By how much the key moves it."""


def moved(_control: Control, context: Context) -> Argument | None:
    """The new end and the one of before (microseconds UTC); None where nothing can be moved.

    A request names the instant (`end_us`) or how much later it is to be (`seconds`, below zero: sooner). An open event
    gets its end so long after now. An event without a start has no end, and a recording's is no longer decided.
    """
    was_us, start_us = context.end_us, context.start_us
    if not context.live or start_us is None:
        return None
    end_us, seconds = context.asked.get("end_us"), context.asked.get("seconds", LATER_S)
    from_us = context.event_us if was_us is None else was_us
    if end_us is None and from_us is not None and type(seconds) is int and abs(seconds) * SECOND_US < LATEST_US:
        end_us = from_us + seconds * SECOND_US
    if type(end_us) is not int or not start_us < end_us < LATEST_US or end_us == was_us:
        return None
    told: Argument = {"end_us": end_us}
    return told if was_us is None else {**told, "was_us": was_us}

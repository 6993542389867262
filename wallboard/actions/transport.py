"""Where the playhead goes: the keys of mpv, with the recording's growing end as the end of the file."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from wallboard.actions.action import Change
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.playhead import FOLLOWING, Playhead, PlayheadMode

SLOWEST: Final = 0.01
FASTEST: Final = 100.0
_BACK_TO_MARK_US: Final = 1_000_000
"""While it plays, the mark just passed is not the previous one yet: the next press goes further back."""


def pause(control: Control, context: Context) -> Control:
    """Stop the playhead, or let it run on from where it stands."""
    if context.first_us is None:
        return control
    playhead = control.playhead
    mode: PlayheadMode = "playing" if playhead.mode == "paused" else "paused"
    return _placed(control, Playhead(mode, context.playhead_us, context.mono_us, playhead.rate))


def seek(by_us: int) -> Change:
    """Go `by_us` along the recording: to the live edge and beyond means to follow it again."""

    def change(control: Control, context: Context) -> Control:
        if by_us > 0 and control.playhead.mode == "following":
            return control
        return _sought(control, context, context.playhead_us + by_us)

    return change


def seek_to(at_us: int) -> Change:
    """Go to an instant of the recording, as the mouse does on the timeline strip."""

    def change(control: Control, context: Context) -> Control:
        return _sought(control, context, at_us)

    return change


def step(frames: int) -> Change:
    """Pause, and go on or back by single frames."""

    def change(control: Control, context: Context) -> Control:
        if context.first_us is None:
            return control
        at_us = _within(context.playhead_us + frames * context.frame_us, context)
        return _placed(control, Playhead("paused", at_us, context.mono_us, control.playhead.rate))

    return change


def faster(by: float) -> Change:
    """Multiply the speed; the live edge cannot be overtaken."""

    def change(control: Control, context: Context) -> Control:
        playhead = control.playhead
        live = playhead.mode == "following"
        if context.first_us is None or (live and by > 1):
            return control
        return _at_rate(control, context, _rate(playhead.rate * by))

    return change


def reverse(control: Control, context: Context) -> Control:
    """Play the other way round."""
    if context.first_us is None:
        return control
    return _at_rate(control, context, -control.playhead.rate)


def normal_speed(control: Control, context: Context) -> Control:
    """Forwards at 1×."""
    if control.playhead.mode == "following":
        return control
    return _at_rate(control, context, 1.0)


def to_start(control: Control, context: Context) -> Control:
    """The first instant of the recording."""
    return control if context.first_us is None else _sought(control, context, context.first_us)


def to_live(control: Control, context: Context) -> Control:
    """Follow the live edge; the end of a finished recording."""
    return _placed(control, _edge(context))


def next_mark(control: Control, context: Context) -> Control:
    """The mark after the playhead."""
    later = [mark_us for mark_us in context.marks if context.playhead_us < mark_us <= context.edge_us]
    return _sought(control, context, later[0]) if later else control


def previous_mark(control: Control, context: Context) -> Control:
    """The mark before the playhead."""
    running = control.playhead.mode == "playing"
    limit_us = context.playhead_us - (_BACK_TO_MARK_US if running else 0)
    earlier = [mark_us for mark_us in context.marks if mark_us < limit_us]
    return _sought(control, context, earlier[-1]) if earlier else control


def loop(control: Control, context: Context) -> Control:
    """Set A, then B and play from A to B over and over, then neither. A pause stays one: the loop runs when it ends."""
    if context.first_us is None:
        return control
    a_us, b_us = control.loop_us
    if a_us is None:
        return replace(control, loop_us=(context.playhead_us, None))
    if b_us is not None or context.playhead_us == a_us:
        return replace(control, loop_us=(None, None))
    start_us, end_us = sorted((a_us, context.playhead_us))
    if control.playhead.mode == "paused":
        return replace(control, loop_us=(start_us, end_us))
    rate = abs(control.playhead.rate)
    playhead = Playhead("playing", start_us, context.mono_us, rate)
    return replace(control, loop_us=(start_us, end_us), playhead=playhead)


def settled(control: Control, context: Context) -> Control:
    """The control state after the playhead came to an end by itself: of the loop, of the recording, at its start.

    A function of the clocks alone, so that it need not be written down: a display that starts again comes to the same.
    """
    playhead = control.playhead
    if playhead.mode != "playing" or context.first_us is None:
        return control
    at_us = playhead.anchor_us + int((context.mono_us - playhead.anchor_mono_us) * playhead.rate)
    a_us, b_us = control.loop_us
    if a_us is not None and b_us is not None and a_us < b_us:  # a recording of one instant has nothing to go round
        return _looped(control, context, at_us, (a_us, b_us))
    if playhead.rate > 0 and at_us >= context.edge_us:
        return _placed(control, _edge(context))
    if playhead.rate < 0 and at_us <= context.first_us:
        return _placed(control, Playhead("paused", context.first_us, context.mono_us, 1.0))
    return control


def _looped(control: Control, context: Context, at_us: int, loop_us: tuple[int, int]) -> Control:
    (a_us, b_us), playhead = loop_us, control.playhead
    forwards = playhead.rate > 0
    if (at_us < b_us) if forwards else (at_us > a_us):
        return control
    beyond_us = (at_us - b_us if forwards else a_us - at_us) % (b_us - a_us)
    anchor_us = a_us + beyond_us if forwards else b_us - beyond_us
    return _placed(control, replace(playhead, anchor_us=anchor_us, anchor_mono_us=context.mono_us))


def _placed(control: Control, playhead: Playhead) -> Control:
    # elsewhere, or at another pace, a change of layout that began here would be seen once more
    return replace(control, playhead=playhead, left="", left_us=0)


def _edge(context: Context) -> Playhead:
    return FOLLOWING if context.live else Playhead("paused", context.edge_us, context.mono_us)


def _within(at_us: int, context: Context) -> int:
    lowest_us = context.edge_us if context.first_us is None else context.first_us
    return max(min(at_us, context.edge_us), lowest_us)


def _sought(control: Control, context: Context, at_us: int) -> Control:
    playhead = control.playhead
    if context.first_us is None:
        return control
    if at_us >= context.edge_us and playhead.mode == "playing" and playhead.rate > 0:
        return _placed(control, _edge(context))
    return _placed(
        control, Playhead(_still_or_running(control), _within(at_us, context), context.mono_us, playhead.rate)
    )


def _at_rate(control: Control, context: Context, rate: float) -> Control:
    return _placed(control, Playhead(_still_or_running(control), context.playhead_us, context.mono_us, rate))


def _still_or_running(control: Control) -> PlayheadMode:
    """The mode off the live edge: a pause outlasts a seek and a change of speed."""
    return "paused" if control.playhead.mode == "paused" else "playing"


def _rate(rate: float) -> float:
    """A speed within bounds; ×1.1 and ÷1.1 come back to exactly 1."""
    size = min(max(abs(rate), SLOWEST), FASTEST)
    size = 1.0 if abs(size - 1) < 1e-6 else size
    return size if rate > 0 else -size

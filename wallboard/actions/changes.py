"""What each key does to what is shown: pure functions of the control state and the context."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from wallboard.actions.action import Argument, Change
from wallboard.actions.context import Context
from wallboard.actions.control import Control, Overlay
from wallboard.core.pages import Turning

IDENTIFY_US: Final = 5_000_000


def picture_us(control: Control, context: Context) -> int:
    """Recording time of the picture: the playhead, or where the picture is frozen. Motion on it counts from there."""
    return context.playhead_us if control.frozen_us is None else control.frozen_us


def to_layout(name: str) -> Change:
    """Show a layout, and with it end rotation; nothing where the event has no use for it.

    Under black it is prepared: `blackout` alone ends that.
    """

    def change(control: Control, context: Context) -> Control:
        if name in context.absent:
            return control
        at_us = picture_us(control, context)
        left, left_us = to_be_left(control, context, name)
        return replace(control, layout=name, layout_us=at_us, left=left, left_us=left_us, rotating_us=None)

    return change


def to_be_left(control: Control, context: Context, name: str | None) -> tuple[str, int]:
    """The layout that a change to `name` (None: to whichever has its turn) leaves, and since when.

    A change to what is coming anyway goes on. Out of black and on a picture that stands still layouts come at once.
    """
    if control.blackout or control.frozen_us is not None or control.playhead.mode == "paused":
        return "", 0
    return (control.left, control.left_us) if name == context.layout else context.leaving


def rotation(control: Control, context: Context) -> Control:
    """Let the layouts take turns, or stay with the one that is up."""
    at_us = picture_us(control, context)
    if control.rotating_us is None:
        left, left_us = ("", 0) if control.own else to_be_left(control, context, None)
        return replace(control, rotating_us=at_us, left=left, left_us=left_us, own=())
    name = context.layout or control.layout
    return replace(control, rotating_us=None, layout=name, layout_us=at_us, left="", left_us=0)


def next_page(control: Control, _context: Context) -> Control:
    """Turn the pages of the rankings one on."""
    return _turned(control, 1)


def previous_page(control: Control, _context: Context) -> Control:
    """Turn the pages of the rankings one back."""
    return _turned(control, -1)


def _turned(control: Control, by: int) -> Control:
    return replace(control, turning=Turning(control.turning.offset + by, control.turning.pinned_us))


def pin_page(control: Control, context: Context) -> Control:
    """Keep the page that is up, or let the pages turn again, going on from it."""
    at_us, turning = picture_us(control, context), control.turning
    if turning.pinned_us is None:
        return replace(control, turning=Turning(turning.offset, at_us))
    turned_since = at_us // context.page_dwell_us - turning.pinned_us // context.page_dwell_us
    return replace(control, turning=Turning(turning.offset - turned_since))


def next_province(control: Control, context: Context) -> Control:
    """The next of the leading provinces; the country after the last."""
    return replace(control, province=(control.province + 1) % (context.provinces + 1))


def previous_province(control: Control, context: Context) -> Control:
    """The province before; the country before the first."""
    return replace(control, province=(control.province - 1) % (context.provinces + 1))


def country(control: Control, _context: Context) -> Control:
    """The whole country."""
    return replace(control, province=0)


def freeze(control: Control, context: Context) -> Control:
    """Hold the picture, or let it run again."""
    return replace(control, frozen_us=context.playhead_us if control.frozen_us is None else None)


def language(control: Control, context: Context) -> Control:
    """Let the other language lead, where both are shown."""
    shown = context.languages
    if len(shown) < 2:
        return control
    leads = shown.index(control.language) if control.language in shown else 0
    return replace(control, language=shown[(leads + 1) % len(shown)])


def currency(control: Control, context: Context) -> Control:
    """Let the other currency lead, where there is a rate for one."""
    if not context.exchanged:
        return control
    return replace(control, currency="second" if control.currency == "own" else "own")


def last_milestone(control: Control, context: Context) -> Control:
    """Show the card of the last milestone once more."""
    if context.milestone_us is None:
        return control
    return replace(control, milestone_us=picture_us(control, context))


def identify(control: Control, context: Context) -> Control:
    """Write its name big on every screen for five seconds, or take it away."""
    shown = control.identify_until_us > context.now_us
    return replace(control, identify_until_us=0 if shown else context.now_us + IDENTIFY_US)


def over(overlay: Overlay) -> Change:
    """Open an overlay, or close it if it is open."""

    def change(control: Control, _context: Context) -> Control:
        return replace(control, overlay="" if control.overlay == overlay else overlay)

    return change


def timeline(control: Control, _context: Context) -> Control:
    """Show or hide the timeline strip."""
    return replace(control, timeline=not control.timeline)


def close_overlays(control: Control, _context: Context) -> Control:
    """Take away everything that lies over the picture."""
    return replace(control, overlay="", timeline=False, strip=False, chosen="", identify_until_us=0)


def fullscreen(control: Control, _context: Context) -> Control:
    """Fill the screens, or stand in windows."""
    return replace(control, fullscreen=not control.fullscreen)


def lock(control: Control, context: Context) -> Control:
    """Lock the keys, or unlock them."""
    if control.locked:
        return replace(control, locked=False, locked_by="", locked_us=0)
    return replace(control, locked=True, locked_by=context.who, locked_us=context.utc_us)


def withdraw(control: Control, context: Context) -> Control:
    """Hide the figures of the panel that is meant, or show them again."""
    panel = _panel(context)
    if panel is None:
        return control
    return replace(control, withdrawn=tuple(sorted({*control.withdrawn} ^ {panel})))


def withdrawn_panel(control: Control, context: Context) -> Argument | None:
    """The panel that is meant, and whether its figures are hidden from now on."""
    panel = _panel(context)
    return None if panel is None else {"panel": panel, "hidden": int(panel not in control.withdrawn)}


def _panel(context: Context) -> str | None:
    panel = context.asked.get("panel", context.pointed_panel)
    return panel if isinstance(panel, str) and panel in context.panels else None


def undone(control: Control, _context: Context) -> Argument | None:
    """The action that is undone."""
    return None if control.undoable is None else {"of": control.undoable.action}


def held_answer(_control: Control, context: Context) -> Argument | None:
    """The held answer's id, so that the collector cannot take it for another one."""
    return None if context.held_id is None else {"answer_id": context.held_id}


def sum_that_is_up(_control: Control, context: Context) -> Argument | None:
    """The sum that is declared to be final, or whose finality is taken back; a recording's end is no longer decided."""
    if context.gmv_fen is None or not context.live:
        return None
    return {"gmv_fen": context.gmv_fen, "final": int(not context.final)}


def released_sum(_control: Control, context: Context) -> Argument | None:
    """The passed sum whose page the press desk may open: the one that is asked for, else the newest."""
    passed = context.passed_fen
    asked = context.asked.get("gmv_fen", passed[-1] if passed else None)
    if type(asked) is not int or asked not in passed or not context.live:
        return None
    return {"gmv_fen": asked}


def shown_instant(control: Control, context: Context) -> Argument | None:
    """Recording time of the picture."""
    return {"at_us": picture_us(control, context)}


def photographed_instant(control: Control, context: Context) -> Argument | None:
    """Recording time of the picture; none is taken of black."""
    return None if control.blackout else shown_instant(control, context)

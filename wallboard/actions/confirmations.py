"""What an operator reads for a moment after a key: what it has done, or why it has done nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wallboard.actions.action import Action
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.wording import CurrencyName, LanguageName, Said, joined, say

SHOWN_US: Final = 2_000_000
"""How long it stands."""
NOTHING: Final = say("notice.nothing")
NEEDS_A_START: Final = say("notice.needs_a_start")
NEEDS_A_PICTURE: Final = say("notice.needs_a_picture")
NEEDS_A_RATE: Final = say("notice.needs_a_rate")
NO_PHOTO_OF_BLACK: Final = say("notice.no_photo_of_black")
_ITSELF_SEEN: Final = ("definition", "help", "status", "identify", "timeline", "close", "quit")
"""What opens over the picture, or closes there, needs no words."""


def locked(unlocks: str) -> Said:
    """What every key says while the keys are locked; `unlocks` is the key that unlocks them, as on its cap."""
    return say("notice.locked_by", key=unlocks) if unlocks else say("notice.locked")


def refused(action: Action, control: Control, context: Context) -> Said:
    """Why an action has done nothing; `locked` says it while the keys are locked."""
    if action.id in ("photo", "photo_countdown") and control.blackout:
        return joined(action.title, NO_PHOTO_OF_BLACK)
    if action.id == "currency" and not context.exchanged:
        return joined(action.title, NEEDS_A_RATE)
    return joined(action.title, NOTHING)


def confirmed(action: Action, after: Control, context: Context, unlocks: str, thaws: str = "") -> Said | None:
    """What an action has done, `after` being the control state it has left; None where that is seen by itself.

    What moves the playhead under a frozen picture is seen nowhere until `thaws`, the key that lets the picture go.
    """
    said = _done(action, after, context, unlocks)
    if said is None or after.frozen_us is None or action.group != "time" or action.effect is not None:
        return said
    return joined(said, say("notice.under_frozen_until", key=thaws) if thaws else say("notice.under_frozen"))


def _done(action: Action, after: Control, context: Context, unlocks: str) -> Said | None:
    if action.id in _ITSELF_SEEN:
        return None
    if action.id == "lock" and after.locked:
        return locked(unlocks)
    if action.id in _SWITCHES:
        return joined(action.title, say("notice.on") if _SWITCHES[action.id](after) else say("notice.off"))
    return _SAYS[action.id](after, context) if action.id in _SAYS else action.title


def black(title: Said, ends: str) -> Said:
    """What stands on the operator's canvas under black: the layout that is prepared, and the key that `ends` it."""
    return say("notice.black_until", layout=title, key=ends) if ends else say("notice.black", layout=title)


def prepared(title: Said, ends: str) -> Said:
    """What a layout key says under black; `ends` is the key that ends it."""
    return joined(title, say("notice.prepared_until", key=ends) if ends else say("notice.prepared"))


def gone_over(title: Said, shown: Said) -> Said:
    """What the key of a layout says whose time is over: another one shows instead."""
    return say("notice.gone_over", layout=title, shown=shown)


def _paused(control: Control, _context: Context) -> Said:
    return say("notice.paused") if control.playhead.mode == "paused" else say("notice.playing")


def _speed(control: Control, _context: Context) -> Said:
    speed = f"{control.playhead.rate:.2f}".rstrip("0").rstrip(".").replace("-", "−") + "×"
    return say("notice.speed_paused" if control.playhead.mode == "paused" else "notice.speed", speed=speed)


def _loop(control: Control, _context: Context) -> Said:
    a_us, b_us = control.loop_us
    return say("notice.loop_off" if a_us is None else "notice.loop_a" if b_us is None else "notice.loop_a_b")


def _language(control: Control, _context: Context) -> Said:
    return say("notice.language_leads", language=LanguageName(control.language))


def _currency(control: Control, context: Context) -> Said:
    if control.currency == "second":
        return say("notice.second_leads", currency=CurrencyName(context.second))
    return say("notice.own_leads")


_SWITCHES: Final[dict[str, Callable[[Control], bool]]] = {
    "rotation": lambda control: control.rotating_us is not None,
    "blackout": lambda control: control.blackout,
    "freeze": lambda control: control.frozen_us is not None,
    "pin_page": lambda control: control.turning.pinned_us is not None,
    "fullscreen": lambda control: control.fullscreen,
}
"""Whether the actions that go on and off are on."""
_SAYS: Final[dict[str, Callable[[Control, Context], Said]]] = {
    "pause": _paused,
    "loop": _loop,
    "language": _language,
    "currency": _currency,
    "lock": lambda _control, _context: say("notice.unlocked"),
    **dict.fromkeys(("slower", "faster", "half_speed", "double_speed", "reverse", "normal_speed"), _speed),
}
"""What the actions say whose title names more than what they have done."""

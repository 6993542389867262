"""Why the wall has not done what was asked, in the console's languages: the journal keeps the word and one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wallboard.actions.control import ALL
from wallboard.actions.table import ACTIONS, LAYOUT, layout_title
from wallboard.config.settings import Settings
from wallboard.console.answers import RefusalAnswer, in_texts, refused
from wallboard.console.wall_view import SeenWall
from wallboard.core.instants import SECOND_US, clock
from wallboard.core.wording import Said, say
from wallboard.recording.operator_log import RequestAnswer

_TAKES: Final = ("take", "cut")
_TITLES: Final = {action.id: action.title for action in ACTIONS}
_RENAMED: Final = {"keyboard": "keyboard_only", "unknown": "no_such_action"}
_PLAIN: Final = ("held_gone", "once", "late", "full", "keyboard_only")
"""Errors whose sentence needs nothing put in."""


def told_refusal(answer: RequestAnswer, seen: SeenWall, settings: Settings) -> RefusalAnswer:
    """The refusal of a request that the journal has answered."""
    error = _RENAMED.get(answer.error, answer.error)
    now: dict[str, Any] = {"request": answer.request, "revision": seen.control.revision}
    if error == "moved_on":
        return _moved_on(answer, seen, settings, now)
    if error == "nothing":
        return refused("nothing" if answer.action in _TAKES else "done_nothing", now)
    if error == "locked":
        return refused("locked", now, **_locker(seen))
    if error == "no_such_action":
        return refused(error, now, action=answer.action)
    if error in _PLAIN:
        return refused(error, now)
    return RefusalAnswer(error, in_texts({"en": answer.why}), now)


def title_of(action: str, settings: Settings) -> Said:
    """What an action is called."""
    name = action.removeprefix(LAYOUT)
    if name in settings.layouts and action.startswith(LAYOUT):
        return layout_title(settings, name)
    return _TITLES.get(action) or say("console.did.action", action=action)


def _moved_on(answer: RequestAnswer, seen: SeenWall, settings: Settings, now: dict[str, Any]) -> RefusalAnswer:
    """Who was first, what is on air there now, and how long ago it came."""
    changes = [c for c in seen.control.changes if answer.canvas == ALL or c.canvas in (ALL, answer.canvas)]
    newest = max(changes, key=lambda change: change.revision, default=None)
    if newest is None:
        return RefusalAnswer("moved_on", in_texts({"en": answer.why}), now)
    layout = seen.control.on(newest.canvas).layout
    what = title_of(f"{LAYOUT}{layout}" if newest.action in _TAKES else newest.action, settings)
    who: Said | str = newest.who or say("console.actions.keyboard")
    ago_s = max(0, seen.now.utc_us - newest.utc_us) // SECOND_US
    told = {**now, "who": newest.who, "action": newest.action, "canvas": newest.canvas}
    return refused("moved_on", told, who=who, what=what, n=str(ago_s))


def _locker(seen: SeenWall) -> Mapping[str, Said | str]:
    """Who has locked the keys, and when, by the event's clock."""
    done = next((each for each in reversed(seen.rows) if each.row.action == "lock"), None)
    who = "" if done is None else str(done.argument.get("who") or "")
    facts = None if seen.moment is None else seen.moment.facts
    at_us = None if done is None else done.event_us
    time = "" if facts is None or at_us is None else clock(at_us, facts.zoneinfo)
    return {"who": who or say("console.actions.keyboard"), "time": time or "—"}

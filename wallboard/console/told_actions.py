"""The last actions in words: when, who, what, and which of them can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, Final

from wallboard.actions.control import ALL
from wallboard.actions.table import ACTIONS, LAYOUT, layout_title
from wallboard.config.settings import Settings
from wallboard.console.answers import Texts, in_languages, joined_texts, same
from wallboard.console.canvas_titles import canvas_title
from wallboard.console.wall_view import Done
from wallboard.core.instants import clock
from wallboard.core.wording import Said, say
from wallboard.recording import bounds
from wallboard.recording.operator_log import REFUSED

TOLD: Final = 20
_TITLES: Final = {action.id: action.title for action in ACTIONS}


def told_actions(
    rows: Sequence[Done], settings: Settings, zone: tzinfo, most: int = TOLD, *, undoable: int | None = None
) -> list[dict[str, Any]]:
    """The newest actions, the newest first; `undoable` is the row of the one that can be undone."""
    return [_told(done, settings, zone) | {"undo": done.row.id == undoable} for done in reversed(rows[-most:])]


def _told(done: Done, settings: Settings, zone: tzinfo) -> dict[str, Any]:
    row = done.row
    who = done.argument.get("who")
    return {
        "id": row.id,
        "at_ms": row.wall_us // 1000,
        "time": None if done.event_us is None else clock(done.event_us, zone),
        "who": str(who) if who else "",
        "action": row.action,
        "request": str(done.argument.get("request") or ""),
        "done": row.action != REFUSED,
        "canvas": str(done.argument.get("canvas") or ""),
        "text": in_languages(_decided(done, zone) or _text(done, settings)),
    }


def _decided(done: Done, zone: tzinfo) -> Said | None:
    """What was decided about figures and the event: their titles tell of keys, and not which way it went."""
    told = done.argument
    end_us = bounds.clock_of(told.get("end_us"))
    if done.row.action == "move_end" and end_us is not None:
        return say("console.did.move_end", time=clock(end_us, zone))
    if done.row.action == "declare_final":
        return say("console.did.final" if told.get("final") else "console.did.not_final")
    if done.row.action == "withdraw":
        panel = str(told.get("panel", "")).replace("_", " ")
        return say("console.did.hid" if told.get("hidden") else "console.did.showed", panel=panel)
    if done.row.action in ("mute_picture", "next_source", "reconnect") and told.get("panel"):
        pictures = str(told["panel"]).replace("_", " ")
        if "muted" in told:
            return say("console.did.hid" if told["muted"] else "console.did.showed", panel=pictures)
        return say("console.did.on", canvas=pictures, what=_TITLES[done.row.action])
    return None


def _text(done: Done, settings: Settings) -> Said:
    action = str(done.argument.get("action")) if done.row.action == REFUSED else done.row.action
    if action in ("take", "cut") and done.took:
        return say(f"console.did.{action}", what=joined_takes(done, settings))
    if action == "rundown":
        number = done.argument.get("entry")
        what = joined_takes(done, settings) if done.took else _what(action, settings)
        return say("console.did.entry", n=number + 1 if isinstance(number, int) else "—", what=what)
    canvas = str(done.argument.get("canvas") or "")
    said = _what(action, settings)
    if action.startswith(LAYOUT):
        where = canvas_title(canvas) if canvas else say("console.all")
        said = say("console.did.to", canvas=where, layout=said)
    elif canvas:
        said = say("console.did.on", canvas=canvas_title(canvas), what=said)
    return say("console.did.prepared", what=said) if done.argument.get("preview") else said


def joined_takes(done: Done, settings: Settings) -> Said:
    """What a take has put on air, canvas by canvas."""
    everywhere = dict(done.took).get(ALL)
    parts = [
        layout if canvas == ALL else say("console.did.on", canvas=canvas_title(canvas), what=layout)
        for canvas, name in done.took
        if canvas == ALL or name != everywhere
        for layout in (_what(f"{LAYOUT}{name}", settings),)
    ]
    return Texts(joined_texts(" | ", parts))


def _what(action: str, settings: Settings) -> Said:
    if action.startswith(LAYOUT):
        name = action.removeprefix(LAYOUT)
        if name in settings.layouts:
            return layout_title(settings, name)
        return same(name)
    return _TITLES.get(action) or say("console.did.action", action=action)

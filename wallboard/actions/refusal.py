"""Why something that was asked for is not done: a word for programs, a sentence for people."""

from __future__ import annotations

from typing import Literal

import msgspec

from wallboard.actions import messages
from wallboard.actions.action import Action, Argument
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control
from wallboard.actions.revisions import newer_change
from wallboard.actions.table import LAYOUT
from wallboard.core.instants import SECOND_US
from wallboard.core.wording import Said, say

Error = Literal[
    "moved_on", "nothing", "locked", "unknown", "argument", "canvas", "not_now", "held_gone", "once", "late",
    "keyboard", "full", "too_long",
]  # fmt: skip


class Refusal(msgspec.Struct, frozen=True):
    """`error` for programs, `why` for people."""

    error: Error
    why: Said


class Asked(msgspec.Struct, frozen=True):
    """Who asks for an action, and for what exactly; the fields are those of a request."""

    who: str
    request: str = ""
    canvas: str = ALL
    prepares: bool = False
    revision: int | None = None
    argument: dict[str, object] | None = None


def cannot_be_meant(action: Action, asked: Asked, canvases: tuple[str, ...]) -> Refusal | None:
    """Whether an action can be meant for that canvas, or for what is prepared."""
    if asked.prepares and action.reach != "picture":
        return Refusal("canvas", say("refusal.not_prepared", action=action.title))
    if asked.canvas == ALL:
        return None
    if action.reach == "wall":
        return Refusal("canvas", say("refusal.whole_wall", action=action.title))
    if asked.canvas not in canvases:
        return Refusal("canvas", say("refusal.canvas", canvas=asked.canvas))
    return None


def moved_on(action: Action, asked: Asked, control: Control, utc_us: int, titled: dict[str, Said]) -> Refusal | None:
    """Whether the asker has not seen what somebody else has done meanwhile; `titled` are the actions' titles by id."""
    if not action.guarded or asked.revision is None:
        return None
    newer = newer_change(control, asked.canvas, asked.revision)
    if newer is None:
        return None
    ago_s = max(0, utc_us - newer.utc_us) // SECOND_US
    who = newer.who or say("refusal.keyboard")
    if newer.action in ("take", "cut") or newer.action.startswith(LAYOUT):
        shown = titled.get(f"{LAYOUT}{newer.layout}", newer.layout)
        return Refusal("moved_on", say("refusal.moved_on_took", who=who, layout=shown, s=ago_s))
    done = titled.get(newer.action, newer.action)
    return Refusal("moved_on", say("refusal.moved_on", who=who, action=done, s=ago_s))


def is_other(action: Action, asked: Asked, argument: Argument) -> Refusal | None:
    """Whether what would be done is something else than what was asked for, as a value that is no longer held."""
    for name, value in (asked.argument or {}).items():
        if name in action.takes:
            continue
        if name not in argument:
            return Refusal("argument", say("refusal.argument", name=name))
        if argument[name] != value or type(argument[name]) is not type(value):
            error: Error = "held_gone" if action.effect in ("accept_held", "refuse_held") else "not_now"
            return Refusal(error, say("refusal.changed_since", action=action.title))
    return None


def held_gone(action: Action, context: Context) -> Refusal | None:
    """Whether there is no value any more to be accepted or refused."""
    if action.effect in ("accept_held", "refuse_held") and context.held_id is None:
        return Refusal("held_gone", say("refusal.held_gone"))
    return None


def too_long(action: Action, asked: Asked) -> Refusal | None:
    """Whether a message has more letters than fit."""
    letters = messages.too_long(asked.argument or {}) if action.id == "message" else None
    return None if letters is None else Refusal("too_long", say("refusal.too_long", n=letters, most=messages.LONGEST))

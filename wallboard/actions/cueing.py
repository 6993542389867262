"""What the rundown and its keys do to the control state."""

from __future__ import annotations

from typing import Final, Literal

from msgspec.structs import replace

from wallboard.actions.action import Action, Argument, Change
from wallboard.actions.changes import to_layout
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control, Message
from wallboard.actions.recap import begin
from wallboard.actions.rundown import Cue, ends_us
from wallboard.actions.targets import aimed, take
from wallboard.config.rundown_file import RundownEntry

Part = Literal["layout", "message", "recap"]
WHO: Final = "rundown"
"""Who it is that the rundown acts as."""


def cue_action(cue: Cue, part: Part, languages: tuple[str, ...], now_us: int, event_us: int) -> Action:
    """The action by which the rundown puts a part of an entry on air: its layouts, its message, its recap."""

    def change(control: Control, context: Context) -> Control:
        after = replace(control, rundown_held_us=None, rundown_held_by="")
        if part == "layout":
            prepared = _shown(replace(after, preview=()), context, cue.entry)
            after = replace(take(cut=False)(prepared, context), preview=control.preview, rundown_cue=cue.key)
        message = _message(cue.entry, languages, now_us + ends_us(cue) - event_us)
        if part == "message" and message is not None:
            message = replace(message, since_us=context.playhead_us)
            put = aimed(lambda each, _context: replace(each, message=message))
            after = replace(put(after, replace(context, canvas=ALL)), rundown_message=cue.key)
        if part == "recap" and cue.entry.recap is not None:
            after = replace(begin(after, replace(context, canvas=cue.entry.recap)), rundown_recap=cue.key)
        return after

    def argument(_control: Control, _context: Context) -> Argument:
        return {"entry": cue.number, "due_us": cue.due_us}

    return Action("rundown", "layouts", change=change, argument=argument, remote=False)


def _shown(control: Control, context: Context, entry: RundownEntry) -> Control:
    """With the layouts of an entry prepared."""
    for canvas, layout in sorted(entry.shown.items()):
        if layout not in context.absent:
            seen = replace(context, canvas=canvas, prepares=True)
            control = aimed(to_layout(layout))(control, seen)
    return control


def _message(entry: RundownEntry, languages: tuple[str, ...], until_us: int) -> Message | None:
    if entry.message is None:
        return None
    texts = tuple((tag, entry.message.exact(tag)) for tag in languages)
    return Message(tuple((tag, text) for tag, text in texts if text), until_us)


def prepare_next(control: Control, context: Context) -> Control:
    """Prepare the next entry of the rundown, or the one that is asked for."""
    entry = entry_meant(context)
    if entry is None:
        return control
    after = _shown(replace(control, preview=()), context, context.rundown[entry])
    message = _message(context.rundown[entry], context.languages, context.now_us + 600_000_000)
    if message is not None:
        put = aimed(lambda each, _context: replace(each, message=message))
        after = put(after, replace(context, canvas=ALL, prepares=True))
    return after


def entry_told(_control: Control, context: Context) -> Argument | None:
    """The entry that is prepared."""
    entry = entry_meant(context)
    return None if entry is None else {"entry": entry}


def entry_meant(context: Context) -> int | None:
    """The number of the entry that is asked for, else of the next one."""
    asked = context.asked.get("entry", context.next_entry)
    return asked if type(asked) is int and 0 <= asked < len(context.rundown) else None


def resume(control: Control, _context: Context) -> Control:
    """Let the rundown move the wall again, to where it is now."""
    if control.rundown_held_us is None:
        return control
    return replace(control, rundown_held_us=None, rundown_held_by="", rundown_cue="")


def hold(control: Control, context: Context) -> Control:
    """Keep the rundown from moving the wall, until it is resumed or a hard entry comes."""
    if not context.rundown or control.rundown_held_us is not None:
        return control
    return held(control, context)


def held(control: Control, context: Context) -> Control:
    """Held by whoever acts now."""
    if not context.rundown or context.event_us is None:
        return control
    return replace(control, rundown_held_us=context.event_us, rundown_held_by=context.who)


def by_hand(change: Change) -> Change:
    """A change of what is on air that holds the rundown; what is prepared does not."""

    def held_change(control: Control, context: Context) -> Control:
        after = change(control, context)
        return after if after == control or context.prepares else held(after, context)

    return held_change

"""The last action that can be undone, and undoing it."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.actions.action import Action
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, CanvasPicture, Control, Undoable, picture_on
from wallboard.actions.targets import as_prepared


def remembered(before: Control, after: Control, action: Action) -> Control:
    """`after` with what there was before an action that can be undone."""
    if not (action.undoable or action.reach == "picture"):
        return after
    return replace(
        after,
        undoable=Undoable(action.id, _pictures(before), before.preview, before.withdrawn, _pictures(after)),
    )


def undo(control: Control, _context: Context) -> Control:
    """Undo the last action that can be.

    What was prepared or withdrawn is as it was before, at once; what was on air before is prepared, to be taken.
    """
    last = control.undoable
    if last is None:
        return control
    undone = replace(control, undoable=None, withdrawn=last.withdrawn)
    if last.pictures == last.after:
        return replace(undone, preview=last.preview)
    prepared = tuple(as_prepared(picture, picture.layout) for picture in last.pictures)
    alike = replace(prepared[0], canvas=ALL)
    return replace(undone, preview=(prepared[0], *(p for p in prepared[1:] if replace(p, canvas=ALL) != alike)))


def _pictures(control: Control) -> tuple[CanvasPicture, ...]:
    """What is on air on all canvases, and on those that show something of their own."""
    return (picture_on(control, ALL), *control.own)

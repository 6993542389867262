"""The numbers of the operator's changes, by which one who has not seen the newest is told so."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from wallboard.actions.control import ALL, CanvasChange, Control

KEYBOARD = ""
"""Who it is that presses the keys of the wall."""


def numbered(
    before: Control,
    after: Control,
    canvases: Sequence[str],
    *,
    who: str,
    action: str,
    utc_us: int,
    decides: bool = False,
) -> Control:
    """`after` with its revision: one more where any canvas shows or has prepared something else than `before`.

    `decides`: the action changes what is shown by another way than the control state.
    """
    named = (picture.canvas for control in (before, after) for picture in (*control.own, *control.preview))
    canvases = sorted({*canvases, *before.black, *after.black, *named} - {ALL})
    changed = [canvas for canvas in canvases if _shown(before, canvas) != _shown(after, canvas)]
    everywhere = decides or _shown(before, ALL) != _shown(after, ALL)
    if not changed and not everywhere:
        return replace(after, revision=before.revision, changes=before.changes)
    revision = before.revision + 1
    if everywhere:
        changes: tuple[CanvasChange, ...] = (CanvasChange(ALL, revision, who, action, utc_us, after.layout),)
    else:
        kept = (change for change in before.changes if change.canvas not in changed)
        made = (CanvasChange(canvas, revision, who, action, utc_us, after.on(canvas).layout) for canvas in changed)
        changes = (*kept, *made)
    return replace(after, revision=revision, changes=changes)


def newer_change(control: Control, canvas: str, seen: int) -> CanvasChange | None:
    """The newest change that an asker who knows revision `seen` has not seen of a canvas (`ALL`: of any)."""
    newer = (
        change
        for change in control.changes
        if change.revision > seen and (canvas == ALL or change.canvas in (ALL, canvas))
    )
    return max(newer, key=lambda change: change.revision, default=None)


def _shown(control: Control, canvas: str) -> Control:
    """Of a control state what a canvas shows and has prepared."""
    prepared = control.prepared(canvas)
    recap = control.recap if control.recap is not None and control.recap.canvas in (canvas, ALL) else None
    return replace(
        control.on(canvas),
        recap=recap,
        own=(),
        black=(),
        preview=() if prepared is None else (replace(prepared, canvas=ALL),),
        locked=False,
        locked_by="",
        locked_us=0,
        undoable=None,
        rundown_cue="",
        rundown_message="",
        rundown_recap="",
        rundown_held_us=None,
        rundown_held_by="",
        photo_us=None,
        correction_us=0,
        overlay="",
        timeline=False,
        strip=False,
        chosen=ALL,
        identify_until_us=0,
        fullscreen=True,
        revision=0,
        changes=(),
    )

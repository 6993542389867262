"""What an action is meant for: all canvases, one of them, or what is prepared; and how what is prepared goes on air."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.actions.action import Change
from wallboard.actions.changes import picture_us, to_be_left
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, CanvasPicture, Control, picture_on, shown_with


def aimed(change: Change) -> Change:
    """A change of the picture, done to what the context means."""

    def aimed_change(control: Control, context: Context) -> Control:
        if context.prepares:
            return _prepared(change, control, context)
        if context.canvas == ALL:
            return _on_all(change, control, context)
        alone = control.on(context.canvas)
        after = change(alone, _seen_from(context, context.canvas))
        return control if after == alone else _with_own(control, picture_on(after, context.canvas))

    return aimed_change


def _on_all(change: Change, control: Control, context: Context) -> Control:
    """On every canvas; those that show something of their own change with the others, each from where it is."""
    after = replace(change(control, context), own=())
    for picture in control.own:
        alone = change(control.on(picture.canvas), _seen_from(context, picture.canvas))
        after = _with_own(after, picture_on(alone, picture.canvas))
    return after


def _prepared(change: Change, control: Control, context: Context) -> Control:
    """To what is prepared for the canvas, which begins as what is on air there."""
    if context.canvas == ALL:
        after = _prepared_on(change, control, context, ALL)
        others = {picture.canvas for picture in (*control.preview, *control.own)} - {ALL}
        found = (_prepared_on(change, control, context, canvas) for canvas in sorted(others))
        return replace(control, preview=(after, *(p for p in found if replace(p, canvas=ALL) != after)))
    after = _prepared_on(change, control, context, context.canvas)
    return replace(control, preview=_sorted((*_without(control.preview, context.canvas), after)))


def _prepared_on(change: Change, control: Control, context: Context, canvas: str) -> CanvasPicture:
    before = control.prepared(canvas)
    alone = control.on(canvas)
    seen = _seen_from(context, canvas)
    if before is None:
        up = seen.layout or alone.layout
        before = replace(picture_on(alone, canvas), layout=up, rotating_us=None)
    view = shown_with(replace(alone, blackout=False, preview=()), before)
    after = picture_on(change(view, replace(seen, layout=before.layout, leaving=("", 0))), canvas)
    return as_prepared(after, after.layout)


def as_prepared(picture: CanvasPicture, layout: str) -> CanvasPicture:
    """A picture that is prepared: it has no times yet, and does not turn."""
    return replace(picture, layout=layout, layout_us=0, left="", left_us=0, rotating_us=None)


def take(*, cut: bool) -> Change:
    """Put on air what is prepared, for all canvases or the one that is meant: in the layout's way, or at once."""

    def change(control: Control, context: Context) -> Control:
        wanted = _wanted(control, context)
        if not wanted:
            return control
        kept = () if context.canvas == ALL else _without(control.preview, context.canvas)
        after = replace(control, preview=kept)
        if ALL in wanted:
            after = shown_with(after, _on_air(wanted[ALL], control, context, cut=cut))
            for own in control.own:
                picture = replace(wanted[ALL], canvas=own.canvas)
                after = _with_own(after, _on_air(picture, control, context, cut=cut))
        for canvas, picture in wanted.items():
            if canvas != ALL:
                after = _with_own(after, _on_air(picture, control, context, cut=cut))
        return control if replace(after, preview=control.preview) == control else after

    return change


def _wanted(control: Control, context: Context) -> dict[str, CanvasPicture]:
    """What is prepared for the canvas that is meant, or for each."""
    if context.canvas == ALL:
        return {picture.canvas: picture for picture in control.preview}
    picture = control.prepared(context.canvas)
    return {} if picture is None else {context.canvas: replace(picture, canvas=context.canvas)}


def _on_air(picture: CanvasPicture, control: Control, context: Context, *, cut: bool) -> CanvasPicture:
    """What was prepared as it goes on air now."""
    before, seen = control.on(picture.canvas), _seen_from(context, picture.canvas)
    picture = _set_out(picture, before, picture_us(control, context))
    if before.rotating_us is None and before.layout == picture.layout:
        return replace(picture, layout_us=before.layout_us, left=before.left, left_us=before.left_us)
    left, left_us = ("", 0) if cut else to_be_left(before, seen, picture.layout)
    return replace(picture, layout_us=picture_us(control, context), left=left, left_us=left_us)


def _set_out(picture: CanvasPicture, before: Control, at_us: int) -> CanvasPicture:
    """With the message setting out now, unless it travels already."""
    message, there = picture.message, before.message
    if message is None:
        return picture
    if there is not None and (there.texts, there.until_us) == (message.texts, message.until_us):
        return replace(picture, message=there)
    return replace(picture, message=replace(message, since_us=at_us))


def clear_preview(control: Control, context: Context) -> Control:
    """Prepare nothing any more, for all canvases or the one that is meant."""
    kept = () if context.canvas == ALL else _without(control.preview, context.canvas)
    return replace(control, preview=kept)


def blackout(control: Control, context: Context) -> Control:
    """Black on every screen or on one, or the picture again."""
    if context.canvas == ALL:
        return replace(control, blackout=not control.blackout, black=() if control.blackout else control.black)
    black = {*control.black} ^ {context.canvas}
    return replace(control, black=tuple(sorted(black)))


def blackout_screen(control: Control, context: Context) -> Control:
    """Black on the one screen that is meant, or its picture again."""
    return control if context.canvas == ALL else blackout(control, context)


def choose(control: Control, context: Context) -> Control:
    """Open the strip of what is on air and prepared; while it is open, choose the next canvas, or all of them."""
    if not control.strip:
        return replace(control, strip=True, chosen=ALL)
    order = (ALL, *dict.fromkeys(context.canvases))
    place = order.index(control.chosen) if control.chosen in order else 0
    return replace(control, chosen=order[(place + 1) % len(order)])


def _seen_from(context: Context, canvas: str) -> Context:
    return replace(
        context,
        canvas=canvas,
        layout=context.up_on.get(canvas, context.layout),
        leaving=context.leaving_on.get(canvas, context.leaving),
    )


def _with_own(control: Control, picture: CanvasPicture) -> Control:
    """The picture of one canvas set; one that is as all others show it needs none of its own."""
    own = _without(control.own, picture.canvas)
    alike = picture == picture_on(control, picture.canvas)
    return replace(control, own=own if alike else _sorted((*own, picture)))


def _without(pictures: tuple[CanvasPicture, ...], canvas: str) -> tuple[CanvasPicture, ...]:
    return tuple(picture for picture in pictures if picture.canvas != canvas)


def _sorted(pictures: tuple[CanvasPicture, ...]) -> tuple[CanvasPicture, ...]:
    return tuple(sorted(pictures, key=lambda picture: picture.canvas))

"""What the operator does to live pictures: cover one with its slate, turn to its next source, open its source anew."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.actions.action import Argument
from wallboard.actions.context import Context
from wallboard.actions.control import Control

Counts = tuple[tuple[str, int], ...]


def mute(control: Control, context: Context) -> Control:
    """Cover the pictures that are meant with their slates, or show them again if all of them are covered."""
    meant = {*_meant(context)}
    covered = {*control.muted}
    return replace(control, muted=tuple(sorted(covered - meant if meant <= covered else covered | meant)))


def next_source(control: Control, context: Context) -> Control:
    """Turn the pictures that are meant to the next of their sources."""
    return replace(control, picture_sources=_counted(control.picture_sources, context))


def reconnect(control: Control, context: Context) -> Control:
    """Open the sources of the pictures that are meant anew."""
    return replace(control, reconnects=_counted(control.reconnects, context))


def meant(_control: Control, context: Context) -> Argument | None:
    """The pictures that are meant, for the journal; None where there are none."""
    found = _meant(context)
    return {"panel": ", ".join(found)} if found else None


def _meant(context: Context) -> tuple[str, ...]:
    """The picture that was asked for, else the one beneath the pointer, else all that are up."""
    if "panel" in context.asked:
        asked = context.asked["panel"]
        return (asked,) if isinstance(asked, str) and asked in context.pictures else ()
    if context.pointed_panel in context.pictures:
        return (context.pointed_panel,)
    return context.pictures_up


def _counted(counts: Counts, context: Context) -> Counts:
    known = dict(counts)
    return tuple(sorted({**known, **{name: known.get(name, 0) + 1 for name in _meant(context)}}.items()))

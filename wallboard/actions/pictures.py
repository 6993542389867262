"""What the operator does to live pictures: cover one with its slate, turn to its next source, open its source anew."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from wallboard.actions.action import Argument
from wallboard.actions.context import Context
from wallboard.actions.control import Control

Counts = tuple[tuple[str, int], ...]
_BETWEEN: Final = ", "


def mute(control: Control, context: Context) -> Control:
    """Cover the pictures that are meant with their slates, or show them again if all of them are covered."""
    meant, covered = {*_meant(context)}, {*control.muted}
    return replace(control, muted=tuple(sorted(covered | meant if _covers(control, context) else covered - meant)))


def next_source(control: Control, context: Context) -> Control:
    """Turn the pictures that are meant to the next of their sources."""
    return replace(control, picture_sources=_counted(control.picture_sources, context))


def reconnect(control: Control, context: Context) -> Control:
    """Open the sources of the pictures that are meant anew."""
    return replace(control, reconnects=_counted(control.reconnects, context))


def meant(_control: Control, context: Context) -> Argument | None:
    """The pictures that are meant, for the journal; None where there are none."""
    found = _meant(context)
    return {"panel": _BETWEEN.join(found)} if found else None


def which_way(control: Control, context: Context) -> Argument | None:
    """As `meant`, and whether they are to be covered (1) or shown (0): who asks for one does not get the other."""
    found = meant(control, context)
    return None if found is None else {**found, "muted": int(_covers(control, context))}


def turned_to(control: Control, context: Context) -> Argument | None:
    """As `meant`; for one picture alone also its number of turns then: two who ask at once turn it once."""
    found, named = meant(control, context), _meant(context)
    if found is None or len(named) > 1:
        return found
    return {**found, "turn": dict(control.picture_sources).get(named[0], 0) + 1}


def _covers(control: Control, context: Context) -> bool:
    return not {*_meant(context)} <= {*control.muted}


def _meant(context: Context) -> tuple[str, ...]:
    """The pictures that were asked for, else the one beneath the pointer, else all that are up."""
    if "panel" in context.asked:
        asked = context.asked["panel"]
        if not isinstance(asked, str):
            return ()
        several = tuple(asked.split(_BETWEEN))
        return (asked,) if asked in context.pictures else several if {*several} <= {*context.pictures} else ()
    if context.pointed_panel in context.pictures:
        return (context.pointed_panel,)
    return context.pictures_up


def _counted(counts: Counts, context: Context) -> Counts:
    known = dict(counts)
    return tuple(sorted({**known, **{name: known.get(name, 0) + 1 for name in _meant(context)}}.items()))

"""Which layout is up: as chosen, taking turns, or gone over by itself at the start or the end of the event."""

from __future__ import annotations

from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment


def layout_at(settings: Settings, control: Control, moment: Moment) -> str:
    """The name of the layout that is up under a control state at a moment."""
    layouts = settings.layouts
    name = control.layout if control.layout in layouts else settings.display.layout
    rotation = tuple(n for n in settings.display.rotation if n in layouts)
    if control.rotating_us is not None and rotation:
        turns = (moment.playhead_us - control.rotating_us) // round(settings.display.dwell_s * 1e6)
        name = rotation[turns % len(rotation)]
    event_us = moment.event_us
    for _ in layouts:
        layout = layouts[name]
        due_us = {"start": moment.facts.start_us, "end": moment.facts.end_us}.get(layout.until or "")
        after = layout.then or settings.event.opening
        if due_us is None or event_us is None or event_us < due_us or after not in layouts:
            break
        name = after
    return name

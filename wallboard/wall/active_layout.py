"""Which layout is up, and from which one it is just coming: as chosen, taking turns, or gone over by itself."""

from __future__ import annotations

import math

import msgspec
from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.config.display_settings import Way
from wallboard.config.settings import Settings
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.panels.record_day import record_of
from wallboard.wall.transitions import is_leaving, sunk, veil

HELD_US = 30_000_000
"""How long the layout before the start waits for the first sum of the event; then it goes over without one."""
COMING_US = 3_000_000
"""How long before it is due by itself a layout is made ready."""


class Up(msgspec.Struct, frozen=True):
    """The layout that is up. While it comes: the one that is `left`, and how much (0..1) of the change is over."""

    layout: str
    left: str = ""
    over: float = 1.0
    way: Way = "cut"


class _Step(msgspec.Struct, frozen=True):
    """A layout, the one before it, and for how long (recording time in microseconds) it has been the layout."""

    layout: str
    left: str = ""
    since_us: float = 0.0
    chosen_us: float = math.inf
    """How long ago it was chosen: what had gone over before that is meant as it is later."""


def up_at(settings: Settings, control: Control, moment: Moment) -> Up:
    """What is up under a control state at a moment. A picture that is frozen or paused is never in mid-change."""
    step = _paged(settings, control, moment, _gone_over(settings, moment, _chosen(settings, control, moment)))
    way = settings.layouts[step.layout].change or settings.display.change
    span_us = _span_us(settings, control)
    if way == "cut" or not 0 <= step.since_us < span_us or moment.frozen or moment.mode == "paused":
        return Up(step.layout)
    if step.left == step.layout or step.left not in settings.layouts:
        return Up(step.layout)
    return Up(step.layout, step.left, step.since_us / span_us, way)


def layout_at(settings: Settings, control: Control, moment: Moment) -> str:
    """The name of the layout that is up, or is coming."""
    return up_at(settings, control, moment).layout


def coming(settings: Settings, control: Control, moment: Moment) -> str | None:
    """The layout that nobody sees yet but will see in a few seconds, by a key or by itself; None where none does."""
    if moment.frozen or moment.mode == "paused" or control.blackout:
        return None
    up = up_at(settings, control, moment)
    if up.way == "travel" or (up.way == "dissolve" and is_leaving(up.over)):
        return up.layout
    later = layout_at(settings, control, replace(moment, playhead_us=moment.playhead_us + COMING_US))
    return later if later != up.layout else None


def can_show(settings: Settings, facts: EventInfo, layout: str) -> bool:
    """Whether a layout, or what stands in its place, has anything to say about the event: a countdown or a finale has
    not where nothing starts, a gala where no picture has a source.
    """
    meant = layout if facts.start_us is not None else settings.without_start(layout)
    shown = settings.layouts[meant]
    if shown.needs == "picture" and not settings.panels_of(meant) & settings.live_pictures.keys():
        return False
    return facts.start_us is not None or not shown.needs_start


def leaving(settings: Settings, control: Control, moment: Moment) -> tuple[str, int]:
    """Which layout a change that begins now leaves, and since when (recording time) it counts as being left.

    In mid-dissolve that is the layout which is to be seen, as far sunk into the ground as it is; the other
    ways are cut short.
    """
    up = up_at(settings, control, moment)
    over = sunk(veil(up.over)) if up.way == "dissolve" else 0.0
    seen = up.left if up.way == "dissolve" and is_leaving(up.over) else up.layout
    return seen, moment.playhead_us - round(over * _span_us(settings, control))


def _span_us(settings: Settings, control: Control) -> float:
    """How long a change takes, in recording time: as it is seen, however fast the playhead runs."""
    playhead = control.playhead
    return settings.display.change_s * 1e6 * (1.0 if playhead.mode == "following" else abs(playhead.rate))


def _chosen(settings: Settings, control: Control, moment: Moment) -> _Step:
    """The layout of the last key, or the one whose turn it is."""
    layouts, display = settings.layouts, settings.display
    since_us = moment.playhead_us - control.left_us
    rotation = tuple(n for n in display.rotation if n in layouts and can_show(settings, moment.facts, n))
    if control.rotating_us is None or not rotation:
        wanted = (control.layout, display.layout, settings.event.opening, *layouts)
        chosen = next((n for n in wanted if n in layouts and can_show(settings, moment.facts, n)), control.layout)
        return _Step(
            chosen,
            _left(settings, moment, control.left),
            since_us,
            moment.playhead_us - (control.layout_us or -math.inf),
        )
    turns, into_us = divmod(moment.playhead_us - control.rotating_us, round(display.dwell_s * 1e6))
    name, before = rotation[turns % len(rotation)], rotation[(turns - 1) % len(rotation)]
    if not turns:
        return _Step(name, _left(settings, moment, control.left), since_us, into_us)
    return _Step(name, _left(settings, moment, before), into_us, into_us)


def _paged(settings: Settings, control: Control, moment: Moment, step: _Step) -> _Step:
    """The page that is up of a layout with several, by how long it has been up and what the operator turned."""
    shown = [
        n for n in settings.layouts[step.layout].pages if n in settings.layouts and _has_a_say(settings, moment, n)
    ]
    if not shown or control.rotating_us is not None or not control.left_us:
        return step
    names, pinned_us = [step.layout, *shown], control.turning.pinned_us
    held_us = 0 if pinned_us is None else max(0, moment.playhead_us - pinned_us)
    turns, into_us = divmod(step.since_us - held_us, settings.display.dwell_s * 1e6)
    page = int(turns) + control.turning.offset
    if not turns and not control.turning.offset:
        return step
    return _Step(names[page % len(names)], names[(page - 1) % len(names)], into_us + held_us)


def _has_a_say(settings: Settings, moment: Moment, layout: str) -> bool:
    """Whether a page has something to show at a moment."""
    if settings.layouts[layout].needs == "record":
        return record_of(moment) is not None
    return can_show(settings, moment.facts, layout)


def _since_opened_us(moment: Moment, since_us: float) -> float:
    """How long the event has had a first sum to show, `since_us` after its start; negative while it waits for one."""
    opened_us = moment.state.opens_us
    waited_us = since_us - HELD_US
    return waited_us if opened_us is None else min(since_us, max(waited_us, moment.playhead_us - opened_us))


def _left(settings: Settings, moment: Moment, name: str) -> str:
    """A layout that is being left; none where its time is over meanwhile: nobody wants to see it again."""
    known = name in settings.layouts
    return name if known and _gone_over(settings, moment, _Step(name)).layout == name else ""


def _gone_over(settings: Settings, moment: Moment, step: _Step) -> _Step:
    """What a layout whose time is over has gone over to; at the start of the event at once, beneath its light."""
    layouts, event_us, clock = settings.layouts, moment.event_us, moment.state.clock
    if moment.facts.start_us is None:
        step = replace(step, layout=settings.without_start(step.layout))
    for _ in layouts:
        layout = layouts[step.layout]
        due_us = {"start": moment.facts.start_us, "end": moment.facts.end_us}.get(layout.until or "")
        after = layout.then or settings.event.opening
        if due_us is None or event_us is None or clock is None or event_us < due_us or after not in layouts:
            break
        since_us = (event_us - due_us) / clock.rate if clock.rate > 0 else math.inf
        if layout.until == "start":
            since_us = _since_opened_us(moment, since_us)
            if since_us < 0:
                break
        if layout.later in layouts and since_us > step.chosen_us:
            step = _Step(layout.later or "", step.left, step.since_us, step.chosen_us)
        elif since_us > step.since_us and step.left:  # a layout that had gone over long before it was chosen
            step = _Step(after, step.left, step.since_us)
        else:
            step = _Step(after, "" if layout.until == "start" else step.layout, since_us)
    return step

"""The rundown as the console tells it: what is on air by it, what comes when and why, and why not."""

from __future__ import annotations

from typing import Any, Final

from wallboard.actions.control import ALL, Control
from wallboard.actions.rundown import OnAir, Rundown, next_hard, on_air, reached_in, stopped
from wallboard.actions.table import layout_title
from wallboard.config.rundown_file import RundownEntry
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, joined_texts, same
from wallboard.console.wall_view import Seen
from wallboard.core.instants import SECOND_US, elapsed
from wallboard.core.moment import Moment
from wallboard.core.numerals import amount
from wallboard.core.wording import Said, say
from wallboard.stage.imagined_screens import imagined

Told = dict[str, Any]
_LOOK_BACK_US: Final = 600 * SECOND_US
"""A countdown's bar is as long as the time since the entry before, up to this."""


def told_rundown(seen: Seen, settings: Settings) -> Told | None:
    """All entries and how they stand; None where there is no rundown."""
    if seen.rundown is None:
        return None
    moment, entries = seen.moment, seen.rundown
    if moment is None or moment.event_us is None or seen.curve is None:
        state, event_us = OnAir(), None
        rundown = Rundown(entries, None)
    else:
        event_us = moment.event_us
        rundown = Rundown(entries, moment.facts.start_us)
        state = on_air(rundown, event_us, reached_in(seen.curve, moment.playhead_us, rundown.start_us))
    stop = stopped(rundown, seen.control, event_us)
    now = None if state.cue is None else state.cue.number
    return {
        "now": None if now is None else now + 1,
        "stop": stop,
        "on_hold": _why_not(stop, seen.control),
        "next": _next(state, rundown, settings, event_us, stop, moment),
        "entries": [
            _entry(number, entry, settings, moment) | {"state": _standing(number, entry, state, rundown, event_us)}
            for number, entry in enumerate(entries)
        ],
    }


def _why_not(stop: str, control: Control) -> dict[str, str] | None:
    """What stands against the rundown."""
    if not stop or stop == "no_clock":
        return None
    if stop == "held":
        return in_languages(say("console.stop.held", who=control.rundown_held_by or say("console.actions.keyboard")))
    return in_languages(say(f"console.stop.{stop}"))


def _next(
    state: OnAir, rundown: Rundown, settings: Settings, event_us: int | None, stop: str, moment: Moment | None
) -> Told | None:
    """What comes next by itself, in how many seconds, and why."""
    if event_us is None or moment is None:
        return None
    cue = state.next
    due_us = None if cue is None else cue.on_us
    if stop == "held":
        due_us = next_hard(rundown, event_us)
        entries = enumerate(rundown.entries)
        found = [
            (number, entry)
            for number, entry in entries
            if entry.hard and entry.at is not None and due_us == (rundown.start_us or 0) + entry.at
        ]
        number, entry = found[0] if found else (None, None)
    else:
        number, entry = (None, None) if cue is None else (cue.number, cue.entry)
    if number is None or entry is None or due_us is None:
        waiting = state.waiting[0] if state.waiting else None
        if waiting is None:
            return None
        number, entry, due_us = rundown.entries.index(waiting), waiting, None
    since_us = event_us - _LOOK_BACK_US if state.cue is None else state.cue.on_us
    span_us = 1 if due_us is None else max(1, due_us - since_us)
    return {
        "number": number + 1,
        "in_s": None if due_us is None else max(0, -(-(due_us - event_us) // SECOND_US)),
        "part": 0.0 if due_us is None else round(min(1.0, max(0.0, (event_us - since_us) / span_us)), 3),
        "what": _what(entry, settings),
        "why": in_languages(_starts(entry, moment)),
        "hard": entry.hard,
    }


def _entry(number: int, entry: RundownEntry, settings: Settings, moment: Moment | None) -> Told:
    return {
        "number": number + 1,
        "at": None if entry.at is None else elapsed(entry.at),
        "starts": in_languages(_starts(entry, moment)),
        "what": _what(entry, settings),
        "hold": elapsed(entry.hold) if entry.hold else None,
        "planned": None if entry.planned is None else elapsed(entry.planned),
        "note": entry.note,
        "hard": entry.hard,
    }


def _standing(number: int, entry: RundownEntry, state: OnAir, rundown: Rundown, event_us: int | None) -> str:
    """How an entry stands: now, next, done, or nothing of it."""
    if state.cue is not None and number == state.cue.number:
        return "now"
    if state.next is not None and number == state.next.number:
        return "next"
    if entry.at is None or event_us is None or rundown.start_us is None:
        return ""
    return "done" if rundown.start_us + entry.at <= event_us else ""


def _starts(entry: RundownEntry, moment: Moment | None) -> Said:
    """By what an entry comes."""
    if entry.at is not None:
        return say("console.rundown.at", time=elapsed(entry.at))
    if entry.after is None:
        return say("console.rundown.by_hand")
    own = None if moment is None else moment.own
    figure = str(entry.after) if own is None else Amount(entry.after, moment)
    return say("console.rundown.after", sum=figure)


class Amount:
    """A sum of the event in each language."""

    def __init__(self, minor: int, moment: Moment | None) -> None:
        self._minor, self._moment = minor, moment

    def first(self, language: str) -> str:
        """The sum as it is written there."""
        return "" if self._moment is None else str(amount(self._minor, self._moment.own, language, 0))

    exact = first


def _what(entry: RundownEntry, settings: Settings) -> dict[str, str]:
    """What an entry shows: a layout, one for each canvas in the order of the room, or a message."""
    shown = entry.shown
    if set(shown) == {ALL}:
        return in_languages(_title(shown[ALL], settings))
    if shown:
        layouts = [shown.get(canvas, shown.get(ALL)) for canvas in _canvases_of(settings)]
        return joined_texts(" | ", [same("—") if name is None else _title(name, settings) for name in layouts])
    return {} if entry.message is None else {tag: f"“{entry.message.first(tag)}”" for tag in ("en", "zh")}


def _canvases_of(settings: Settings) -> tuple[str, ...]:
    return tuple(p.canvas for p in imagined(settings) if p.role == "public")


def _title(layout: str, settings: Settings) -> Said:
    return layout_title(settings, layout) if layout in settings.layouts else say("console.did.action", action=layout)

"""The rundown as the console tells it: what is on air by it, what comes when and why, and why not."""

from __future__ import annotations

from typing import Any, Final

from wallboard.actions.control import ALL, Control
from wallboard.actions.rundown import OnAir, Rundown, next_hard, on_air, reached_in, stopped
from wallboard.actions.table import layout_title
from wallboard.config.rundown_file import RundownEntry
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, joined_texts, same
from wallboard.console.canvas_titles import canvas_title
from wallboard.console.told_actions import joined_takes
from wallboard.console.wall_view import SeenWall
from wallboard.core.instants import SECOND_US, elapsed
from wallboard.core.moment import Moment
from wallboard.core.numerals import amount
from wallboard.core.wording import Said, say
from wallboard.panels.estimate import passes_between
from wallboard.stage.imagined_screens import imagined

Told = dict[str, Any]
_MOST_BY_HAND: Final = 40
_LOOK_BACK_US: Final = 600 * SECOND_US
"""A countdown's bar is as long as the time since the entry before, up to this."""


def told_rundown(seen: SeenWall, settings: Settings) -> Told | None:
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
    came = {cue.number: cue.on_us for cue in (state.cue, state.message, state.recap) if cue is not None}
    lines = [
        _entry(number, entry, settings, moment)
        | {"state": _standing(number, entry, state, rundown, event_us)}
        | _compared(entry, came.get(number), rundown, seen)
        for number, entry in enumerate(entries)
    ]
    return {
        "now": None if now is None else now + 1,
        "now_s": None if state.cue is None or event_us is None else (event_us - state.cue.on_us) // SECOND_US,
        "plan": _plan(lines, now, rundown, event_us),
        "by_hand": _by_hand(seen, settings, rundown),
        "stop": stop,
        "on_hold": _why_not(stop, seen.control),
        "next": _next(state, rundown, settings, event_us, stop, moment),
        "entries": lines,
    }


def _compared(entry: RundownEntry, came_us: int | None, rundown: Rundown, seen: SeenWall) -> Told:
    """How far an entry was, or will be, behind its plan (seconds; below zero: ahead), and when it may come.

    `over_s` is None where there is no plan or nobody knows; `estimate` is a range by the pace of the last ten minutes.
    """
    start_us, moment, curve = rundown.start_us, seen.moment, seen.curve
    if start_us is None or moment is None or curve is None:
        return {"over_s": None, "estimate": None}
    on_us, estimate = came_us, None
    if entry.at is not None:
        on_us = start_us + entry.at if came_us is None else came_us
    elif entry.after is not None:
        on_us = came_us or reached_in(curve, moment.playhead_us, start_us)(entry.after)
        shown = moment.state.curve
        if on_us is None and shown is not None and not moment.stale:
            estimate = passes_between(shown, entry.after, moment.facts.end_us)
    over_s = None if on_us is None or entry.planned is None else (on_us - start_us - entry.planned) // SECOND_US
    told = None if estimate is None else [elapsed(us - start_us)[: -len(":00")] for us in estimate]
    return {"over_s": over_s, "estimate": told}


def _plan(lines: list[Told], now: int | None, rundown: Rundown, event_us: int | None) -> Told | None:
    """How the night stands against its plan, by the newest entry that has one, and which hard entry ends that."""
    if now is None or event_us is None:
        return None
    planned = [line for line in lines[: now + 1] if line["over_s"] is not None]
    if not planned:
        return None
    hard_us = next_hard(rundown, event_us)
    back = None
    if hard_us is not None and rundown.start_us is not None:
        back = elapsed(hard_us - rundown.start_us)
    return {"over_s": planned[-1]["over_s"], "number": planned[-1]["number"], "back": back}


def _by_hand(seen: SeenWall, settings: Settings, rundown: Rundown) -> list[Told]:
    """What was put on air by hand, with who, in the order of the night; each after which entry of the table."""
    if rundown.start_us is None:
        return []
    timed = [(n, rundown.start_us + e.at) for n, e in enumerate(rundown.entries) if e.at is not None]
    found = []
    for done in seen.rows:
        if done.row.action == "rundown" or not done.took or done.event_us is None:
            continue
        before = [number for number, at_us in timed if at_us <= done.event_us]
        found.append(
            {
                "id": done.row.id,
                "at": elapsed(done.event_us - rundown.start_us),
                "who": str(done.argument.get("who") or ""),
                "what": in_languages(joined_takes(done, settings)),
                "behind": before[-1] + 1 if before else 0,
            }
        )
    return found[-_MOST_BY_HAND:]


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
        "why": in_languages(_why(state, entry, rundown, moment)),
        "hard": entry.hard,
    }


def _why(state: OnAir, entry: RundownEntry, rundown: Rundown, moment: Moment) -> Said:
    """By what an entry comes, and which one comes before it as soon as its sum is passed."""
    why = _starts(entry, moment)
    first = next((each for each in state.waiting if each is not entry), None)
    if first is None or entry.at is None:
        return why
    place = next(n for n, each in enumerate(rundown.entries) if each is first)
    return say("console.rundown.before", why=why, n=place + 1, first=_starts(first, moment))


def _entry(number: int, entry: RundownEntry, settings: Settings, moment: Moment | None) -> Told:
    return {
        "number": number + 1,
        "at": None if entry.at is None else elapsed(entry.at),
        "starts": in_languages(_starts(entry, moment)),
        "what": _what(entry, settings),
        "hold": elapsed(entry.hold) if entry.hold else None,
        "planned": None if entry.planned is None else elapsed(entry.planned),
        "note": entry.note,
        "kind": "layout" if entry.shown else "message" if entry.message is not None else "recap",
        "layouts": [entry.shown.get(name, entry.shown.get(ALL)) for name in _canvases_of(settings)],
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
    if entry.message is not None:
        message = entry.message
        return {tag: f"“{message.first(tag)}”" for tag in ("en", "zh")}
    return in_languages(say("console.did.on", canvas=canvas_title(entry.recap or ""), what=say("console.time.recap")))


def _canvases_of(settings: Settings) -> tuple[str, ...]:
    return tuple(p.canvas for p in imagined(settings) if p.role == "public")


def _title(layout: str, settings: Settings) -> Said:
    return layout_title(settings, layout) if layout in settings.layouts else say("console.did.action", action=layout)

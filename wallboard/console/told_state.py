"""The wall as the console tells it: one JSON object, made from what was seen, the same for every page and program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any, Final

from msgspec.structs import replace

from wallboard.actions import photo_countdown, recap
from wallboard.actions.control import ALL, CanvasPicture, Control, picture_on
from wallboard.actions.table import LAYOUT, layout_title
from wallboard.config.checks import CARRIES_BADGES
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, same
from wallboard.console.canvas_titles import canvas_title
from wallboard.console.told_actions import told_actions
from wallboard.console.told_chief import told_chief
from wallboard.console.told_health import alarms, health_rows
from wallboard.console.told_machines import machine_rows
from wallboard.console.told_pictures import PictureTeller
from wallboard.console.told_rundown import told_rundown
from wallboard.console.wall_view import SeenWall
from wallboard.core.badges import badges
from wallboard.core.instants import SECOND_US, clock, elapsed, from_us
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, amount, full_amount
from wallboard.core.wording import Said, has, say
from wallboard.stage.imagined_screens import imagined

Told = dict[str, Any]
_MOST_MARKS: Final = 100
GONE_US: Final = 5 * SECOND_US
"""A canvas that is not painted for so long while others are has lost its screen."""
SETTLED_US: Final = SECOND_US
"""So long after a change it is certainly painted."""
ON_AIR: Final = ("take", "cut", LAYOUT, "blackout")
"""How the ids of actions begin that change what is on air."""


class StateTeller:
    """Makes the object; what depends on the configuration alone is made once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._canvases = tuple((p.canvas, p.canvas_size, p.role) for p in imagined(settings))
        names = [name for name, _, _ in self._canvases]
        self.canvases = tuple(names)
        self._layouts = _layouts(settings)
        self._pictures = PictureTeller(settings)

    def state(self, seen: SeenWall) -> Told:
        """All of it at an instant."""
        moment, control = seen.moment, seen.control
        return {
            "revision": control.revision,
            "row": seen.row,
            "at_ms": seen.now.utc_us // 1000,
            "problem": seen.problem,
            "event": _event(self.settings, moment),
            "clock": _clock(moment, control),
            "badges": [] if moment is None else [_badge(badge.kind, badge.age_s) for badge in badges(moment)],
            "figures": _figures(moment),
            "playhead": _playhead(seen),
            "black": control.blackout or all(control.on(name).blackout for name in self.canvases),
            "frozen_s": None if control.frozen_us is None else _since_s(seen, "freeze"),
            "locked": _locked(seen),
            "languages": list(self.settings.display.languages),
            "currencies": _currencies(moment),
            "rotation": control.rotating_us is not None,
            "change": self.settings.display.change,
            "transition": self.settings.display.change_s if self.settings.display.change != "cut" else 0,
            "canvases": [self._canvas(seen, *each) for each in self._canvases if is_there(each[0], seen)],
            "layouts": [each | {"absent": self._absent(seen, each)} for each in self._layouts],
            "held": _held(seen),
            "message": _message(seen),
            "rundown": told_rundown(seen, self.settings),
            "photo": photo_countdown.count(control, seen.now.now_us),
            "recap": None if control.recap is None or recap.is_over(control, seen.now.now_us) else control.recap.canvas,
            "withdrawn": list(control.withdrawn),
            "panels": self._panels(control),
            "pictures": self._pictures.told(control, [self._shown(seen, name) for name in self.canvases]),
            "chief": told_chief(seen, self.settings),
            "health": health_rows(seen),
            "machines": machine_rows(seen.link),
            "alarms": alarms(seen),
            "actions": told_actions(seen.rows, self.settings, zone_of(seen), undoable=undoable_row(seen)),
        }

    def _panels(self, control: Control) -> list[Told]:
        """The panels whose figures can be hidden by hand: those of the layouts that are up, and those that are."""
        settings = self.settings
        up = {layout for name in self.canvases if (layout := control.on(name).layout) in settings.layouts}
        shown = {panel for layout in up for form in settings.layouts[layout].canvas.values() for panel in form.panels}
        hidden = control.withdrawn
        names = [
            name
            for name, options in settings.panels.items()
            if options.kind not in CARRIES_BADGES and (name in shown or name in hidden)
        ]
        return [{"name": name, "hidden": name in hidden} for name in names]

    def _canvas(self, seen: SeenWall, name: str, size: tuple[int, int], role: str) -> Told:
        alone = seen.control.on(name)
        layout = self._shown(seen, name)
        on_air = replace(picture_on(alone, name), layout=layout)
        prepared = seen.control.prepared(name)
        fixed = name in self.settings.canvases and self.settings.canvases[name].layout is not None
        ready = prepared is not None and not fixed and _says(prepared) != _says(on_air)
        return {
            "name": name,
            "title": in_languages(canvas_title(name)),
            "short": in_languages(canvas_title(name, short=True)),
            "size": list(size),
            "role": role,
            "program": self._picture(on_air),
            "preview": self._picture(prepared) if ready and prepared is not None else None,
            "black": alone.blackout,
            "gone": _gone(seen, name),
            "changed": _changed(seen.control, name),
        }

    def _picture(self, picture: CanvasPicture) -> Told:
        detail = say("console.province_n", n=picture.province) if picture.province else None
        return {
            "layout": picture.layout,
            "title": self._title(picture.layout),
            "detail": None if detail is None else in_languages(detail),
            "language": picture.language,
            "currency": picture.currency,
            "province": picture.province,
            "pinned": picture.turning.pinned_us is not None,
            "message": None if picture.message is None else dict(picture.message.texts),
        }

    def _shown(self, seen: SeenWall, canvas: str) -> str:
        """The layout on a canvas: the one that was painted, unless another was chosen since; as chosen where it is new.

        Where nobody says what was painted it is what the display reports, as far as layouts change by themselves.
        """
        control, layouts = seen.control.on(canvas), self.settings.layouts
        chosen = control.layout
        painted = (seen.painted or {}).get(canvas)
        changed_us = max((c.utc_us for c in seen.control.changes if c.canvas in (ALL, canvas)), default=0)
        if painted is not None and painted.layout in layouts:
            if painted.utc_us > changed_us + SETTLED_US:
                return painted.layout
            return self.settings.layout_on(canvas, chosen) if chosen in layouts else chosen
        reported = "" if seen.health is None or seen.health.display is None else seen.health.display.layout
        changes = control.rotating_us is not None or chosen not in layouts or layouts[chosen].until is not None
        if reported in layouts and changes:
            chosen = reported
        return self.settings.layout_on(canvas, chosen) if chosen in layouts else chosen

    def _title(self, layout: str) -> dict[str, str]:
        return in_languages(_short_title(self.settings, layout))

    def _absent(self, seen: SeenWall, layout: Told) -> dict[str, str] | None:
        """Why a layout has nothing to say now."""
        configured = self.settings.layouts[layout["name"]]
        if seen.moment is None:
            return None
        facts, event_us = seen.moment.facts, seen.moment.event_us
        if configured.needs == "picture" and not self._pictures.pictures:
            return in_languages(say("console.why.needs_picture"))
        if facts.start_us is None and self.settings.layouts[self.settings.without_start(layout["name"])].needs_start:
            return in_languages(say("console.why.needs_start"))
        begins = configured.until == "start" and configured.later is None
        if begins and event_us is not None and facts.start_us is not None:
            return in_languages(say("console.why.start_is_past")) if event_us >= facts.start_us else None
        return None


def is_there(canvas: str, seen: SeenWall) -> bool:
    """Whether a canvas has been painted since the display began; all of them are where nobody says."""
    return not seen.painted or canvas in seen.painted


def _gone(seen: SeenWall, canvas: str) -> Told | None:
    """Since when a canvas is painted no more while others are: its screen is gone."""
    painted = seen.painted or {}
    newest_us = max((each.utc_us for each in painted.values()), default=0)
    if canvas not in painted or newest_us - painted[canvas].utc_us < GONE_US:
        return None
    ago_us = seen.now.utc_us - painted[canvas].utc_us
    moment = seen.moment
    event_us = None if moment is None or moment.event_us is None else moment.event_us - ago_us
    since = "" if event_us is None else clock(event_us, zone_of(seen))
    return {"since": since, "seconds": ago_us // SECOND_US}


def _says(picture: CanvasPicture) -> tuple[object, ...]:
    """What two pictures must have in common to be the same."""
    message = None if picture.message is None else picture.message.texts
    return picture.layout, picture.turning, picture.language, picture.currency, picture.province, message


def _changed(control: Control, canvas: str) -> Told | None:
    """Who changed last what is on air on a canvas, and when."""
    found = [each for each in control.changes if each.canvas in (ALL, canvas)]
    newest = max(found, key=lambda each: each.revision, default=None)
    if newest is None or not newest.action.startswith(ON_AIR):
        return None
    return {"who": newest.who, "action": newest.action, "at_ms": newest.utc_us // 1000, "revision": newest.revision}


def _short_title(settings: Settings, layout: str) -> Said:
    return layout_title(settings, layout) if layout in settings.layouts else same(layout)


def _layouts(settings: Settings) -> list[Told]:
    named = sorted(settings.layouts.items(), key=lambda item: (not item[1].key, item[1].key))
    return [
        {"name": name, "title": in_languages(_short_title(settings, name)), "key": layout.key or ""}
        for name, layout in named
    ]


def _event(settings: Settings, moment: Moment | None) -> Told:
    facts = None if moment is None else moment.facts
    name = settings.theme.title or (None if facts is None else facts.name)
    return {
        "logo": settings.event.logo or ("" if facts is None else facts.logo),
        "name": {"en": "", "zh": ""} if name is None else in_languages(name),
        "simulated": moment is not None and moment.simulated,
    }


def _currencies(moment: Moment | None) -> Told:
    """The codes of the two currencies; "" where there is none."""
    if moment is None:
        return {"own": "", "second": ""}
    return {"own": moment.currency, "second": "" if moment.exchange is None else moment.exchange[0].code}


def _clock(moment: Moment | None, control: Control) -> Told:
    """The event's clock: elapsed and time of day in milliseconds, how fast it runs, and where it hangs."""
    if moment is None or moment.event_us is None:
        return {"elapsed_ms": None, "local": None, "rate": 0.0, "place": {"en": "", "zh": ""}}
    facts, point = moment.facts, moment.state.clock
    runs = {"following": 1.0, "playing": control.playhead.rate, "paused": 0.0}[control.playhead.mode]
    rate = 0.0 if moment.frozen or point is None else runs * point.rate
    offset = from_us(moment.event_us, facts.zoneinfo).utcoffset()
    return {
        "elapsed_ms": None if facts.start_us is None else (moment.event_us - facts.start_us) // 1000,
        "local_ms": moment.event_us // 1000 + (0 if offset is None else int(offset.total_seconds() * 1000)),
        "rate": rate,
        "place": in_languages(facts.place) if facts.place.texts else {"en": facts.zone, "zh": facts.zone},
    }


def _badge(kind: str, age_s: int | None) -> Told:
    return {"kind": kind, "seconds": age_s, "text": in_languages(say(f"badge.{kind}"))}


def _figures(moment: Moment | None) -> Told:
    gmv = None if moment is None else moment.figure("gmv")
    if moment is None or gmv is None:
        return {"gmv": {"en": MISSING, "zh": MISSING}, "age_s": None}
    return {
        "gmv": {language: str(full_amount(gmv, moment.own, language)) for language in ("en", "zh")},
        "age_s": None if moment.age_us is None else round(moment.age_us / SECOND_US, 1),
    }


def zone_of(seen: SeenWall) -> tzinfo:
    """Where the clock of the event hangs; UTC while nobody has said."""
    return UTC if seen.moment is None else seen.moment.facts.zoneinfo


def _playhead(seen: SeenWall) -> Told:
    playhead, moment = seen.control.playhead, seen.moment
    at_us = playhead.position(seen.now.edge_us, seen.now.mono_us, seen.first_us)
    first_us, edge_us = seen.first_us or at_us, seen.now.edge_us
    span_us = max(1, edge_us - first_us)
    recorded = None
    if moment is not None and moment.event_us is not None and playhead.mode != "following":
        facts = moment.facts
        recorded = facts.told(moment.event_us)
    return {
        "mode": playhead.mode,
        "rate": playhead.rate,
        "behind_s": round(max(0, seen.now.now_us - at_us) / SECOND_US, 1),
        "recorded": recorded,
        "place": min(1.0, max(0.0, (at_us - first_us) / span_us)),
        "marks": [round((us - first_us) / span_us, 4) for us in seen.marks if first_us <= us <= edge_us][-_MOST_MARKS:],
        "milestones": [
            round((m.commit_us - first_us) / span_us, 4) for m in seen.milestones if first_us <= m.commit_us <= edge_us
        ][-_MOST_MARKS:],
        "ticks": _ticks(moment, first_us, edge_us),
    }


def _ticks(moment: Moment | None, first_us: int, edge_us: int) -> list[str]:
    """What stands under the strip of the night: five times, evenly."""
    if moment is None or moment.state.clock is None:
        return []
    point, facts = moment.state.clock, moment.facts
    times = [point.at(first_us + (edge_us - first_us) * n // 4 + facts.delay_us) for n in range(5)]
    if facts.start_us is None:
        return [clock(us, facts.zoneinfo, seconds=False) for us in times]
    return [elapsed(us - facts.start_us)[: -len(":00")] for us in times]


def _held(seen: SeenWall) -> Told | None:
    moment = seen.moment
    held = None if moment is None else moment.state.held
    if moment is None or held is None:
        return None
    current = moment.state.current
    wall = None if current is None else current.snapshot.gmv_fen
    known_us = moment.playhead_us + moment.facts.delay_us

    def written(fen: int | None) -> Mapping[str, str]:
        return {
            language: MISSING if fen is None else str(amount(fen, moment.own, language, 3 if language == "en" else 2))
            for language in ("en", "zh")
        }

    apart = 0 if wall is None else held.gmv_fen - wall
    sign = "+" if apart > 0 else "−" if apart < 0 else ""
    reason = f"console.held.{held.reason}"
    return {
        "id": held.answer_id,
        "reason": held.reason,
        "detail": held.detail,
        "why": in_languages(say(reason if has(reason, "en") else "console.held.unsure")),
        "wall": written(wall),
        "source": written(held.gmv_fen),
        "apart": {tag: f"{sign}{text}" for tag, text in written(None if wall is None else abs(apart)).items()},
        "polls": [
            {"age_s": round(max(0, known_us - poll.commit_us) / SECOND_US, 1), "value": written(poll.gmv_fen)}
            for poll in seen.polls[-3:]
        ],
        "needed": moment.facts.confirmations,
    }


def _message(seen: SeenWall) -> Told | None:
    """The operator's line on the ticker, and until when it is there."""
    message, moment = seen.control.message, seen.moment
    if message is None or message.until_us <= seen.now.now_us or moment is None or moment.event_us is None:
        return None
    event_us = moment.event_us + message.until_us - seen.now.now_us
    return {"text": dict(message.texts), "until": clock(event_us, moment.facts.zoneinfo)}


def undoable_row(seen: SeenWall) -> int | None:
    """The row of the one action that can be undone now."""
    last = seen.control.undoable
    if last is None:
        return None
    return next((done.row.id for done in reversed(seen.rows) if done.row.action == last.action), None)


def _locked(seen: SeenWall) -> Told | None:
    if not seen.control.locked:
        return None
    return {"who": seen.control.locked_by, "at_ms": seen.control.locked_us // 1000}


def _since_s(seen: SeenWall, action: str) -> int:
    """For how long what an action did has held."""
    done = next((each for each in reversed(seen.rows) if each.row.action == action), None)
    return 0 if done is None else max(0, seen.now.utc_us - done.row.wall_us) // SECOND_US

"""The wall as the console tells it: one JSON object, made from what was seen, the same for every page and program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.actions import photo_countdown, recap
from wallboard.actions.control import Control
from wallboard.config.checks import CARRIES_BADGES
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages
from wallboard.console.told_actions import told_actions
from wallboard.console.told_canvases import CanvasTeller, short_title
from wallboard.console.told_chief import told_chief
from wallboard.console.told_clock import told_clock, told_playhead, zone_of
from wallboard.console.told_health import alarms, health_rows
from wallboard.console.told_machines import machine_rows, told_link
from wallboard.console.told_pictures import PictureTeller
from wallboard.console.told_rundown import told_rundown
from wallboard.console.wall_view import SeenWall
from wallboard.core.badges import badges
from wallboard.core.instants import SECOND_US, clock
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, amount, full_amount
from wallboard.core.wording import has, say

Told = dict[str, Any]


class StateTeller:
    """Makes the object; what depends on the configuration alone is made once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._canvases = CanvasTeller(settings)
        self.canvases = self._canvases.canvases
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
            "clock": told_clock(moment, control),
            "badges": [] if moment is None else [_badge(badge.kind, badge.age_s) for badge in badges(moment)],
            "figures": _figures(moment),
            "playhead": told_playhead(seen),
            "black": control.blackout or all(control.on(name).blackout for name in self.canvases),
            "frozen_s": None if control.frozen_us is None else _since_s(seen, "freeze"),
            "locked": _locked(seen),
            "languages": list(self.settings.display.languages),
            "currencies": _currencies(moment),
            "rotation": control.rotating_us is not None,
            "change": self.settings.display.change,
            "transition": self.settings.display.change_s if self.settings.display.change != "cut" else 0,
            "canvases": self._canvases.told(seen),
            "layouts": [each | {"absent": self._absent(seen, each)} for each in self._layouts],
            "held": _held(seen),
            "message": _message(seen),
            "rundown": told_rundown(seen, self.settings),
            "photo": photo_countdown.count(control, seen.now.now_us),
            "recap": None if control.recap is None or recap.is_over(control, seen.now.now_us) else control.recap.canvas,
            "withdrawn": list(control.withdrawn),
            "panels": self._panels(control),
            "pictures": self._pictures.told(control, [self._canvases.shown(seen, name) for name in self.canvases]),
            "chief": told_chief(seen, self.settings),
            "health": health_rows(seen),
            "machines": machine_rows(seen.link, self.settings),
            "link": told_link(seen.link, self.settings),
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


def _layouts(settings: Settings) -> list[Told]:
    named = sorted(settings.layouts.items(), key=lambda item: (not item[1].key, item[1].key))
    return [
        {"name": name, "title": in_languages(short_title(settings, name)), "key": layout.key or ""}
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

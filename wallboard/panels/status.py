"""status: clocks, badges and age in a line; on an operator's canvas also how everything behind the wall is doing."""

from __future__ import annotations

import msgspec

from wallboard.config.panels import StatusOptions
from wallboard.core.badges import badges
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING
from wallboard.core.wording import Said, say
from wallboard.paint.lettering import Piece, fitted, line, width
from wallboard.paint.ops import Op, Placed, Shape
from wallboard.paint.theme import Look
from wallboard.panels.badging import BadgeWord, badge_ops, worded
from wallboard.panels.event_words import passed, short_age, time_of_day
from wallboard.panels.intake_words import intake_rows
from wallboard.panels.panel_context import PanelContext, text_of
from wallboard.scene.grid import Rect


class StatusView(msgspec.Struct, frozen=True):
    """The line, and for operators rows of (what, how it is) and the alarms."""

    clock: str
    elapsed: str
    age: str
    badges: tuple[BadgeWord, ...]
    lines: tuple[tuple[str, str], ...] = ()
    alarms: tuple[str, ...] = ()
    words: tuple[str, str] = ("", "")
    """What stands before the time elapsed and before the age."""


def resolve(moment: Moment, options: StatusOptions, setting: PanelContext) -> StatusView:
    """The state at a moment; technical rows only for an operator's canvas."""
    facts, event_us, age_us = moment.facts, moment.event_us, moment.age_us
    full = options.detail == "full" and setting.role == "operator"
    return StatusView(
        clock=MISSING if event_us is None else time_of_day(facts, event_us, setting.language),
        elapsed=passed(facts, event_us) or MISSING,
        age=MISSING if age_us is None else short_age(round(age_us / SECOND_US)).first(setting.language),
        badges=tuple(worded(b, moment, setting) for b in badges(moment)),
        lines=(*_intake(moment, setting), *_noted(setting)) if full else (),
        alarms=setting.notes.alarms if full else (),
        words=(say("wall.elapsed").first(setting.language), _doubled(say("wall.age"), setting).upper()),
    )


def _intake(moment: Moment, setting: PanelContext) -> tuple[tuple[str, str], ...]:
    """How the collecting goes, in rows."""
    return tuple((_doubled(row.label, setting), row.text) for row in intake_rows(moment, setting.languages))


def _noted(setting: PanelContext) -> tuple[tuple[str, str], ...]:
    """The display's own rows, in the languages that are shown."""
    return tuple(
        (_doubled(text_of(what), setting), text_of(how).first(setting.language)) for what, how in setting.notes.lines
    )


def _doubled(what: Said, setting: PanelContext) -> str:
    """A text in the languages that are shown."""
    return " ".join(text for text in setting.pair(what) if text)


def place(view: StatusView, box: Rect, look: Look) -> Placed:
    """The line on top with its badges at the right, rows in two columns beneath, alarms last and in red."""
    em = min(look.type(0.0265), box.height * 0.6)
    base = box.y + em
    badge_height = em * 1.1
    signs, taken = badge_ops(view.badges, box.right, base - em * 0.34, badge_height, look)
    small, figure = look.style(em * 0.8, "steel", 600, 500), look.style(em, "ice", 700)
    head: list[Piece] = [
        (view.clock, figure), (f"   {view.words[0]} ", small), (view.elapsed, figure),
        (f"   {view.words[1]} ", small), (view.age, figure),
    ]  # fmt: skip
    live: list[Op] = [*signs, *line(box.x, base, fitted(head, box.width - taken - em, 0.6))]
    text = look.style(em * 0.82, "ice", 500, 500)
    key = look.style(em * 0.82, "steel", 600, 500)
    pitch = em * 1.25
    y = base + pitch * 1.3
    for alarm in view.alarms:
        live.append(Shape("cross", box.x + em * 0.35, y - em * 0.3, em * 0.6, look.color("red")))
        live += line(box.x + em, y, fitted(((alarm, look.style(em * 0.82, "ice", 600, 700)),), box.width - em))
        y += pitch
    widest = max((width(((what, key),)) for what, _ in view.lines), default=0.0)
    column = min(widest + em, box.width * 0.5)
    for what, how in view.lines:
        if y > box.bottom:
            break
        live += line(box.x, y, fitted(((what, key),), column - em))
        live += line(box.x + column, y, fitted(((how, text),), box.width - column))
        y += pitch
    return Placed((), tuple(live))

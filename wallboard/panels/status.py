"""status: clocks, badges and age in a line; on an operator's canvas also how everything behind the wall is doing."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.config.panels import StatusOptions
from wallboard.core.badges import badges
from wallboard.core.contract.consistency import contradictions
from wallboard.core.instants import SECOND_US
from wallboard.core.mapping import TAKEN_FROM
from wallboard.core.moment import Moment
from wallboard.core.money import spoken_sign
from wallboard.core.numerals import MISSING, full_money
from wallboard.paint.lettering import Piece, fitted, line, width
from wallboard.paint.ops import Op, Placed, Shape
from wallboard.paint.theme import Look
from wallboard.panels.badging import BadgeWord, badge_ops, worded
from wallboard.panels.event_words import passed, time_of_day
from wallboard.panels.panel_context import PanelContext, label_of
from wallboard.panels.wording import say
from wallboard.scene.grid import Rect


@dataclass(frozen=True, slots=True)
class StatusView:
    """The line, and for operators rows of (what, how it is) and the alarms."""

    clock: str
    elapsed: str
    age: str
    badges: tuple[BadgeWord, ...]
    lines: tuple[tuple[str, str], ...] = ()
    alarms: tuple[str, ...] = ()


def resolve(moment: Moment, options: StatusOptions, setting: PanelContext) -> StatusView:
    """The state at a moment; technical rows only for an operator's canvas."""
    facts, event_us, age_us = moment.facts, moment.event_us, moment.age_us
    full = options.detail == "full" and setting.role == "operator"
    return StatusView(
        clock=MISSING if event_us is None else time_of_day(facts, event_us, setting.language),
        elapsed=passed(facts, event_us) or MISSING,
        age=MISSING if age_us is None else f"{age_us / 1e6:.0f} s",
        badges=tuple(worded(b, moment, setting) for b in badges(moment)),
        lines=(*intake_lines(moment), *_noted(setting)) if full else (),
        alarms=setting.notes.alarms if full else (),
    )


def _noted(setting: PanelContext) -> tuple[tuple[str, str], ...]:
    """The display's own rows, in the languages that are shown."""
    pairs = ((setting.pair(label_of(what)), how) for what, how in setting.notes.lines)
    return tuple((f"{first} {second}".strip() if second != first else first, how) for (first, second), how in pairs)


def intake_lines(moment: Moment) -> tuple[tuple[str, str], ...]:
    """How the collecting goes, in rows: also what the status overlay shows."""
    state, intake, now_us = moment.state, moment.state.intake, moment.playhead_us
    rows = [
        ("Endpoint 接口", intake.source or MISSING),
        ("Last answer 最近应答", MISSING if intake.answer_us is None else f"{_ago(now_us, intake.answer_us)} ago"),
        ("Fetch time 取数用时", MISSING if intake.fetch_us is None else f"{intake.fetch_us / 1000:.0f} ms"),
        ("Interval, delay 间隔与延迟", f"{_s(moment.facts.interval_us)}, {_s(moment.facts.delay_us)}"),
        ("Data age 数据时效", MISSING if moment.age_us is None else _s(moment.age_us)),
    ]
    if moment.facts.time_from:
        rows.append(("Time 数据时间", f"{TAKEN_FROM[moment.facts.time_from]}: the source states none"))
    if intake.failure_us is not None:
        rows.append(("Last failure 最近故障", f"{_ago(now_us, intake.failure_us)} ago: {intake.failure}"))
    if intake.rejected:
        rows.append(("Rejected 已拒绝", intake.rejected))
    rows += [("Field 字段", problem) for problem in intake.problems[:4]]
    rows += [("Contradiction 数据矛盾", text) for text in contradictions(moment)]
    if state.held is not None:
        amount = full_money(state.held.gmv_fen, spoken_sign(moment.currency))
        rows.append(("HELD 待确认 (H / Shift+H)", f"{amount}: {state.held.detail or state.held.reason}"))
    return tuple(rows)


def _s(us: int) -> str:
    return f"{us / SECOND_US:.1f} s"


def _ago(now_us: int, then_us: int) -> str:
    return _s(max(0, now_us - then_us))


def place(view: StatusView, box: Rect, look: Look) -> Placed:
    """The line on top with its badges at the right, rows in two columns beneath, alarms last and in red."""
    em = min(look.type(0.0265), box.height * 0.6)
    base = box.y + em
    badge_height = em * 1.1
    signs, taken = badge_ops(view.badges, box.right, base - em * 0.34, badge_height, look)
    small, figure = look.style(em * 0.8, "steel", 600, 500), look.style(em, "ice", 700)
    head: list[Piece] = [
        (view.clock, figure), ("   " + (say("elapsed").zh or "") + " ", small), (view.elapsed, figure),
        ("   数据时效 AGE ", small), (view.age, figure),
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

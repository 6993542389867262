"""The status overlay: how collecting, recording and showing go, in the operator's detail."""

from __future__ import annotations

from wallboard.core.contract.consistency import contradictions
from wallboard.core.instants import SECOND_US, clock
from wallboard.core.moment import Moment
from wallboard.core.numerals import full_amount
from wallboard.core.wording import say
from wallboard.paint.ops import Op
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import Notes, text_of
from wallboard.stage.overlays.overlay_card import CardEntry, Words, card, middle, rows

TITLE = say("status.title")


def place_status(look: Look, moment: Moment, notes: Notes, words: Words) -> tuple[Op, ...]:
    """What the recording says of the intake, then what the display says of itself, alarms first."""
    lines = entries(moment, notes)
    ops, box = card(look, middle(look, 0.86, min(0.86, 0.16 + 0.054 * len(lines))), TITLE, words)
    return (*ops, *rows(look, box, lines, words))


def entries(moment: Moment, notes: Notes) -> tuple[CardEntry, ...]:
    """Every line of the status."""
    alarms = tuple(CardEntry(say("status.alarm"), text, alarm=True) for text in notes.alarms)
    own = tuple(CardEntry(text_of(label), text) for label, text in notes.lines)
    return (*alarms, *_intake(moment), *own)


def _intake(moment: Moment) -> tuple[CardEntry, ...]:
    intake, facts = moment.state.intake, moment.facts
    answered = "—" if intake.answer_us is None else f"{_ago(moment, intake.answer_us)}"
    fetch = "" if intake.fetch_us is None else f", {intake.fetch_us / 1000:.0f} ms"
    found = [
        CardEntry(say("status.endpoint"), intake.source or "—"),
        CardEntry(say("status.last_answer"), f"{answered}{fetch}", alarm=moment.stale),
        CardEntry(say("status.figures_of"), _figures_of(moment), alarm=moment.stale),
        CardEntry(
            say("status.delay"),
            f"{facts.delay_us / SECOND_US:g} s; polled every {facts.interval_us / SECOND_US:g} s",
        ),
    ]
    if intake.failure_us is not None and intake.failure:
        text = f"{_ago(moment, intake.failure_us)}: {intake.failure}"
        found.append(CardEntry(say("status.last_failure"), text))
    if intake.rejected:
        found.append(CardEntry(say("status.rejected"), intake.rejected, alarm=True))
    found += [CardEntry(say("status.field"), problem) for problem in intake.problems[:4]]
    found += [CardEntry(say("status.contradiction"), text, alarm=True) for text in contradictions(moment)]
    held = moment.state.held
    if held is not None:
        amount = full_amount(held.gmv_fen, moment.own, manner="text")
        text = f"{amount} — {held.detail or held.reason} (H accepts, Shift+H refuses)"
        found.append(CardEntry(say("status.held"), text, alarm=True))
    return tuple(found)


def _figures_of(moment: Moment) -> str:
    current, age_us = moment.state.current, moment.age_us
    if current is None:
        return "—"
    age = "" if age_us is None else f", {age_us // SECOND_US} s old"
    return f"{clock(current.snapshot.at_us, moment.facts.zoneinfo)}{age}"


def _ago(moment: Moment, at_us: int) -> str:
    live_us = moment.playhead_us + moment.facts.delay_us
    return f"{max(0, live_us - at_us) / SECOND_US:.1f} s ago"

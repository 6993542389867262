"""How the collecting goes, in rows of the status: causes in the languages of the wall, details as the log has them.

The log is in English, so its details stand behind a cause only where English is one of the languages shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wallboard.core.contract.consistency import cities_over
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, fixed, full_amount, grouped
from wallboard.core.recording_state import HeldValue, Intake
from wallboard.core.wording import REFERENCE, Said, catalogue_of, has, say
from wallboard.panels.event_words import time_of_day

PROBLEMS = 4
"""Fields that are told one by one."""


class IntakeRow(msgspec.Struct, frozen=True):
    """A row: what it is about, how that is, and whether it is an alarm."""

    label: Said
    text: str
    alarm: bool = False


def intake_rows(moment: Moment, languages: tuple[str, ...]) -> tuple[IntakeRow, ...]:
    """Source, last answer, pace, age; then failures, what is left out, contradictions, and what waits."""
    return (*_pace(moment, languages[0]), *_wrong(moment, languages))


def _pace(moment: Moment, language: str) -> Iterator[IntakeRow]:
    intake, facts = moment.state.intake, moment.facts
    yield IntakeRow(say("status.endpoint"), intake.source or MISSING)
    answered = MISSING if intake.answer_us is None else _ago(moment, intake.answer_us, language)
    yield IntakeRow(say("status.last_answer"), answered, alarm=moment.stale)
    if intake.fetch_us is not None:
        took = say("age.milliseconds", n=grouped(intake.fetch_us // 1000, language)).first(language)
        yield IntakeRow(say("status.fetch_time"), took)
    yield IntakeRow(say("status.figures_of"), _figures_of(moment, language), alarm=moment.stale)
    if facts.time_from:
        yield IntakeRow(say("status.remark"), say(f"intake.time_from_{facts.time_from}").first(language))
    yield IntakeRow(say("status.pace"), f"{_s(facts.interval_us, language)}, {_s(facts.delay_us, language)}")


def _wrong(moment: Moment, languages: tuple[str, ...]) -> Iterator[IntakeRow]:
    intake, language = moment.state.intake, languages[0]
    if intake.failure_us is not None and intake.failure:
        cause = failure_text(intake, languages)
        yield IntakeRow(say("status.last_failure"), f"{_ago(moment, intake.failure_us, language)}: {cause}")
    if intake.rejected:
        yield IntakeRow(say("status.rejected"), _cause("intake.rejected", intake.rejected, languages), alarm=True)
    for problem in intake.problems[:PROBLEMS]:
        yield IntakeRow(say("status.field"), _field(problem, languages))
    if over := cities_over(moment):
        amount = full_amount(over, moment.own, language, "text")
        yield IntakeRow(
            say("status.contradiction"), say("intake.cities_over", amount=str(amount)).first(language), True
        )
    held = moment.state.held
    if held is not None:
        yield IntakeRow(say("status.held_keys"), _held(held, moment, languages), alarm=True)


def failure_text(intake: Intake, languages: tuple[str, ...]) -> str:
    """Why the last fetch failed."""
    return _cause(_key("failure", intake.failure_kind), intake.failure, languages, intake.failure_source)


def _held(held: HeldValue, moment: Moment, languages: tuple[str, ...]) -> str:
    amount = full_amount(held.gmv_fen, moment.own, languages[0], "text")
    return f"{amount}: {_cause(_key('held', held.reason), held.detail or held.reason, languages)}"


def _field(problem: str, languages: tuple[str, ...]) -> str:
    path, _, why = problem.partition(": ")
    return f"{path}: {_cause('intake.field', why, languages)}"


def _key(kind: str, word: str) -> str:
    """The phrase of a recorded word; words of later versions are not known."""
    key = f"{kind}.{word}"
    return key if has(key, REFERENCE) else f"{kind}.unknown"


def _cause(key: str, detail: str, languages: tuple[str, ...], where: str = "") -> str:
    """The log's own words on an English wall, else the cause in the leading language, with them if English is shown."""
    language = languages[0]
    if catalogue_of(language) in (REFERENCE, None):
        return detail
    named = say(key)
    if REFERENCE in map(catalogue_of, languages):
        return say("joined", what=named, how=detail).first(language)
    return (say("joined", what=where, how=named) if where else named).first(language)


def _figures_of(moment: Moment, language: str) -> str:
    current, age_us = moment.state.current, moment.age_us
    if current is None:
        return MISSING
    told = time_of_day(moment.facts, current.snapshot.at_us, language)
    return told if age_us is None else f"{told} ({_s(age_us, language)})"


def _s(us: int, language: str) -> str:
    return say("age.seconds", n=fixed(us, SECOND_US, 1, language)).first(language)


def _ago(moment: Moment, then_us: int, language: str) -> str:
    live_us = moment.playhead_us + moment.facts.delay_us
    return say("age.ago", time=_s(max(0, live_us - then_us), language)).first(language)

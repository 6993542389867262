"""A recording is of one currency: whoever edits the configuration does not turn what is recorded into another money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Rules
from wallboard.recording.reader import RecordingReader


def of_one_currency(
    facts: EventInfo, rules: Rules, folder: Path, say: Callable[[str], None]
) -> tuple[EventInfo, Rules]:
    """The facts and rules to go on by in `folder`: amounts stay what they are in the recording there, if it has any.

    Raises RecordingError.
    """
    recorded = _recorded(folder)
    if recorded is None:
        return facts, rules
    was, code = recorded
    if was.minor_digits == facts.minor_digits and (not code or facts.currency in ("", code)):
        return facts, rules
    say(
        f"the recording goes on in {code or 'the currency it was begun in'}, not in {facts.currency or 'another one'}: "
        "start with another --record DIR for that"
    )
    kept = msgspec.structs.replace(
        facts,
        currency=code,
        minor_digits=was.minor_digits,
        second=was.second,
        usd_rate=was.usd_rate,
        rates=was.rates,
        rate_source=was.rate_source,
        milestones_fen=was.milestones_fen,
        earlier_years=was.earlier_years,
    )
    plausible = rules.plausible_fen_per_s * 10**was.minor_digits // 10**facts.minor_digits
    return kept, replace(rules, currency=code, plausible_fen_per_s=plausible)


def _recorded(folder: Path) -> tuple[EventInfo, str] | None:
    """The newest facts of a recording that has shown something, and the code of its currency as far as it is known."""
    with RecordingReader(folder, live=True) as reader:
        shown, ticks = reader.index.shown, reader.index.ticks["commit_us"]
        if not len(shown):
            return None
        facts = reader.facts_at(int(ticks[-1]))
        judge_state = reader.segments.last_judge_state()
        stated = "" if judge_state is None else judge_state.currency
        return None if facts is None else (facts, facts.currency or stated)

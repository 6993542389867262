"""What an edited configuration does not change in a recording that goes on: its currency, and an end that was moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from wallboard.collect.moved_end import with_moved_end
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Rules
from wallboard.recording.reader import RecordingReader


def as_recorded(facts: EventInfo, rules: Rules, folder: Path, say: Callable[[str], None]) -> tuple[EventInfo, Rules]:
    """The facts and rules to go on by in `folder`: as in the recording there, if it has any.

    Amounts stay what they are, and the end is where the chief has moved it. Raises RecordingError.
    """
    was, code, is_shown = _recorded(folder)
    facts, rules = with_moved_end(facts, rules, was)
    if was is None or not is_shown:
        return facts, rules
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


def _recorded(folder: Path) -> tuple[EventInfo | None, str, bool]:
    """The newest facts of a recording, the code of its currency if it is known, and whether it shows anything."""
    with RecordingReader(folder, live=True) as reader:
        sessions = reader.index.sessions
        if not sessions:
            return None, "", False
        facts = max(sessions, key=lambda session: session.commit_us).facts
        judge_state = reader.segments.last_judge_state()
        stated = "" if judge_state is None else judge_state.currency
        return facts, facts.currency or stated, len(reader.index.shown) > 0

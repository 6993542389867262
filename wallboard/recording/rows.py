"""What is read back from a recording besides figures: sessions, failures, held values, happenings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import msgspec

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.metrics import MOST_OWN, is_own_name, is_sound
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import Happening
from wallboard.core.mapping import NOT_KNOWN, Mapping, Received
from wallboard.recording import bounds

ALIVE = frozenset({"not_modified", "duplicate"})
"""Kinds of failure rows that bring nothing new and yet prove the endpoint alive."""

_LONGEST_RATE = 40
_INSTANTS = frozenset({"start_us", "end_us", "end_moved_us", "configured_end_us"})


class Session(msgspec.Struct, frozen=True):
    """One start of the collector: at recording time `commit_us` the system's clocks stood at `utc_us` and `mono_us`.

    `simulated`: whether any of its answers was a simulation; None where nobody knows, as in format 1.
    """

    commit_us: int
    utc_us: int
    mono_us: int
    facts: EventInfo
    mapping: Mapping | None
    simulated: bool | None = None

    def read(self, body: bytes, received: Received = NOT_KNOWN) -> Reading:
        """What the body of an answer of this session says, read as strictly as the collector read it."""
        return read_answer(body, self.mapping, self.facts.metrics, received, self.facts.minor_digits)


class FailureRow(msgspec.Struct, frozen=True):
    """A fetch that brought nothing new, or an alarm of the collector."""

    commit_us: int
    source: str
    kind: str
    message: str
    fetch_us: int

    @property
    def alive(self) -> bool:
        """Whether the endpoint answered all the same."""
        return self.kind in ALIVE


class VerdictRow(msgspec.Struct, frozen=True):
    """A judgement that put nothing on the wall: held, refused by the operator, or rejected."""

    commit_us: int
    answer_id: int
    verdict: str
    reason: str
    detail: str
    agreed: int


def session_of(row: Sequence[Any]) -> Session:
    """A session from its columns. Raises ValueError, MappingError on what no program has written."""
    commit_us, utc_us, mono_us, facts, mapping, zone, *more = row
    try:
        rules = None if mapping is None else Mapping.from_dict(bounds.table(mapping), bounds.text(zone or "UTC"))
    except (AttributeError, TypeError, LookupError) as error:
        msg = f"holds a mapping of no known form ({error})"
        raise bounds.RowError(msg) from None
    instants = bounds.instant(commit_us), bounds.instant(utc_us), bounds.whole(mono_us)
    return Session(*instants, facts_of(facts), rules, flag_of(more[0]) if more else None)


def flag_of(column: object) -> bool | None:
    """Yes or no, as a session or happening says it; None for anything else."""
    return bool(column) if column in (0, 1) else None


def facts_of(column: object) -> EventInfo:
    """The event as a session states it. Raises ValueError on what no program has written."""
    bounds.table(column)
    facts = msgspec.json.decode(str(column), type=EventInfo)
    rates = (facts.usd_rate, *(rate for _, rate in facts.rates))
    if any(len(rate) > _LONGEST_RATE for rate in rates) or not all(year.points for year in facts.earlier_years):
        msg = "states a rate of exchange or an earlier year that is none"
        raise bounds.RowError(msg)
    if len(facts.metrics) > MOST_OWN or any(not is_sound(metric) for metric in facts.metrics):
        msg = "states a metric that is none"
        raise bounds.RowError(msg)
    for name in EventInfo.__struct_fields__:
        value = getattr(facts, name)
        if not name.endswith("_us") or value is None:
            continue
        if name in _INSTANTS:
            bounds.instant(value)
        elif value < 0:
            msg = "states a span of time below zero"
            raise bounds.RowError(msg)
        else:
            bounds.whole(value, bounds.LONGEST_SPAN_US)
    return facts


def happening_of(row: Sequence[Any]) -> Happening:
    """A happening from its columns. Raises ValueError on what no program has written."""
    commit_us, at_us, kind, data = row
    told = bounds.table(data) | {
        "commit_us": bounds.instant(commit_us),
        "at_us": bounds.instant(at_us),
        "kind": bounds.text(kind),
    }
    happening = msgspec.convert(told, Happening)
    if happening.kind == "milestone" and happening.subject != str(happening.value):
        msg = "is a milestone of another sum than it says"
        raise bounds.RowError(msg)
    return happening


def _name(column: object) -> str:
    return sys.intern(bounds.text(column, bounds.LONGEST_NAME))


def failure_of(row: Sequence[Any]) -> FailureRow:
    """A failure from its columns. Raises ValueError on what no program has written."""
    commit_us, source, kind, message, fetch_us = row
    # A source that stands still gives tens of thousands of rows that say the same.
    source, kind = _name(source), _name(kind)
    return FailureRow(bounds.instant(commit_us), source, kind, sys.intern(bounds.text(message)), bounds.whole(fetch_us))


def verdict_of(row: Sequence[Any]) -> VerdictRow:
    """What a judgement says that put nothing on the wall. Raises ValueError on what no program has written."""
    commit_us, answer_id, verdict, reason, detail, agreed = row
    verdict, reason, told = _name(verdict), _name(reason), bounds.text(detail)
    return VerdictRow(bounds.instant(commit_us), bounds.whole(answer_id), verdict, reason, told, bounds.whole(agreed))


def withheld_of(column: object) -> tuple[str, ...]:
    """The contract's fields that a judgement withholds. Raises ValueError on what no program has written."""
    if not isinstance(column, str) or len(column) > bounds.LONGEST_TEXT:
        msg = "withholds what is no list of fields"
        raise bounds.RowError(msg)
    return tuple(
        name for name in msgspec.json.decode(column, type=tuple[str, ...]) if name in FIELDS or is_own_name(name)
    )

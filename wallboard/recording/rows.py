"""What is read back from a recording besides figures: sessions, failures, held values, happenings."""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import Happening
from wallboard.core.mapping import Mapping

ALIVE = frozenset({"not_modified", "duplicate"})
"""Kinds of failure rows that bring nothing new and yet prove the endpoint alive."""


@dataclass(frozen=True, slots=True)
class Session:
    """One start of the collector: at recording time `commit_us` the system's clocks stood at `utc_us` and `mono_us`."""

    commit_us: int
    utc_us: int
    mono_us: int
    facts: EventInfo
    mapping: Mapping | None


@dataclass(frozen=True, slots=True)
class FailureRow:
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


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A judgement that put nothing on the wall: held, refused by the operator, or rejected."""

    commit_us: int
    answer_id: int
    verdict: str
    reason: str
    detail: str
    agreed: int


def session_of(row: tuple[int, int, int, str, str | None, str | None]) -> Session:
    """A session from its columns. Raises ValueError, MappingError on what no program has written."""
    commit_us, utc_us, mono_us, facts, mapping, zone = row
    rules = None if mapping is None else Mapping.from_dict(json.loads(mapping), zone or "UTC")
    return Session(commit_us, utc_us, mono_us, msgspec.json.decode(facts, type=EventInfo), rules)


def happening_of(row: tuple[int, int, str, str]) -> Happening:
    """A happening from its columns. Raises ValueError on what no program has written."""
    commit_us, at_us, kind, data = row
    return msgspec.convert(json.loads(data) | {"commit_us": commit_us, "at_us": at_us, "kind": kind}, Happening)

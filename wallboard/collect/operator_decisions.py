"""The operator's decisions about a held value, a source's clock, the final sum or the event's end, as journalled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from wallboard.recording.bounds import table
from wallboard.recording.journal import JournalRow

_ACCEPTS = {"accept_held": True, "refuse_held": False}


@dataclass(frozen=True, slots=True)
class AcceptanceDecision:
    """Whether the operator accepts what the answer of that id brought, a held value or a source's clock."""

    answer_id: int
    accept: bool


@dataclass(frozen=True, slots=True)
class FinalDecision:
    """That the sum which was up when it was decided is final, or is not."""

    gmv_fen: int
    final: bool


@dataclass(frozen=True, slots=True)
class EndDecision:
    """That the event ends at `end_us`, decided at `decided_us` (UTC) while it was to end at `was_us` (None: open)."""

    end_us: int
    was_us: int | None
    decided_us: int


Decision = AcceptanceDecision | FinalDecision | EndDecision
Decisions = Callable[[], Sequence[Decision]]
"""The operator's decisions since it was last asked, oldest first; those made while nobody asked come first."""


class _Held(msgspec.Struct):
    answer_id: int


class _Sum(msgspec.Struct):
    gmv_fen: int
    final: int


class _End(msgspec.Struct):
    end_us: int
    was_us: int | None = None


def decisions_in(rows: Iterable[JournalRow]) -> Iterator[Decision]:
    """The decisions among the rows of a journal; all other actions are the display's own affair."""
    for row in rows:
        try:
            if row.action in _ACCEPTS:
                yield AcceptanceDecision(msgspec.convert(table(row.argument), _Held).answer_id, _ACCEPTS[row.action])
            elif row.action == "declare_final":
                told = msgspec.convert(table(row.argument), _Sum)
                yield FinalDecision(told.gmv_fen, bool(told.final))
            elif row.action == "move_end":
                end = msgspec.convert(table(row.argument), _End)
                yield EndDecision(end.end_us, end.was_us, row.wall_us)
        except ValueError:
            continue  # not written by any version of this program: nothing can be decided by it

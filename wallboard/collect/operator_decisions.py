"""The operator's word about a held value or the final sum, as the display writes it into the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from wallboard.collect.loop import Decision, FinalDecision, OperatorDecision
from wallboard.recording.bounds import table
from wallboard.recording.journal import JournalRow

_ACCEPTS = {"accept_held": True, "refuse_held": False}


class _Held(msgspec.Struct):
    answer_id: int


class _Sum(msgspec.Struct):
    gmv_fen: int
    final: int


def words_in(rows: Iterable[JournalRow]) -> Iterator[Decision]:
    """The decisions among the rows of a journal; all other actions are the display's own affair."""
    for row in rows:
        try:
            if row.action in _ACCEPTS:
                yield OperatorDecision(msgspec.convert(table(row.argument), _Held).answer_id, _ACCEPTS[row.action])
            elif row.action == "declare_final":
                told = msgspec.convert(table(row.argument), _Sum)
                yield FinalDecision(told.gmv_fen, bool(told.final))
        except ValueError:
            continue  # not written by any version of this program: nothing can be decided by it

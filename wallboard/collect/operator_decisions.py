"""The operator's word about a held value, as the display writes it into the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from wallboard.collect.loop import OperatorDecision
from wallboard.recording.bounds import table
from wallboard.recording.journal import JournalRow

_ACCEPTS = {"accept_held": True, "refuse_held": False}


class _Argument(msgspec.Struct):
    answer_id: int


def words_in(rows: Iterable[JournalRow]) -> Iterator[OperatorDecision]:
    """The decisions among the rows of a journal; all other actions are the display's own affair."""
    for row in rows:
        if row.action not in _ACCEPTS:
            continue
        try:
            argument = msgspec.convert(table(row.argument), _Argument)
        except ValueError:
            continue  # not written by any version of this program: nothing can be decided by it
        yield OperatorDecision(argument.answer_id, _ACCEPTS[row.action])

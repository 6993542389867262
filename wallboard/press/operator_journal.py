"""What the operator has decided that concerns the press desk, read from the wall's journal, which is never written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from wallboard.actions.press_words import LINE, texts_in
from wallboard.recording import bounds
from wallboard.recording.journal import JournalRow, JournalTail, actions_of

RELEASE: Final = "press_release"
"""The action that releases the page of a sum; its argument names the sum in minor units."""
Line = tuple[tuple[str, str], ...]
"""A text by language."""


class _Hidden(msgspec.Struct, frozen=True):
    """Of the control state, the panels whose figures are hidden."""

    withdrawn: tuple[str, ...] = ()


class OperatorJournal:
    """The sums that were released, the panels whose figures are hidden, and the chief's lines beside corrections.

    `fields` are those of the contract that a panel states. A row that this version cannot read is left out.
    """

    def __init__(self, recording: Path, fields: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._fields = fields or {}
        self._tail = JournalTail(recording) if recording.is_dir() else None
        self._panels: tuple[str, ...] = ()
        self.released: set[int] = set()
        self.lines: dict[int, Line] = {}
        """By the commit of the correction (recording time)."""
        if self._tail is None:
            self._take(actions_of(recording))

    def refresh(self) -> None:
        """Read what was done since the last time. Does not raise."""
        if self._tail is not None:
            self._take(self._tail.poll())

    @property
    def hidden(self) -> frozenset[str]:
        """The fields of the contract that are told of nowhere while a panel that states them is hidden."""
        return frozenset(field for panel in self._panels for field in self._fields.get(panel, ()))

    def _take(self, rows: tuple[JournalRow, ...]) -> None:
        for row in rows:
            try:
                self._take_row(row)
            except (bounds.RowError, msgspec.MsgspecError):
                continue  # of no version: it costs itself

    def _take_row(self, row: JournalRow) -> None:
        self._panels = msgspec.json.decode(row.state, type=_Hidden).withdrawn
        if row.action == RELEASE:
            self.released.add(int(bounds.whole(bounds.table(row.argument).get("gmv_fen"))))
        elif row.action == LINE:
            told = bounds.table(row.argument)
            self.lines[int(bounds.whole(told.get("commit_us")))] = tuple(texts_in(told).items())

"""Columns of whole numbers that grow at the end, so that a night is read from disk once and searched in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.int64]

MISSING = -1
"""What stands in a column of figures where nothing is known; no figure of the contract is negative."""


class Columns:
    """Named int64 columns of equal length, to which others may come; a view that was handed out stays as it was."""

    def __init__(self, *names: str) -> None:
        self._at = {name: row for row, name in enumerate(names)}
        self._data = np.empty((len(names), 64), dtype=np.int64)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, in the order of a row."""
        return tuple(self._at)

    def extend(self, rows: Sequence[Sequence[int]] | Column, names: Sequence[str] | None = None) -> None:
        """Add rows, shape (n, columns), in the order of `names` (None: of all); what they lack is MISSING."""
        if len(rows) == 0:
            return
        block = np.asarray(rows, dtype=np.int64)
        if names is not None and tuple(names) != self.names:
            for name in names:
                self._add(name)
            whole = np.full((len(block), len(self._at)), MISSING, dtype=np.int64)
            whole[:, [self._at[name] for name in names]] = block
            block = whole
        end = self._length + len(block)
        if end > self._data.shape[1]:
            # What was handed out keeps the old memory.
            grown = np.empty((self._data.shape[0], max(end, 2 * self._data.shape[1])), dtype=np.int64)
            grown[:, : self._length] = self._data[:, : self._length]
            self._data = grown
        self._data[:, self._length : end] = block.T
        self._length = end

    def _add(self, name: str) -> None:
        if name in self._at:
            return
        self._at[name] = len(self._at)
        self._data = np.vstack([self._data, np.full((1, self._data.shape[1]), MISSING, dtype=np.int64)])

    def __contains__(self, name: str) -> bool:
        return name in self._at

    def __getitem__(self, name: str) -> Column:
        """A column, shape (n,), read-only."""
        view = self._data[self._at[name], : self._length]
        view.flags.writeable = False
        return view


def last_at(times: Column, at_us: int) -> int:
    """The index of the last of ascending `times` at or before `at_us`, or -1."""
    return int(np.searchsorted(times, at_us, side="right")) - 1


def distinct(values: Column) -> Column:
    """Each of some values once, ascending: `np.unique`, which loads numpy's masked arrays (12 ms and 1 MB) for it."""
    ordered = np.sort(values)
    found: Column = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found

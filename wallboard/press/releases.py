"""The embargo: which sums the chief has released, by the journal of the wall or by the desk's own list."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wallboard.config.files import read_file
from wallboard.core.errors import WallboardError
from wallboard.press.desk import Desk
from wallboard.recording import bounds
from wallboard.recording.journal import JournalRow, JournalTail, actions_of

RELEASE: Final = "press_release"
"""The action of the journal that releases the page of a sum; its argument names the sum in minor units."""
LIST: Final = ".released"
_LONGEST = 64 * 1024


class Releases:
    """Read anew whenever they are asked for; written by nobody here but `release`."""

    def __init__(self, recording: Path, root: Path) -> None:
        self._root = root
        self._journal = JournalTail(recording) if recording.is_dir() else None
        self._sums = set() if recording.is_dir() else _sums(actions_of(recording))

    def withheld(self, desk: Desk) -> frozenset[str]:
        """The milestones that wait, by id."""
        if self._journal is not None:
            self._sums |= _sums(self._journal.poll())
        listed = released_in(self._root)
        return frozenset(m.id for m in desk.milestones if m.history.gmv_fen not in self._sums and m.id not in listed)


def _sums(rows: tuple[JournalRow, ...]) -> set[int]:
    found = set()
    for row in rows:
        if row.action == RELEASE:
            try:
                found.add(int(bounds.whole(bounds.table(row.argument).get("gmv_fen"))))
            except bounds.RowError:
                continue  # of no version: it costs itself
    return found


def released_in(root: Path) -> frozenset[str]:
    """The ids in the desk's own list; none where there is none."""
    try:
        text = read_file(root / LIST, _LONGEST).decode("utf-8", "replace")
    except OSError:
        return frozenset()
    return frozenset(text.split())


def release(root: Path, milestone: str) -> None:
    """Put a milestone on the desk's own list. Raises WallboardError."""
    try:
        with (root / LIST).open("a", encoding="utf-8") as file:
            file.write(f"{milestone}\n")
    except OSError as error:
        msg = f"the release cannot be kept ({error.strerror}): {root / LIST}"
        raise WallboardError(msg) from None

"""The embargo: which sums the chief has released, by the journal of the wall or by the desk's own list."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wallboard.config.files import read_file
from wallboard.core.errors import WallboardError
from wallboard.press.desk import Desk
from wallboard.press.operator_journal import OperatorJournal

LIST: Final = ".released"
_LONGEST = 64 * 1024


class Releases:
    """Read anew whenever they are asked for; written by nobody here but `release`."""

    def __init__(self, recording: Path, root: Path) -> None:
        self._root = root
        self._journal = OperatorJournal(recording)

    def withheld(self, desk: Desk) -> frozenset[str]:
        """The milestones that wait, by id."""
        self._journal.refresh()
        released, listed = self._journal.released, released_in(self._root)
        return frozenset(m.id for m in desk.milestones if m.history.gmv_fen not in released and m.id not in listed)


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

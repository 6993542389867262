"""The embargo: which sums may be told of, by the journal of the wall, the desk's own list, and the time that is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from wallboard.config.files import read_file
from wallboard.core.errors import WallboardError
from wallboard.core.instants import EARLIEST_US, LATEST_US, from_us, to_us
from wallboard.press.album import MANIFEST, folder_of
from wallboard.press.desk import Desk, PressMilestone
from wallboard.press.operator_journal import OperatorJournal

LIST: Final = ".released"
_LONGEST = 64 * 1024
Withheld = Mapping[str, int | None]
"""The milestones that wait, by id, and when each opens by the event's clock; None where nobody has said."""


class Releases:
    """Read anew whenever they are asked for; written by nobody here but `release`.

    `embargo_us` is how long a page waits at most after its sum was confirmed; None: until it is released.
    `now_us` tells the event's clock at a desk.
    """

    def __init__(
        self,
        recording: Path,
        root: Path,
        embargo_us: int | None = None,
        now_us: Callable[[Desk], int | None] = lambda desk: desk.made_us,
    ) -> None:
        self._root, self._embargo_us, self._now_us = root, embargo_us, now_us
        self._journal = OperatorJournal(recording)

    def withheld(self, desk: Desk) -> Withheld:
        """The milestones that wait. What was published once never waits again, nor does a correction of it."""
        self._journal.refresh()
        listed, now_us = released_in(self._root), self._now_us(desk)
        found: dict[str, int | None] = {}
        for milestone in desk.milestones:
            if milestone.history.gmv_fen in self._journal.released:
                continue
            opens_us = listed[milestone.id] if milestone.id in listed else self._opens_us(milestone)
            is_due = None not in (opens_us, now_us) and (now_us or 0) >= (opens_us or 0)
            is_open = is_due or (opens_us is None and milestone.id in listed)
            if not is_open and not self._is_published(milestone):
                found[milestone.id] = opens_us
        return found

    def _opens_us(self, milestone: PressMilestone) -> int | None:
        confirmed_us = milestone.last.instant.gmv.confirmed_us
        return None if self._embargo_us is None or confirmed_us is None else confirmed_us + self._embargo_us

    def _is_published(self, milestone: PressMilestone) -> bool:
        numbers = (made.edition.number for made in milestone.editions)
        return any((folder_of(self._root, milestone.id, number) / MANIFEST).is_file() for number in numbers)


def released_in(root: Path) -> dict[str, int | None]:
    """The ids in the desk's own list, and when each opens (event's clock); None: at once."""
    try:
        text = read_file(root / LIST, _LONGEST).decode("utf-8", "replace")
    except OSError:
        return {}
    found: dict[str, int | None] = {}
    for line in text.splitlines():
        milestone, _, time = line.strip().partition(" ")
        try:
            found[milestone] = instant_of(time) if time else None
        except (ValueError, OverflowError):
            continue
    return found


def instant_of(time: str) -> int:
    """A time with its offset as an instant: 2026-11-11T00:30:00+08:00. Raises ValueError, OverflowError."""
    at = datetime.fromisoformat(time.strip())
    if at.tzinfo is None:
        msg = f"{time} does not say its offset from UTC"
        raise ValueError(msg)
    at_us = to_us(at)
    if not EARLIEST_US <= at_us <= LATEST_US:
        msg = f"{time} is beyond what the clock of an event shows"
        raise ValueError(msg)
    return at_us


def release(root: Path, milestone: str, at_us: int | None = None) -> None:
    """Put a milestone on the desk's own list; `at_us`: it opens then, by the event's clock. Raises WallboardError."""
    try:
        with (root / LIST).open("a", encoding="utf-8") as file:
            file.write(f"{milestone}\n" if at_us is None else f"{milestone} {from_us(at_us).isoformat()}\n")
    except OSError as error:
        msg = f"the release cannot be kept ({error.strerror}): {root / LIST}"
        raise WallboardError(msg) from None

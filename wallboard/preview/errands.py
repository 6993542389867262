"""Which picture is made next: only those that somebody looks at, the prepared ones first, within a share of a core."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wallboard.core.instants import SECOND_US
from wallboard.preview.picture_files import Kind

WANTED_US: Final = 12 * SECOND_US
"""For so long after it was asked for a picture is kept fresh."""
SHARE: Final = 0.1
"""Of a core, that drawing takes on the average."""
LONGEST_US: Final = SECOND_US // 4
"""So much counts of one picture at most: the first one of a layout takes its time, once."""
_EVERY_US: Final = {
    "program": SECOND_US,
    "preview": SECOND_US,
    "button": SECOND_US,
    "key": SECOND_US,
    "layout": 10 * SECOND_US,
}
_ORDER: Final = ("preview", "program", "key", "button", "layout")


@dataclass(frozen=True, slots=True)
class Errand:
    """A picture: its kind, of which canvas or layout; what it shows stands in `of`, which changes with it."""

    kind: Kind
    name: str
    of: object = None


@dataclass(slots=True)
class _Made:
    of: object
    at_us: int


class Errands:
    """Chooses; instants are monotonic microseconds."""

    def __init__(self) -> None:
        self._made: dict[tuple[Kind, str], _Made] = {}
        self._free_us = 0

    def next(self, errands: Iterable[Errand], mono_us: int) -> Errand | None:
        """The picture to make now; None: none is due, or the share is used up.

        What is prepared or on a key and shows something else than when it was made is due at once. Neither that nor
        what is on air, which is but encoded, waits for its share.
        """
        due = [errand for errand in errands if self._is_due(errand, mono_us)]
        anew = [errand for errand in due if self._shows_else(errand)]
        cheap = [errand for errand in due if errand.kind == "program"]
        chosen = anew or (due if mono_us >= self._free_us else cheap)
        return min(chosen, key=lambda errand: self._rank(errand, mono_us), default=None)

    def made(self, errand: Errand, mono_us: int, took_us: int) -> None:
        """A picture was made, which took so long."""
        self._made[errand.kind, errand.name] = _Made(errand.of, mono_us)
        if errand.kind == "program":
            return
        took_us = min(took_us, LONGEST_US)
        self._free_us = max(self._free_us, mono_us - took_us) + round(took_us / SHARE)

    def _is_due(self, errand: Errand, mono_us: int) -> bool:
        made = self._made.get((errand.kind, errand.name))
        return made is None or made.of != errand.of or mono_us - made.at_us >= _EVERY_US[errand.kind]

    def _shows_else(self, errand: Errand) -> bool:
        made = self._made.get((errand.kind, errand.name))
        return errand.kind in ("preview", "button", "key") and (made is None or made.of != errand.of)

    def _rank(self, errand: Errand, mono_us: int) -> tuple[float, int]:
        """The most overdue one first; of several that were never made in the order of their kinds."""
        made = self._made.get((errand.kind, errand.name))
        late = math.inf if made is None else (mono_us - made.at_us) / _EVERY_US[errand.kind]
        return -late, _ORDER.index(errand.kind)

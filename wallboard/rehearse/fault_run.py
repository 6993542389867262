"""How one fault of a rehearsal went, and how the report says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallboard.core.instants import SECOND_US, elapsed
from wallboard.demo.rehearsal import Strike
from wallboard.rehearse.fault_injection import Undo


@dataclass(slots=True)
class FaultRun:
    """How a fault went: when it struck and ended (monotonic), what the wall showed, when it was right again.

    `pid` is the child that was struck, `blows` how often; `undo` takes back what was done to the machine; `awaited` is
    the monitor whose picture must come back; `left_out` says why it could not be rehearsed here.
    """

    strike: Strike
    struck_us: int | None = None
    over_us: int | None = None
    right_us: int | None = None
    pid: int | None = None
    blows: int = 0
    undo: Undo | None = None
    awaited: str = ""
    showed: list[str] = field(default_factory=list)
    oldest_s: int = 0
    left_out: str = ""

    @property
    def said(self) -> str:
        """The fault in words, and when it struck."""
        return f"{elapsed(self.strike.at_us)} {self.strike.announced}"

    @property
    def wall(self) -> str:
        """What the wall showed, in words."""
        found = [*self.showed, *([f"STALE up to {self.oldest_s} s"] if self.oldest_s else [])]
        return self.left_out or "; ".join(found) or "nothing of it"

    @property
    def recovery(self) -> str:
        """How long after its end the picture was right again."""
        if self.left_out:
            return "—"
        if self.right_us is None or self.over_us is None:
            return "not within the rehearsal"
        return f"{max(0, self.right_us - self.over_us) / SECOND_US:.1f} s"

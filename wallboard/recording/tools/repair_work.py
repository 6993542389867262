"""What a repair carries from one segment of a recording to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallboard.core.contract.fields import FIELDS
from wallboard.recording.rows import Session
from wallboard.recording.schema import COUNTED, PAYLOADS
from wallboard.recording.tools.carve import Row
from wallboard.recording.tools.file_writer import FileWriter
from wallboard.recording.tools.judgement_record import JudgementRows


@dataclass(slots=True)
class RepairWork:
    """What is carried from one segment to the next.

    Of the present segment: the `columns` of its answers, the contract's `fields` that its program knew, whether it
    holds `readings`, and whether its bodies were left out. `known_fields` were known to all programs so far.
    """

    sink: FileWriter
    lines: list[str] = field(default_factory=list)
    sessions: dict[int, Row] = field(default_factory=dict)
    known: dict[int, Session] = field(default_factory=dict)
    first_answers: dict[int, int] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    lost: dict[str, list[int]] = field(default_factory=lambda: {table: [] for table in PAYLOADS})
    columns: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset(FIELDS)
    known_fields: frozenset[str] = frozenset(FIELDS)
    readings: bool = False
    bodiless: bool = False
    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    last_us: int = 0
    rulings: JudgementRows = field(default_factory=JudgementRows)

    def session(self, number: int) -> Session | None:
        """The session of that number, else the one nearest to it; None while none can be read."""
        near = min(self.known, key=lambda known: abs(known - number), default=None)
        return None if near is None else self.known[near]

    def number(self, table: str) -> int:
        """The next id of a table whose rows are numbered anew."""
        self.taken[table] += 1
        return self.taken[table]

"""What became of every sum that was passed: its editions, and the corrections that took them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from wallboard.core.currencies import Currency
from wallboard.core.happenings import Happening
from wallboard.core.number_forms import forms
from wallboard.core.recording_state import Milestone

Lines = Mapping[int, tuple[tuple[str, str], ...]]
"""What the chief says of corrections, by their commits."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The total was `before_fen` and is `value_fen` as of `at_us` (event time); committed at `commit_us`.

    `restart`: the source began anew, so that nothing of before counts; then `value_fen` says nothing. `line` is what
    the chief says of it, by language.
    """

    commit_us: int
    at_us: int
    before_fen: int
    value_fen: int
    restart: bool = False
    line: tuple[tuple[str, str], ...] = ()

    def said(self, language: str) -> str:
        """The line in a language; "" where there is none in it."""
        return dict(self.line).get(language, "")


@dataclass(frozen=True, slots=True)
class Edition:
    """One time that a sum was passed, numbered from 1; `withdrawn` is the correction that took it back, if one did."""

    number: int
    milestone: Milestone
    withdrawn: Correction | None = None


@dataclass(frozen=True, slots=True)
class SumHistory:
    """All editions of one sum, oldest first; there is at least one."""

    gmv_fen: int
    editions: tuple[Edition, ...]

    @property
    def last(self) -> Edition:
        """The newest edition, withdrawn or not."""
        return self.editions[-1]

    @property
    def standing(self) -> Edition | None:
        """The edition that holds; None where the sum was taken back and not passed again."""
        return None if self.last.withdrawn else self.last

    @property
    def earlier(self) -> tuple[Edition, ...]:
        """The editions that were taken back."""
        return tuple(edition for edition in self.editions if edition.withdrawn)


def histories(happenings: Iterable[Happening], until_us: int, lines: Lines | None = None) -> tuple[SumHistory, ...]:
    """Every sum passed up to an instant of recording time, in the order of its first edition."""
    found: dict[int, list[Edition]] = {}
    for happening in happenings:
        if happening.commit_us > until_us:
            continue
        if happening.kind == "milestone":
            editions = found.setdefault(happening.value, [])
            if not editions or editions[-1].withdrawn is not None:  # no sum is passed again while it stands
                editions.append(Edition(len(editions) + 1, _milestone(happening)))
        elif happening.kind in ("correction", "start"):
            _take_back(found, _correction(happening, lines or {}))
    return tuple(SumHistory(gmv_fen, tuple(editions)) for gmv_fen, editions in found.items())


def corrections(happenings: Iterable[Happening], until_us: int, lines: Lines | None = None) -> tuple[Correction, ...]:
    """Every correction of the total up to an instant of recording time, oldest first."""
    return tuple(_correction(h, lines or {}) for h in happenings if h.kind == "correction" and h.commit_us <= until_us)


def _take_back(found: dict[int, list[Edition]], correction: Correction) -> None:
    """A total that fell has not passed what lies above it."""
    for gmv_fen, editions in found.items():
        falls = correction.restart or gmv_fen > correction.value_fen
        if falls and editions[-1].withdrawn is None:
            editions[-1] = replace(editions[-1], withdrawn=correction)


def _milestone(happening: Happening) -> Milestone:
    how = happening.exact, happening.record, happening.simulated
    return Milestone(happening.value, happening.at_us, happening.commit_us, *how)


def _correction(happening: Happening, lines: Lines) -> Correction:
    restart, line = happening.kind == "start", lines.get(happening.commit_us, ())
    return Correction(happening.commit_us, happening.at_us, happening.before, happening.value, restart, line)


def sum_id(gmv_fen: int, currency: Currency) -> str:
    """The permanent name of a sum in addresses: gmv-10bn, gmv-57-1bn; one that is not round is written out.

    Two sums never share a name.
    """
    whole, part = divmod(gmv_fen, currency.scale)
    if part == 0:
        for unit in forms("en").units():
            if unit.size <= whole < 10_000 * unit.size and whole * 1000 % unit.size == 0:
                digits, thousandths = divmod(whole * 1000 // unit.size, 1000)
                decimals = f"-{thousandths:03d}".rstrip("0") if thousandths else ""
                return f"gmv-{digits}{decimals}{unit.word('other').lower()}"
    return f"gmv-{whole}" if part == 0 else f"gmv-{whole}-{part:0{currency.digits}d}"

"""A proposed mapping and its rules, as values."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.config.new_file import quoted
from wallboard.core.contract.reading import Reading

SURE, LIKELY = 85, 55
"""From which fit on, of 100, a rule is called so."""
NEARLY = 15
"""By how much less another candidate may fit to be told beside the first one."""
MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Proposed:
    """A rule for one field: its keys and values as the file has them, how well it fits, and what else there was."""

    field: str
    rule: tuple[tuple[str, str], ...]
    fit: int
    others: tuple[str, ...] = ()
    told: str = ""

    @property
    def how_sure(self) -> str:
        """In words."""
        return "sure" if self.fit >= SURE else "likely" if self.fit >= LIKELY else "a guess"

    @property
    def path(self) -> str:
        """Where it is found; nothing for what comes from elsewhere."""
        return dict(self.rule).get("path", "")

    def line(self) -> str:
        """The line of the mapping, with why as its comment."""
        written = ", ".join(f"{key} = {text if text == 'true' else quoted(text)}" for key, text in self.rule)
        plain = len(self.rule) == 1 and self.rule[0][0] == "path"
        value = quoted(self.rule[0][1]) if plain else f"{{ {written} }}"
        instead = f"; or {', '.join(self.others)}" if self.others else ""
        return f"{self.field} = {value}  # {self.how_sure}: {self.told}{instead}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping that nobody has agreed to yet: `lines` of TOML, and what is understood by it."""

    lines: tuple[str, ...]
    reading: Reading

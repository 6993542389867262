"""What doctor says about one thing."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import msgspec


class FindingMark(Enum):
    """How a thing stands: sign, the same in ASCII, colour. The sign says it; colour only helps."""

    GOOD = ("✓", "ok   ", "green")
    NOTE = ("!", "note ", "yellow")
    WRONG = ("✗", "WRONG", "bold red")


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, what was found, and what to do about it where something is to be done."""

    mark: FindingMark
    subject: str
    said: str
    remedy: str = ""


def good(subject: str, said: str) -> Finding:
    """All is well."""
    return Finding(FindingMark.GOOD, subject, said)


def note(subject: str, said: str, remedy: str = "") -> Finding:
    """Worth knowing; nothing that keeps the wall from running."""
    return Finding(FindingMark.NOTE, subject, said, remedy)


def wrong(subject: str, said: str, remedy: str) -> Finding:
    """The wall cannot run like this."""
    return Finding(FindingMark.WRONG, subject, said, remedy)


def all_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing is wrong; notes do not count."""
    return all(finding.mark is not FindingMark.WRONG for finding in findings)

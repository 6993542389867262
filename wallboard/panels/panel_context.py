"""What a panel needs to know beside the moment: languages, currency, pages, and whose eyes the canvas is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from wallboard.core.contract.snapshot import Name
from wallboard.core.pages import Turning
from wallboard.scene.places import Places

AS_TIME_TURNS = Turning()


class Said(Protocol):
    """A text in one or both languages."""

    def first(self, language: str) -> str:
        """The text in `language`, or the other one where it is missing."""

    def second(self, language: str) -> str:
        """The text in the other language, or an empty string."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What only an operator may see: lines about the display, the screens and the disk, and the alarms.

    A line is what it is about (a plain string stands for both languages) and how that is.
    """

    lines: tuple[tuple[Name | str, str], ...] = ()
    alarms: tuple[str, ...] = ()


NO_NOTES = Notes()


def label_of(what: Name | str) -> Name:
    """What a line of the notes is about."""
    return Name(zh=what, en=what) if isinstance(what, str) else what


@dataclass(frozen=True, slots=True)
class PanelContext:
    """How a canvas is spoken to: `language` leads, `both` says whether the other one stands beside it.

    `still` asks for a picture that is to be read, not watched: nothing is caught half-way.
    """

    language: Literal["zh", "en"] = "zh"
    both: bool = True
    currency: Literal["RMB", "USD"] = "RMB"
    """Which amounts lead: "RMB" those in the source's own currency, "USD" those in dollars, where there is a rate."""
    own: str = ""
    """The ISO 4217 code of the source's own currency; empty where nobody has stated it."""
    turning: Turning = AS_TIME_TURNS
    page_dwell_us: int = 12_000_000
    province: int = 0
    role: Literal["public", "operator"] = "public"
    still: bool = False
    notes: Notes = NO_NOTES
    known: Places | None = None
    """Where the cities lie; in China for None."""
    logo: str = ""
    """The path of a picture in place of the event's logo text."""

    def pair(self, text: Said) -> tuple[str, str]:
        """A text in the leading language and, where both are shown and it says something else, in the other."""
        return text.first(self.language), text.second(self.language) if self.both else ""

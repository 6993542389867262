"""What a panel needs to know beside the moment: languages, currencies, pages, and whose eyes the canvas is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import msgspec

from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import UNSTATED, Currency
from wallboard.core.money import exchanged
from wallboard.core.pages import Turning
from wallboard.core.wording import Said
from wallboard.scene.places import Places
from wallboard.video.signal import LivePicture

AS_TIME_TURNS = Turning()


class Notes(msgspec.Struct, frozen=True):
    """What only an operator may see: lines about the display, the screens and the disk, and the alarms.

    A line is what it is about (a plain string stands for both languages) and how that is.
    """

    lines: tuple[tuple[Said | str, Said | str], ...] = ()
    alarms: tuple[str, ...] = ()


NO_NOTES = Notes()


def text_of(what: Said | str) -> Said:
    """Words of the notes; a plain string is said in every language."""
    return Name(zh=what, en=what) if isinstance(what, str) else what


@dataclass(frozen=True, slots=True)
class PanelContext:
    """How a canvas is spoken to: the first of the `languages` leads, a second one stands beside it.

    `still` asks for a picture that is to be read, not watched: nothing is caught half-way.
    """

    languages: tuple[str, ...] = ("zh", "en")
    lead: Literal["own", "second"] = "own"
    """Which amounts lead: those in the source's own currency or, where it has a rate, those in the second."""
    own: Currency = UNSTATED
    """The source's own currency; without a code where nobody has stated it."""
    exchange: tuple[Currency, Decimal] | None = None
    """The second currency and what one unit of it costs in the source's own."""
    turning: Turning = AS_TIME_TURNS
    page_dwell_us: int = 12_000_000
    province: int = 0
    role: Literal["public", "operator"] = "public"
    still: bool = False
    notes: Notes = NO_NOTES
    known: Places | None = None
    """Where the cities lie; in China for None."""
    message: Said | None = None
    """The operator's message for the ticker."""
    message_us: int = 0
    """When (recording time) it set out."""
    withdrawn: tuple[str, ...] = ()
    """The panels whose figures the operator has hidden."""
    pictures: Mapping[str, LivePicture] = field(default_factory=dict, compare=False)
    """The live pictures by the names of their panels; none where the present is not shown."""
    picture: LivePicture | None = field(default=None, compare=False)
    """That of the panel which is asked."""
    logo: str = ""
    """The path of a picture in place of the event's logo text."""

    @property
    def of_texts(self) -> PanelContext:
        """The same without pages, role and notes: all that texts and amounts depend on."""
        return PanelContext(self.languages, self.lead, self.own, self.exchange)

    @property
    def language(self) -> str:
        """The language that leads."""
        return self.languages[0]

    @property
    def other(self) -> str:
        """The language that stands beside it; empty where there is none."""
        return self.languages[1] if len(self.languages) > 1 else ""

    def pair(self, text: Said) -> tuple[str, str]:
        """A text in the leading language and, where another is shown and says something else, in that one."""
        first = text.first(self.languages[0])
        second = text.exact(self.other) if self.other else ""
        return first, "" if second == first else second

    def leading(self, minor: int) -> tuple[int, Currency]:
        """An amount of the source's, in minor units, in the currency that leads: the amount there, rounded down."""
        if self.lead == "second" and self.exchange is not None:
            second, rate = self.exchange
            return exchanged(minor, self.own, second, rate), second
        return minor, self.own

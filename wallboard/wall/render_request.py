"""One canvas at one moment: everything that its picture is a function of."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wallboard.actions.control import Control
from wallboard.core.moment import Moment
from wallboard.panels.panel_context import NO_NOTES, Notes
from wallboard.video.signal import LivePicture

Size = tuple[int, int]
"""Width and height of a canvas in device pixels."""


class RenderRequest(msgspec.Struct, frozen=True, eq=False):
    """The canvas `canvas` of `size` at a moment, under a control state.

    `notes` are for operators' eyes, whichever canvas is asked for. `still` asks for a picture that is to be read, not
    watched: nothing is caught half-way. Without `cards` no milestone is celebrated. `pictures` are the live
    pictures by the names of their panels. They are compared by
    `is_of_the_same` alone: a moment holds whole curves.
    """

    canvas: str
    size: Size
    moment: Moment
    control: Control
    notes: Notes = NO_NOTES
    still: bool = False
    cards: bool = True
    pictures: Mapping[str, LivePicture] = msgspec.field(default_factory=dict)

    def is_of_the_same(self, other: RenderRequest) -> bool:
        """Whether two requests for one canvas are made of the very same values, and so cannot differ."""
        return (
            self.moment is other.moment
            and self.control is other.control
            and self.notes is other.notes
            and self.pictures == other.pictures
            and (self.still, self.cards) == (other.still, other.cards)
        )

"""The control state: all that the operator has set, as one frozen value that a restart reads back from the journal."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from wallboard.core.errors import RecordingError
from wallboard.core.pages import Turning
from wallboard.core.playhead import FOLLOWING, Playhead

_FORMER: Final = {"RMB": "own", "USD": "second"}
"""What journals of before call the currencies."""
Overlay = Literal["", "help", "status", "definition"]


class Control(msgspec.Struct, frozen=True):
    """What is shown and how. All times are recording time in microseconds.

    `layout` was chosen at `layout_us`, and a change from the layout `left` runs since `left_us` ("": it was a cut; it
    is over once its time has passed). `rotating_us` is when automatic rotation began (None: it is off). `frozen_us`
    holds the picture at that playhead. `identify_until_us` ends the big screen names; `milestone_us` shows the last
    milestone's card again from that instant; `province` counts through the leading provinces (0: the country).
    `loop_us` holds the A and B of a loop. `overlay` and `timeline` open over the picture.
    """

    layout: str = ""
    layout_us: int = 0
    left: str = ""
    left_us: int = 0
    rotating_us: int | None = None
    turning: Turning = Turning()
    blackout: bool = False
    frozen_us: int | None = None
    language: Annotated[str, msgspec.Meta(max_length=35)] = "zh"
    currency: Literal["own", "second"] = "own"
    province: int = 0
    locked: bool = False
    overlay: Overlay = ""
    timeline: bool = False
    identify_until_us: int = 0
    milestone_us: int | None = None
    playhead: Playhead = FOLLOWING
    loop_us: tuple[int | None, int | None] = (None, None)
    fullscreen: bool = True

    def to_json(self) -> str:
        """The state as the journal keeps it."""
        return msgspec.json.encode(self).decode()

    @staticmethod
    def from_json(text: str) -> Control:
        """Read a journal's state back; a field it does not have takes its default.

        Raises:
            RecordingError: the text is no control state.
        """
        try:
            stated = msgspec.json.decode(text)
            if isinstance(stated, dict) and stated.get("currency") in _FORMER:
                stated["currency"] = _FORMER[stated["currency"]]
            return msgspec.convert(stated, type=Control)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            msg = f"the journal holds no control state ({error}); the wall starts with its configured layout"
            raise RecordingError(msg) from None

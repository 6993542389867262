"""The control state: all that the operator has set, as one frozen value that a restart reads back from the journal."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Final, Literal

import msgspec
from msgspec.structs import replace

from wallboard.core.errors import RecordingError
from wallboard.core.pages import Turning
from wallboard.core.playhead import FOLLOWING, Playhead

_FORMER: Final = {"RMB": "own", "USD": "second"}
"""What journals of before call the currencies."""
Overlay = Literal["", "help", "status", "definition"]
Language = Annotated[str, msgspec.Meta(max_length=35)]
ALL: Final = ""
"""In the place of a canvas's name: all of them."""


class Message(msgspec.Struct, frozen=True):
    """A line of the operator for the ticker: (language, text) each, until `until_us`; it set out at `since_us`."""

    texts: tuple[tuple[Language, Annotated[str, msgspec.Meta(max_length=500)]], ...]
    until_us: int
    since_us: int = 0


class CanvasPicture(msgspec.Struct, frozen=True):
    """What is chosen for one canvas (`ALL`: for all): on air beside what the others show, or prepared.

    The fields are those of `Control`; what is prepared has no times yet.
    """

    canvas: str = ALL
    layout: str = ""
    layout_us: int = 0
    left: str = ""
    left_us: int = 0
    rotating_us: int | None = None
    turning: Turning = Turning()
    language: Language = "zh"
    currency: Literal["own", "second"] = "own"
    province: int = 0
    message: Message | None = None


class Recap(msgspec.Struct, frozen=True):
    """The night from `from_us` to `to_us` on one canvas, since `began_us` (all recording time)."""

    canvas: str
    from_us: int
    to_us: int
    began_us: int


class Undoable(msgspec.Struct, frozen=True):
    """An action that can be undone: what was on air before (`pictures`, first the one for all), prepared, withdrawn.

    `after` is what was on air when it was done.
    """

    action: str
    pictures: tuple[CanvasPicture, ...]
    preview: tuple[CanvasPicture, ...]
    withdrawn: tuple[str, ...]
    after: tuple[CanvasPicture, ...]


class CanvasChange(msgspec.Struct, frozen=True):
    """The newest change of a canvas (`ALL`: of all): its `revision`, whose it was, by which action, when (UTC).

    `layout` is what has been up there since.
    """

    canvas: str
    revision: int
    who: str
    action: str
    utc_us: int
    layout: str = ""


class Control(msgspec.Struct, frozen=True):
    """What is shown and how. All times are recording time in microseconds.

    `layout` was chosen at `layout_us`, and a change from the layout `left` runs since `left_us` ("": it was a cut; it
    is over once its time has passed). `rotating_us` is when automatic rotation began (None: it is off). `frozen_us`
    holds the picture at that playhead. `identify_until_us` ends the big screen names; `milestone_us` shows the last
    milestone's card again from that instant; `province` counts through the leading provinces (0: the country).
    `loop_us` holds the A and B of a loop. `overlay`, `timeline` and `strip` (what is on air and prepared) open over the
    picture.

    All of that is for every canvas; `own` are those that show something else, `black` those that are black alone.
    `preview` is what is prepared. `chosen` is the canvas that `Tab` has chosen. `revision` counts the operator's
    changes of what canvases show or have prepared; `changes` tell the newest of each. `message` is for the ticker;
    `withdrawn` are the panels whose figures are hidden. `locked_by` is who locked the keys ("": the keyboard), at
    `locked_us` (UTC). `rundown_cue`, `_message` and `_recap` are the entries of the rundown that it has put on air
    last, `rundown_held_us` since when (on the event's clock) what `rundown_held_by` took by hand holds it. `photo_us`
    is when the countdown for the photographers began, `correction_us` the newest correction that has been prepared.
    `recap` is the recap that was begun last. `muted` are the panels whose live pictures are covered by their slates;
    `picture_sources` are the sources that were chosen for them (counted on without end), `reconnects` how often each
    was asked to begin anew.
    """

    layout: str = ""
    layout_us: int = 0
    left: str = ""
    left_us: int = 0
    rotating_us: int | None = None
    turning: Turning = Turning()
    blackout: bool = False
    frozen_us: int | None = None
    language: Language = "zh"
    currency: Literal["own", "second"] = "own"
    province: int = 0
    locked: bool = False
    locked_by: str = ""
    locked_us: int = 0
    overlay: Overlay = ""
    timeline: bool = False
    identify_until_us: int = 0
    milestone_us: int | None = None
    playhead: Playhead = FOLLOWING
    loop_us: tuple[int | None, int | None] = (None, None)
    fullscreen: bool = True
    own: tuple[CanvasPicture, ...] = ()
    black: tuple[str, ...] = ()
    preview: tuple[CanvasPicture, ...] = ()
    strip: bool = False
    chosen: str = ALL
    revision: int = 0
    changes: tuple[CanvasChange, ...] = ()
    message: Message | None = None
    withdrawn: tuple[str, ...] = ()
    undoable: Undoable | None = None
    rundown_cue: str = ""
    rundown_message: str = ""
    rundown_recap: str = ""
    rundown_held_us: int | None = None
    rundown_held_by: str = ""
    photo_us: int | None = None
    correction_us: int = 0
    recap: Recap | None = None
    muted: tuple[str, ...] = ()
    picture_sources: tuple[tuple[str, int], ...] = ()
    reconnects: tuple[tuple[str, int], ...] = ()

    def on(self, canvas: str) -> Control:
        """The control state as it is for one canvas: the very same value as long as nothing has changed."""
        return _on(self, canvas) if self.own or self.black else self

    def prepared(self, canvas: str) -> CanvasPicture | None:
        """What is prepared for a canvas, by itself or with all others; None where nothing is."""
        found = {picture.canvas: picture for picture in self.preview}
        return found.get(canvas, found.get(ALL))

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
            currency = stated.get("currency") if isinstance(stated, dict) else None
            if isinstance(currency, str) and currency in _FORMER:
                stated["currency"] = _FORMER[currency]
            return msgspec.convert(stated, type=Control)
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            msg = f"the journal holds no control state ({error}); the wall starts with its configured layout"
            raise RecordingError(msg) from None


@lru_cache(maxsize=64)
def _on(control: Control, canvas: str) -> Control:
    own = next((picture for picture in control.own if picture.canvas == canvas), None)
    black = control.blackout or canvas in control.black
    alone = replace(control, own=(), black=(), blackout=black)
    return alone if own is None else shown_with(alone, own)


def shown_with(control: Control, picture: CanvasPicture) -> Control:
    """The control state with a canvas's picture in place of the one for all."""
    return replace(
        control,
        layout=picture.layout,
        layout_us=picture.layout_us,
        left=picture.left,
        left_us=picture.left_us,
        rotating_us=picture.rotating_us,
        turning=picture.turning,
        language=picture.language,
        currency=picture.currency,
        province=picture.province,
        message=picture.message,
    )


def picture_on(control: Control, canvas: str) -> CanvasPicture:
    """What a control state (of one canvas, or of all) shows, as that canvas's picture."""
    return CanvasPicture(
        canvas,
        control.layout,
        control.layout_us,
        control.left,
        control.left_us,
        control.rotating_us,
        control.turning,
        control.language,
        control.currency,
        control.province,
        control.message,
    )

"""How a live picture stands at an instant, as the wall says it: live, held, lost, muted, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from wallboard.core.instants import SECOND_US
from wallboard.video.frame_file import DecoderNote, KeeperNote

LOST_US: Final = 2 * SECOND_US
"""Without a frame for so long the slate stands there."""
LIVE_US: Final = SECOND_US // 2
"""Without a frame for so long nothing is said to be live any more."""
State = Literal["live", "clip", "held", "waiting", "lost", "muted"]


class Drawable(Protocol):
    """A frame that can be drawn where it lies."""

    def image(self) -> Any:
        """The frame as a QImage; None where there is none."""

    def is_whole(self) -> bool:
        """Whether what was drawn from the newest image was one frame, and no other was written over it."""


@dataclass(frozen=True, slots=True)
class LivePicture:
    """A picture in one frame of the wall. Two that are equal look the same.

    `live` and `clip`: frames come, of what happens now or of a file; `held`: none has come for a moment; `waiting`:
    none ever has; `lost`: none for `lost_s`; `muted` by the operator. `number` tells frames apart. `reason` is a key of
    the catalogues. `source` is the name of what is on; `delay_s` is how far it is known to be behind.
    """

    state: State
    number: int = 0
    lost_s: int = 0
    reason: str = ""
    source: str = ""
    delay_s: float = 0.0
    frame: Drawable | None = field(default=None, compare=False)

    @property
    def is_shown(self) -> bool:
        """Whether a frame is seen, not the slate."""
        return self.state in ("live", "clip", "held") and self.frame is not None


def state_of(
    written_us: int | None, note: DecoderNote | None, keeper: KeeperNote | None, now_us: int
) -> tuple[State, int, str]:
    """How a picture stands whose newest frame was written at `written_us` (None: there is none): state, lost_s, reason.

    All instants are monotonic microseconds.
    """
    reason = _reason(note, keeper)
    if written_us is None:
        comes = note is not None and note.phase == "playing" and reason == "timeout"  # its first frame is not due yet
        return "waiting", 0, "starting" if comes else reason
    age_us = max(0, now_us - written_us)
    if age_us >= LOST_US:
        return "lost", age_us // SECOND_US, reason
    period_us = 0 if note is None else note.period_us
    comes = note is not None and note.phase in ("playing", "paused")
    if age_us > max(LIVE_US, 3 * period_us) or not comes:
        return "held", 0, reason
    return ("live" if note is not None and note.live else "clip"), 0, ""


def _reason(note: DecoderNote | None, keeper: KeeperNote | None) -> str:
    """Why no frame comes: what the decoder says while it lives, else what it died of."""
    if keeper is None:
        return "starting"
    if note is not None and note.phase in ("opening", "waiting") and keeper.reason == "starting":
        return note.reason or "starting"
    if note is not None and note.phase == "failed":
        return note.reason
    return keeper.reason if keeper.reason != "starting" or note is None else "timeout"

"""How a recording begins to play: the words of `wallboard replay`, for itself and for its children."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from wallboard.actions.transport import FASTEST, SLOWEST
from wallboard.core.errors import UsageError
from wallboard.core.instants import parse_instant

if TYPE_CHECKING:
    from wallboard.recording.recorded_folder import RecordedFolder
    from wallboard.stage.playback_source import Opening

WORD: Final = "--wall-replay"


class Rerun(msgspec.Struct, frozen=True):
    """How a recording begins to play, in the words of the command line; `recording` None: another machine has it."""

    recording: str | None = None
    at: str | None = None
    speed: str = "1"
    loop: bool = False

    @property
    def path(self) -> Path | None:
        """The recording that this machine plays."""
        return None if self.recording is None else Path(self.recording)

    def opening(self, recorded: RecordedFolder) -> Opening:
        """Where and how it begins. Raises UsageError: it has no such instant."""
        from wallboard.stage.playback_source import Opening  # noqa: PLC0415 - Qt, which the link has not

        at_us = None
        if self.at is not None:
            at_us = recorded.playhead_at(parse_instant(self.at, recorded.origin_us, recorded.facts.zoneinfo))
        return Opening(at_us, rate_of(self.speed), self.loop)


def _read(_context: click.Context, _option: click.Parameter, value: str | None) -> Rerun | None:
    return None if value is None else msgspec.json.decode(value, type=Rerun)


wall_replay_option = click.option(WORD, "wall_replay", callback=_read, hidden=True)


def rate_of(text: str) -> float:
    """A speed of the command line; negative ones play backwards. Raises UsageError."""
    try:
        rate = float(text.removesuffix("x").replace("−", "-"))
    except ValueError:
        rate = 0.0
    if not SLOWEST <= abs(rate) <= FASTEST:
        msg = f"{text!r} is no speed: write a number from {SLOWEST:g} to {FASTEST:g}, or below 0 to play backwards"
        raise UsageError(msg)
    return rate

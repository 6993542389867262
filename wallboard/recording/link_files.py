"""What the process `link` and the display of one machine tell each other: small files beside the recording."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import msgspec

from wallboard.recording.errors import NotPlainError
from wallboard.recording.plain_files import put_file, read_plain

LINK_FILE: Final = "link.json"
CONTROL_FILE: Final = "link-control.json"
SILENT_US: Final = 5_000_000
"""A file that was written longer ago than this is of a link that has ended or hangs."""
MOST_ROWS: Final = 32
_MOST_BYTES: Final = 8 * 2**20
Role = Literal["waiting", "lead", "follower"]


class ClockEntry(msgspec.Struct, frozen=True, array_like=True):
    """The lead's monotonic clock, for sessions that began at `since_us` (recording time) or later.

    At this machine's `mono_us` it led this machine's by `offset_us`, which from there on changes by `ppm` millionths
    until it has changed by `slew_us`.
    """

    since_us: int
    mono_us: int
    offset_us: float
    ppm: float = 0.0
    slew_us: float = 0.0

    def at(self, mono_us: int) -> float:
        """By how much the lead's clock leads at an instant of this machine's."""
        passed = max(0, mono_us - self.mono_us) * self.ppm / 1e6
        return self.offset_us + (min(passed, self.slew_us) if self.ppm > 0 else max(passed, self.slew_us))


class Machine(msgspec.Struct, frozen=True):
    """One machine of the wall, as the others see it; `offset_us` and `lag_us` where they are known."""

    node: str
    role: str
    up: bool
    epoch: int = 0
    lag_us: int | None = None
    offset_us: float | None = None
    frames: int = 0
    frames_per_s: int = 0
    alarms: tuple[str, ...] = ()
    seen_us: int = 0
    """When it was heard last, by this machine's monotonic clock."""
    commit_us: int = 0
    """The newest commit of its recording; 0: it has none."""
    refused: int = 0
    """How many messages it has not taken."""


class LinkState(msgspec.Struct, frozen=True):
    """Where a machine stands among the others; `written_us` is by the monotonic clock.

    `lead` is who leads ("": nobody is known to). `led` is the newest epoch in which this machine itself led.
    `history` are the epochs that are known, each with the newest commit that its lead took over. `generation` counts
    how often rows were taken off the recording. `refused` counts messages that were not taken, by why. `commit_us` is
    the newest commit that is here, `head_us` the newest of the lead's, as it has said last (0: not known).
    """

    wall: str
    node: str
    role: Role = "waiting"
    epoch: int = 0
    led: int = 0
    lead: str = ""
    reached: bool = False
    written_us: int = 0
    generation: int = 0
    history: tuple[tuple[int, int], ...] = ()
    clocks: tuple[ClockEntry, ...] = ()
    alarms: tuple[str, ...] = ()
    refused: dict[str, int] = {}
    machines: tuple[Machine, ...] = ()
    commit_us: int = 0
    head_us: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all that the lead has is here."""
        return self.commit_us > 0 and self.commit_us == self.head_us

    def wall_us(self, mono_us: int) -> int | None:
        """The time of a wall that replays, which is that of who began it; None: nobody has told."""
        if not self.clocks:
            return None
        entry = self.clocks[-1]
        return entry.since_us + mono_us + round(entry.at(mono_us))

    def entry(self, session_us: int) -> ClockEntry | None:
        """The clock for a session that began at that instant of recording time."""
        known = [entry for entry in self.clocks if entry.since_us <= session_us]
        return known[-1] if known else None


class ControlRow(msgspec.Struct, frozen=True):
    """What the lead's operator did; it takes effect at `from_us` (recording time).

    The rest is as the lead's journal has it.
    """

    number: int
    epoch: int
    from_us: int
    wall_us: int
    recording_us: int
    action: str
    argument: str
    state: str


class ControlRows(msgspec.Struct, frozen=True):
    """The newest rows, oldest first."""

    rows: tuple[ControlRow, ...] = ()


def read_link(folder: Path) -> LinkState | None:
    """Where this machine stands, as its link has told last; None where nothing can be read."""
    with suppress(OSError, NotPlainError, msgspec.MsgspecError):
        return msgspec.json.decode(read_plain(folder / LINK_FILE, _MOST_BYTES), type=LinkState)
    return None


def write_link(folder: Path, state: LinkState, *, durable: bool = False) -> None:
    """Put the file in the place of the one before. Raises OSError."""
    put_file(folder / LINK_FILE, msgspec.json.encode(state), durable=durable)


def forget_link(folder: Path) -> None:
    """Take both files away: what was so in an earlier run says nothing of this one. Raises OSError."""
    for name in (LINK_FILE, CONTROL_FILE):
        (folder / name).unlink(missing_ok=True)


def read_control(folder: Path) -> tuple[ControlRow, ...]:
    """The newest rows of the lead's journal; none where nothing can be read."""
    with suppress(OSError, NotPlainError, msgspec.MsgspecError):
        return msgspec.json.decode(read_plain(folder / CONTROL_FILE, _MOST_BYTES), type=ControlRows).rows
    return ()


def write_control(folder: Path, rows: tuple[ControlRow, ...]) -> None:
    """Put the file in the place of the one before. Raises OSError."""
    put_file(folder / CONTROL_FILE, msgspec.json.encode(ControlRows(rows[-MOST_ROWS:])))

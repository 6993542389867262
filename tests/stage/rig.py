"""A display with everything around it faked: recording, clocks, journal, windows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.core.contract.snapshot import Name
from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve, Milestone, RecordingState
from wallboard.panels.panel_context import NO_NOTES
from wallboard.stage.screen_renderer import Frame, ScreenView

SECOND = 1_000_000
HOUR = 3600 * SECOND
START_US = 1_478_793_600 * SECOND
FACTS = EventInfo(
    Name(zh="全球狂欢节", en="Global Shopping Festival"),
    START_US,
    START_US + 24 * HOUR,
    zone="Asia/Shanghai",
    currency="CNY",
    usd_rate="6.80",
    definition=Name(zh="成交总额：经支付宝结算的商品成交金额", en="GMV: the value of goods settled during the event"),
)
FAR_US = 2**62


@dataclass
class Clocks:
    """Clocks that stand until they are moved; an hour of recording has passed."""

    mono: int = 500 * SECOND
    utc: int = START_US + HOUR

    def mono_us(self) -> int:
        return self.mono

    def utc_us(self) -> int:
        return self.utc

    def pass_us(self, us: int) -> None:
        self.mono += us
        self.utc += us


@dataclass
class Recorded:
    """A recording of one stand."""

    state: RecordingState = field(default_factory=lambda: RecordingState(FACTS, 0, FAR_US))
    bounds: tuple[int, int] | None = (START_US, START_US + HOUR)
    problems: tuple[str, ...] = ()
    fails: str = ""
    refreshed: int = 0

    def refresh(self) -> bool:
        self.refreshed += 1
        return False

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        return self.state.milestones

    @property
    def curve(self) -> Curve:
        nothing = np.empty(0, np.int64)
        return self.state.curve or Curve(nothing, nothing, nothing)

    def state_at(self, playhead_us: int) -> RecordingState:
        if self.fails:
            raise RecordingError(self.fails)
        return self.state

    def now_us(self, mono_us: int, utc_us: int) -> int:
        return utc_us


@dataclass
class Journal:
    """A journal in a list; while `full` nothing is kept."""

    rows: list[tuple[str, dict[str, int | str], Control]] = field(default_factory=list)
    full: bool = False

    def write(self, wall_us: int, recording_us: int, action: str, argument: str, state: str) -> int:
        if self.full:
            msg = "the disk is full"
            raise RecordingError(msg)
        self.rows.append((action, json.loads(argument), Control.from_json(state)))
        return len(self.rows)


@dataclass
class Window:
    """A window that notes what it was given."""

    view: ScreenView | None
    is_exposed: bool = True
    is_due: bool = False
    shown: list[Frame] = field(default_factory=list)
    kept: list[Frame] = field(default_factory=list)

    def show_frame(self, frame: Frame) -> None:
        self.shown.append(frame)
        self.is_due = True

    def keep_frame(self, frame: Frame) -> None:
        self.kept.append(frame)


def frame(control: Control = Control(), **changes: object) -> Frame:  # noqa: B008 - frozen
    """A frame one hour into the night, before any snapshot."""
    moment = Moment(RecordingState(FACTS, 0, FAR_US), START_US + HOUR)
    return replace(Frame(moment, control, START_US + HOUR, NO_NOTES), **changes)

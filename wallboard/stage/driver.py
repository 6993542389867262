"""The frame driver: at the pace of the screens one moment is made, and every window that looks different repaints."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from wallboard.actions.control import Control
from wallboard.actions.recap import playhead_of
from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.panels.panel_context import Notes
from wallboard.stage.garbage import GarbageCollection
from wallboard.stage.live_pictures import NO_PICTURES, LivePictures
from wallboard.stage.operator import Operator
from wallboard.stage.playback import Now, Playback
from wallboard.stage.prerender import Prerender
from wallboard.stage.preview_pictures import PreviewPictures
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView
from wallboard.stage.strip_data import strip_of
from wallboard.stage.timeline_data import track_of
from wallboard.video.signal import LivePicture

log = logging.getLogger(__name__)

LONG_TURN_US: Final = 250_000
"""A turn of the loop that takes longer is preparing a picture."""
REST_US: Final = 133_000
"""How often a frame is looked for while the operator holds the picture: a key wakes the wall at once."""


class Shown(Protocol):
    """A window, as far as frames go."""

    is_due: bool

    @property
    def view(self) -> ScreenView | None:
        """What it shows, if it is anywhere."""

    @property
    def is_exposed(self) -> bool:
        """Whether what is painted would be seen."""

    def show_frame(self, frame: Frame) -> None:
        """Show a frame that looks different from the one before."""

    def keep_frame(self, frame: Frame) -> None:
        """Take note of a frame that looks the same."""


class FrameDriver(QObject):
    """Ticks; each tick reads the recording once and hands the same frame to all windows.

    `beat` is called after a completed tick, but not while a window owes a paint. `host` names the screen for overlays,
    `notes` makes what only an operator sees, at most once a second. `pictures` are the live ones (None: no such).
    """

    def __init__(
        self,
        renderer: ScreenRenderer,
        playback: Playback,
        operator: Operator,
        *,
        windows: Callable[[], Sequence[Shown]],
        host: Callable[[], str | None],
        notes: Callable[[FrameDriver], Notes],
        beat: Callable[[], None],
        fps: float,
        pictures: LivePictures | None = None,
    ) -> None:
        super().__init__()
        self.renderer = renderer
        self.pictures = pictures
        self.frame: Frame | None = None
        self.alarm = ""
        self.painted_per_s = 0
        self.frames = 0
        self.rests = False
        self._playback = playback
        self._operator = operator
        self._windows = windows
        self._host = host
        self._notes = notes
        self._beat = beat
        self._period_us = SECOND_US / fps
        self._next_us: float | None = None
        self._turned_us: int | None = None
        self._garbage = GarbageCollection(self._let_go)
        self._ahead = Prerender(lambda: playback.now().mono_us)
        self._previews = PreviewPictures()
        self._recapped: tuple[tuple[str, int], Moment] | None = None
        self._noted: tuple[int, Notes] | None = None
        self._painted = 0
        self._changed = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin to tick, and take over the garbage collection."""
        self._garbage.start()
        self._on_timeout()

    def stop(self) -> None:
        """End ticking."""
        self._timer.stop()
        self._ahead.stop()
        self._previews.let_go()
        self._garbage.stop()

    @property
    def is_all_made(self) -> bool:
        """Whether what other layouts take long to make has been made, as it is some seconds after a start."""
        return self._ahead.is_all_made

    def set_pace(self, fps: float) -> None:
        """Tick `fps` times a second from now on."""
        self._period_us = SECOND_US / fps

    def tick(self, now: Now | None = None) -> None:
        """Make one frame now and hand it round; also called at once after a key, with the instant (`now`) of that."""
        owes = any(window.is_due and window.is_exposed for window in self._windows())
        self._playback.refresh()
        now = now or self._playback.now()
        control = self._operator.settle(now)
        moment = self._moment(control, now)
        if moment is not None:
            self._hand_round(self._frame(moment, now))
        self._rest(self._is_held(control))
        self._garbage.between_frames(now.mono_us)
        self._turned_us = self._playback.now().mono_us
        if not owes:
            self._beat()

    def progressed(self) -> None:
        """A piece of a long preparation is done: a layout's first picture may take seconds on a slow machine.

        Only within a long turn: where the loop turns and a paint is owed all the same, nothing may cover that up.
        """
        if self._turned_us is None or self._playback.now().mono_us - self._turned_us >= LONG_TURN_US:
            self._beat()

    def _is_held(self, control: Control) -> bool:
        """Whether the operator holds the picture, and the last tick has changed nothing of it."""
        held = control.blackout or control.frozen_us is not None or control.playhead.mode == "paused"
        return held and not self._changed and not self._operator.waits

    def _rest(self, rests: bool) -> None:
        woken = self.rests and not rests
        self.rests = rests
        if woken and self._timer.isActive():
            self._next_us = None
            self._arm()

    def _moment(self, control: Control, now: Now) -> Moment | None:
        """The moment of this tick; the one before it where the recording cannot be read."""
        try:
            moment = self._playback.moment(control, now)
        except RecordingError as error:
            self._tell(str(error))
            return None if self.frame is None else self.frame.moment
        self.alarm = ""
        return moment

    def _frame(self, moment: Moment, now: Now) -> Frame:
        control = self._operator.control
        notice = self._operator.notices.now()
        over = bool(control.overlay) or control.timeline or control.strip or notice is not None
        track = None
        if control.timeline:
            track = track_of(self._playback, control, now, self._operator.marks, moment.facts)
        host = self._host() if over else None
        strip = strip_of(self.renderer, self._views(), control, moment, self._previews) if control.strip else ()
        pictures = self._pictures(control, moment, now)
        apart, notes = self._apart(control, now), self._notes_at(now)
        self.frame = Frame(moment, control, now.now_us, notes, track, host, notice, strip, apart, pictures)
        return self.frame

    def _pictures(self, control: Control, moment: Moment, now: Now) -> Mapping[str, LivePicture]:
        """The live pictures as they stand now, where the present is shown."""
        if self.pictures is None or not self._playback.live:
            return NO_PICTURES
        self.pictures.want(self.renderer.wall, self._views(), control, moment)
        tick_us = now.mono_us if self._next_us is None else round(self._next_us)
        on_time = abs(tick_us - now.mono_us) < self._period_us / 2  # by the grid: a timer's jitter would judder
        return self.pictures.at(control, moment, tick_us if on_time else now.mono_us)

    def _hand_round(self, frame: Frame) -> None:
        windows = [(window, window.view) for window in self._windows()]
        self.renderer.share(view for _, view in windows if view is not None)
        changed = {view: self.renderer.compose(view, frame).changed for _, view in windows if view is not None}
        for window, view in windows:
            if view is not None and changed[view]:
                window.show_frame(frame)
            else:
                window.keep_frame(frame)
        self._changed = any(changed.values())
        self._painted += self._changed
        self.frames += self._changed

    def _notes_at(self, now: Now) -> Notes:
        if self._noted is None or now.mono_us - self._noted[0] >= SECOND_US:
            self.painted_per_s, self._painted = self._painted, 0
            self._noted = now.mono_us, self._notes(self)
        return self._noted[1]

    def _tell(self, alarm: str) -> None:
        if alarm != self.alarm:
            self.alarm = alarm
            log.error("the picture stands still: %s", alarm)

    def _on_timeout(self) -> None:
        try:
            self.tick()
        finally:
            self._arm()
        if self.frame is not None:
            views = [view for window in self._windows() if window.is_exposed and (view := window.view) is not None]
            self._ahead.look(self.renderer, views, self.frame, self._operator.due)
            if self.frame.control.strip:
                self._previews.look(self.renderer.wall.settings, self._views(), self.frame)
            else:
                self._previews.let_go()

    def _apart(self, control: Control, now: Now) -> dict[str, Moment]:
        """The canvas that shows another instant than the others, with its moment."""
        recap = playhead_of(control, now.now_us)
        if recap is None:
            self._recapped = None
            return {}
        if self._recapped is None or self._recapped[0] != recap:
            try:
                self._recapped = recap, self._playback.moment_at(recap[1])
            except RecordingError as error:
                self._tell(str(error))
        return {} if self._recapped is None else {recap[0]: self._recapped[1]}

    def _views(self) -> list[ScreenView]:
        """What all windows show that are anywhere."""
        return [view for window in self._windows() if (view := window.view) is not None]

    def _let_go(self) -> None:
        """Let go of pictures that were not needed lately."""
        self.renderer.wall.rest()

    def _arm(self) -> None:
        """Wait for the next instant of the grid; ticks that were missed are left out."""
        if self._playback.grid_us:
            self._timer.start(1 + self._playback.until_grid_us() // 1000)
            return
        mono_us = self._playback.now().mono_us
        due_us = mono_us if self._next_us is None else self._next_us
        due_us += max(self._period_us, REST_US) if self.rests else self._period_us
        if due_us <= mono_us:
            due_us = mono_us + 0.25 * self._period_us
        self._next_us = due_us
        self._timer.start(max(1, round((due_us - mono_us) / 1000)))

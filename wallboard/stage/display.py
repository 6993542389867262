"""The display put together: recording, wall, windows, keyboard and operator, and what one tells the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace as with_fields
from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor, QGuiApplication

from wallboard.actions.action import Argument
from wallboard.actions.control import Control
from wallboard.actions.keys import bindings, reference
from wallboard.actions.repeated import Deed
from wallboard.actions.table import actions_of
from wallboard.config.night import facts_of
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError, WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.core.timeline import FOLLOWING, Playhead
from wallboard.panels.setting import Notes
from wallboard.stage.driver import FrameDriver
from wallboard.stage.keeping import Caption, photo, pictures_folder
from wallboard.stage.keyboard import Keyboard
from wallboard.stage.operator import Operator
from wallboard.stage.overlays.timeline import instant_at
from wallboard.stage.patches import Patches
from wallboard.stage.picture import Easel, View
from wallboard.stage.playback import Clocks, Playback, resumed
from wallboard.stage.ports import Journal, Recorded
from wallboard.stage.screens import ScreenKeeper
from wallboard.stage.window import CanvasWindow
from wallboard.wall import Wall

log = logging.getLogger(__name__)

MAX_FPS: Final = 240.0


@dataclass(frozen=True, slots=True)
class Opening:
    """How a finished recording begins to play: from the playhead `at_us` (None: its first row) at `rate`.

    `loop` plays all of it over and over.
    """

    at_us: int | None = None
    rate: float = 1.0
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """What is played: the recording, the clocks, the journal, and what it said when the display was last up.

    `name` is how the status calls the recording; `live` says whether it still grows. A finished one begins to play by
    itself: at `opening.at_us`, or at its first row. `names` are those of marks that have one, `deeds` what the operator
    of the night did, if that is to be repeated.
    """

    recorded: Recorded
    clocks: Clocks
    journal: Journal
    name: str
    live: bool = True
    state: str | None = None
    marks: tuple[int, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()
    opening: Opening = Opening()


class Display(QObject):
    """All parts of a running display. `end` is called when the operator quits."""

    def __init__(
        self,
        app: QGuiApplication,
        settings: Settings,
        played: Played,
        *,
        windowed: bool = False,
        layout: str | None = None,
        caption: Caption | None = None,
        beat: Callable[[], None] = lambda: None,
        end: Callable[[], None],
    ) -> None:
        super().__init__()
        self.settings = settings
        self.remarks: tuple[str, ...] = ()
        self.alarms_beside: Callable[[], tuple[str, ...]] = tuple
        self._played = played
        self._end = end
        self._photo_alarm = ""
        self._caption = caption
        self._dragging = False
        self.playback = Playback(played.recorded, played.clocks, delay_us=facts_of(settings).delay_us, live=played.live)
        wall = Wall(settings, self._on_progress)
        self.easel = Easel(wall, reference(settings))
        control = first_control(settings, played.state, windowed=windowed, layout=layout, clocks=played.clocks)
        self.operator = Operator(
            control,
            self.playback,
            wall,
            settings,
            played.journal,
            marks=played.marks,
            names=played.names,
            deeds=played.deeds,
            effects={"photo": self._take_photo, "quit": self._quit},
            changed=self._on_changed,
        )
        self.keyboard = Keyboard(bindings(actions_of(settings)), self.operator.act, self)
        self.keeper = ScreenKeeper(app, settings, self._new_window, fullscreen=control.fullscreen)
        self.driver = FrameDriver(
            self.easel,
            self.playback,
            self.operator,
            windows=lambda: self.keeper.windows,
            host=self.host,
            notes=self.notes,
            beat=beat,
            fps=self._fps(),
        )
        self.keeper.arranged.connect(self._on_arranged)

    def start(self) -> None:
        """Open the windows and begin to tick."""
        self.keeper.arrange()
        self.operator.control = entered(self.operator.control, self._played)
        self.driver.start()

    def stop(self) -> None:
        """End ticking and let go of the windows."""
        self.driver.stop()
        self.keeper.close()

    def adopt(self, settings: Settings) -> None:
        """Go on under changed settings; what the operator has set stays.

        Raises:
            WallboardError: the wall cannot be painted under them; everything stays as it was.
        """
        wall = Wall(settings, self._on_progress)
        self.settings = settings
        self.easel = Easel(wall, reference(settings))
        self.operator.adopt(settings, wall)
        self.keyboard.bound = bindings(actions_of(settings))
        self.driver.easel = self.easel
        for window in self.keeper.every_window:
            window.easel = self.easel
        self.keeper.adopt(settings)

    def turn_to(self, recorded: Recorded, journal: Journal) -> None:
        """Go on with another recording and its journal; what the operator has set stays."""
        self.playback.turn_to(recorded)
        self.operator.turn_to(journal)

    def host(self) -> str | None:
        """The screen for overlays: the operator's canvas when there is one, else the screen with the pointer."""
        windows = self.keeper.windows
        views = [(window, window.view) for window in windows]
        operators = [v for _, v in views if v is not None and self.easel.wall.is_operator(v.canvas)]
        if operators:
            return operators[0].screen
        pointer = QCursor.pos()
        under = [v for w, v in views if v is not None and w.geometry().contains(pointer)]
        first = next((v for _, v in views if v is not None), None)
        return under[0].screen if under else None if first is None else first.screen

    def notes(self, driver: FrameDriver) -> Notes:
        """What only an operator sees of the display itself."""
        zh = self.operator.control.language == "zh"
        screens = [f"{v.canvas}: {v.screen} {v.geometry}" for w in self.keeper.windows if (v := w.view) is not None]
        lines = [
            ("录制" if zh else "Recording", self._played.name),
            ("屏幕" if zh else "Screens", "  ·  ".join(screens) or "—"),
            ("帧率" if zh else "Frames", f"{driver.painted_per_s} / s"),
            *((("备注" if zh else "Remark"), remark) for remark in self.remarks),
        ]
        missing = [f"the monitor of {name!r} is gone" for name in self.keeper.missing]
        alarms = (driver.alarm, self.operator.alarm, self._photo_alarm, *self.playback.problems, *missing)
        alarms += (*self.alarms_beside(), *self._unseen_alarms())
        return Notes(tuple(lines), tuple(alarm for alarm in alarms if alarm))

    def _unseen_alarms(self) -> tuple[str, ...]:
        """What the present would tell while another instant is on air: the night goes on behind a replay."""
        control = self.operator.control
        if not self.playback.live or (control.playhead.mode == "following" and control.frozen_us is None):
            return ()
        at_the_edge = with_fields(control, playhead=FOLLOWING, frozen_us=None)
        try:
            moment = self.playback.moment(at_the_edge, self.playback.now())
        except RecordingError:
            return ()  # the driver tells it
        held = moment.stand.held
        stale = f"live: STALE {(moment.age_us or 0) // SECOND_US} s" if moment.stale else ""
        waits = f"live: {held.detail or held.reason} (End, then H or Shift+H)" if held is not None else ""
        return (stale, waits)

    def _new_window(self) -> CanvasWindow:
        window = CanvasWindow(self.easel, self.keyboard, self._end, self._on_changed)
        window.on_point = self._on_point
        window.patches = Patches()
        return window

    def _on_progress(self) -> None:
        self.driver.progressed()

    def _on_arranged(self) -> None:
        self.driver.set_pace(self._fps())
        self._on_changed()

    def _on_changed(self) -> None:
        """After a key or a change of a window: at once, not at the next tick."""
        control = self.operator.control
        self.keeper.set_fullscreen(control.fullscreen)
        for window in self.keeper.windows:
            window.show_pointer(shown=control.timeline)
        self.driver.tick()

    def _on_point(self, view: View, x: float, y: float, released: bool) -> None:
        """The mouse on the timeline strip: go there, and on with it while the button is held."""
        frame = self.driver.frame
        if frame is None or frame.track is None or view.screen != frame.host:
            self._dragging = False
            return
        at_us = instant_at(self.easel.look(view), frame.track, x, y, held=self._dragging)
        self._dragging = at_us is not None and not released
        if at_us is not None:
            self.operator.seek(at_us, keep=released)

    def _fps(self) -> float:
        return min(float(self.settings.display.pace), max(self.keeper.refresh_hz, 24.0), MAX_FPS)

    def _take_photo(self, _argument: Argument) -> None:
        frame = self.driver.frame
        views = [view for window in self.keeper.windows if (view := window.view) is not None]
        if frame is None:
            return
        folder = pictures_folder(self.settings)
        try:
            kept = photo(self.easel, views, frame, folder, self._played.clocks.utc_us(), self._caption)
        except WallboardError as error:
            self._photo_alarm = str(error)
            log.error("%s", error)
        else:
            self._photo_alarm = ""
            log.info("%d pictures kept: %s", len(kept), folder)

    def _quit(self, _argument: Argument) -> None:
        self._end()


def first_control(
    settings: Settings, state: str | None, *, windowed: bool, layout: str | None, clocks: Clocks
) -> Control:
    """What a display begins with: the journal's last state where there is one, else what the settings say.

    `layout` is shown whatever was up before, and `windowed` opens windows in any case.
    """
    control = Control(layout=settings.display.layout, language=settings.display.leading, currency=settings.money.lead)
    if state is not None:
        try:
            control = resumed(Control.from_json(state), clocks.mono_us())
        except RecordingError as error:
            log.warning("%s", error)
    if layout is not None:
        control = with_fields(control, layout=layout, rotating_us=None)
    return with_fields(control, fullscreen=control.fullscreen and not windowed)


def entered(control: Control, played: Played) -> Control:
    """The control state with the playhead where a finished recording begins; a live one keeps it at its edge."""
    bounds, opening = played.recorded.bounds, played.opening
    if played.live or bounds is None:
        return control
    first_us, last_us = bounds
    at_us = opening.at_us
    if at_us is None:
        at_us = first_us if opening.rate > 0 else last_us
    playhead = Playhead("playing", at_us, played.clocks.mono_us(), opening.rate)
    return with_fields(control, playhead=playhead, loop_us=(first_us, last_us) if opening.loop else (None, None))

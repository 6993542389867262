"""The display put together: recording, wall, windows, keyboard and operator, and what one tells the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace as with_fields
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

from wallboard.actions.action import Argument
from wallboard.actions.bindings import bindings
from wallboard.actions.photo_countdown import COUNT_US, held_for_us
from wallboard.actions.table import actions_of
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError, WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.core.playhead import FOLLOWING
from wallboard.core.wording import say
from wallboard.panels.panel_context import Notes
from wallboard.scene.base_map import chosen, configured_maps
from wallboard.scene.exchanged_degrees import region_warnings
from wallboard.scene.geography import MapError
from wallboard.scene.region_map import configured_regions, places_of, region_of
from wallboard.stage.dirty_regions import DirtyRegions
from wallboard.stage.display_notes import of_the_machine, on_air, on_no_map
from wallboard.stage.driver import FrameDriver
from wallboard.stage.frame_loop import FrameLoop
from wallboard.stage.keyboard import Keyboard
from wallboard.stage.overlays.timeline_strip import instant_at
from wallboard.stage.photos import Caption, photo, pictures_folder
from wallboard.stage.playback import Now
from wallboard.stage.playback_source import PlaybackSource, entered, first_control
from wallboard.stage.ports import JournalPort, RecordedPort
from wallboard.stage.screen_keeper import ScreenKeeper
from wallboard.stage.screen_renderer import ScreenRenderer, ScreenView
from wallboard.stage.window import CanvasWindow

log = logging.getLogger(__name__)

MAX_FPS: Final = 240.0


class Display(QObject):
    """All parts of a running display. `end` is called when the operator quits.

    `pictures` is the folder in which decoders hand over live pictures, `share` is as `ScreenKeeper` has it.
    """

    def __init__(
        self,
        app: QGuiApplication,
        settings: Settings,
        played: PlaybackSource,
        *,
        windowed: bool = False,
        layout: str | None = None,
        caption: Caption | None = None,
        beat: Callable[[], None] = lambda: None,
        pictures: Path | None = None,
        share: tuple[int, int] = (0, 1),
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
        shared = played.link is not None
        control = first_control(
            settings, played.state, windowed=windowed, layout=layout, clocks=played.clocks, shared=shared
        )
        self.keeper = ScreenKeeper(
            app,
            settings,
            self._new_window,
            fullscreen=control.fullscreen,
            claims_file=played.claims_file,
            share=share,
        )
        self._loop = FrameLoop(
            settings,
            played,
            control,
            windows=lambda: self.keeper.windows,
            fps=self._fps(),
            effects={
                "photo": self._take_photo,
                "photo_countdown": self._on_photo_countdown,
                "screens_anew": self._decide_screens_anew,
                "quit": self._quit,
            },
            changed=self._on_changed,
            host=self.host,
            notes=self.notes,
            beat=beat,
            pointed=self.pointed,
            pointed_panel=self.pointed_panel,
            pictures=pictures,
        )
        self.playback, self.operator, self.driver = self._loop.playback, self._loop.operator, self._loop.driver
        self.keyboard = Keyboard(bindings(actions_of(settings)), self.operator.act, self, on_hold=self.operator.hold)
        self.keeper.arranged.connect(self._on_arranged)

    @property
    def renderer(self) -> ScreenRenderer:
        """What paints the windows; another one after the settings have changed."""
        return self._loop.renderer

    def start(self) -> None:
        """Open the windows and begin to tick."""
        for alarm in self._region_alarms():
            log.warning("%s", alarm)
        self.keeper.arrange()
        self.operator.control = entered(self.operator.control, self._played)
        self._loop.start()

    def stop(self) -> None:
        """End ticking and let go of the windows."""
        self._loop.stop()
        self.keeper.close()

    def adopt(self, settings: Settings) -> None:
        """Go on under changed settings; what the operator has set stays.

        Raises:
            WallboardError: the wall cannot be painted under them; everything stays as it was.
        """
        for _, path in configured_maps(settings):
            chosen(path)
        for _, options in configured_regions(settings):
            region_of(options)
        self._loop.adopt(settings)
        self.settings = settings
        self.keyboard.bound = bindings(actions_of(settings))
        for window in self.keeper.every_window:
            window.renderer = self.renderer
        self.keeper.adopt(settings)

    def turn_to(self, recorded: RecordedPort, journal: JournalPort) -> None:
        """Go on with another recording and its journal; what the operator has set stays."""
        self.playback.turn_to(recorded)
        self.operator.turn_to(journal)

    def host(self) -> str | None:
        """The screen for overlays: the operator's canvas when there is one, else the screen with the pointer."""
        windows = self.keeper.windows
        views = [(window, window.view) for window in windows]
        operators = [v for _, v in views if v is not None and self.renderer.wall.is_operator(v.canvas)]
        if operators:
            return operators[0].screen
        first = self._pointed_at() or next((v for _, v in views if v is not None), None)
        return None if first is None else first.screen

    def pointed(self) -> str:
        """The canvas beneath the pointer; "" where there is none."""
        view = self._pointed_at()
        return "" if view is None else view.canvas

    def pointed_panel(self) -> str:
        """The panel beneath the pointer; "" where there is none."""
        frame, pointer = self.driver.frame, QCursor.pos()
        window = next((w for w in self.keeper.windows if w.geometry().contains(pointer)), None)
        view = None if window is None else window.view
        if window is None or view is None or frame is None:
            return ""
        x, y = window.on_canvas(window.mapFromGlobal(pointer))
        layout = self.renderer.wall.layout_at(frame.control.on(view.canvas), frame.moment)
        slots = self.renderer.wall.slots(view.canvas, layout, view.size)
        within = (s.panel for s in reversed(slots) if s.rect.x <= x < s.rect.right and s.rect.y <= y < s.rect.bottom)
        return next(within, "")

    def _pointed_at(self) -> ScreenView | None:
        pointer = QCursor.pos()
        views = ((window, window.view) for window in self.keeper.windows)
        return next((view for window, view in views if view is not None and window.geometry().contains(pointer)), None)

    def notes(self, driver: FrameDriver) -> Notes:
        """What only an operator sees of the display itself."""
        views = [view for window in self.keeper.windows if (view := window.view) is not None]
        control, frame, link = self.operator.control, driver.frame, self._played.link
        layout = None if frame is None else self.renderer.wall.layout_at(control, frame.moment)
        lines = (
            *on_air(self.settings, control, layout),
            *((say("action.rundown"), line) for line in (self._loop.rundown.line(),) if line is not None),
            *self._loop.pictures.lines(),
            *(() if frame is None else on_no_map(frame.moment, places_of(self.settings))),
            *(() if link is None else link.lines()),
            *of_the_machine(self._played.name, views, driver.painted_per_s, (*self.remarks, self.operator.remark)),
        )
        leading = self.settings.display.led_by(control.language)[0]
        missing = [say("status.monitor_gone", name=name).first(leading) for name in self.keeper.missing]
        alarms = (driver.alarm, self.operator.alarm, self._photo_alarm, *self.playback.problems, *missing)
        if link is not None:
            alarms += (*(alarm.first(leading) for alarm in link.alarms()), *link.problems)
        alarms += (self._loop.rundown.alarm, *self._map_alarms(), *self.alarms_beside(), *self._unseen_alarms())
        return Notes(lines, tuple(alarm for alarm in alarms if alarm))

    def _map_alarms(self) -> Iterator[str]:
        """What the base maps do not show, and which cannot be used."""
        for _, path in configured_maps(self.settings):
            try:
                yield from chosen(path).warnings
            except MapError as error:
                yield str(error)
        yield from self._region_alarms()

    def _region_alarms(self) -> Iterator[str]:
        for _, options in configured_regions(self.settings):
            try:
                yield from region_warnings(region_of(options), self.settings)
            except MapError as error:
                yield str(error)

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
        held = moment.state.held
        stale = f"live: STALE {(moment.age_us or 0) // SECOND_US} s" if moment.stale else ""
        waits = f"live: {held.detail or held.reason} (End, then H or Shift+H)" if held is not None else ""
        return (stale, waits)

    def _new_window(self) -> CanvasWindow:
        window = CanvasWindow(self.renderer, self.keyboard, self._end, self._on_changed)
        window.on_point = self._on_point
        window.patches = DirtyRegions()
        return window

    def _on_arranged(self) -> None:
        self.driver.set_pace(self._fps())
        self._on_changed()

    def _on_changed(self, now: Now | None = None) -> None:
        """After a key (at `now`) or a change of a window: at once, not at the next tick."""
        control = self.operator.control
        self.keeper.set_fullscreen(control.fullscreen)
        for window in self.keeper.windows:
            window.show_pointer(shown=control.timeline or control.strip)
        self.driver.tick(now)

    def _on_point(self, view: ScreenView, x: float, y: float, released: bool) -> None:
        """The mouse on the timeline strip: go there, and on with it while the button is held."""
        frame = self.driver.frame
        if frame is None or frame.track is None or view.screen != frame.host:
            self._dragging = False
            return
        at_us = instant_at(self.renderer.look(view), frame.track, x, y, held=self._dragging)
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
        self.operator.notices.keep_off_the_public()
        try:
            kept = photo(self.renderer, views, frame, folder, self._played.clocks.utc_us(), self._caption)
        except WallboardError as error:
            self._photo_alarm = str(error)
            log.error("%s", error)
            self.operator.notices.say(say("notice.photo_failed", why=str(error)), alarm=True)
        else:
            self._photo_alarm = ""
            log.info("%d pictures kept: %s", len(kept), folder)
            self.operator.notices.say(say("notice.photos", n=len(kept)))

    def _on_photo_countdown(self, _argument: Argument) -> None:
        """When the count is over, keep the picture that the photographers see."""
        if self.operator.control.photo_us is not None:
            QTimer.singleShot(COUNT_US // 1000 + 50, self, self._keep_counted)

    def _keep_counted(self) -> None:
        control, now = self.operator.control, self.playback.now()
        if held_for_us(control, now.now_us):
            self.driver.tick(now)
            self.operator.perform_as("", self.operator.actions["photo"])

    def _decide_screens_anew(self, _argument: Argument) -> None:
        self.keeper.decide_anew()

    def _quit(self, _argument: Argument) -> None:
        self._end()

"""The display process: everything is made here, runs until it is to end, and is let go."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import msgspec
import platformdirs
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.errors import DisplayError
from wallboard.core.instants import SECOND_US
from wallboard.core.process_reports import DisplayReport
from wallboard.core.system_clocks import SystemClocks
from wallboard.paint.kept_pictures import keep_pictures_in
from wallboard.paint.pyqtgraph_parts import load_pyqtgraph
from wallboard.recording.folder import RoleLock
from wallboard.recording.journal import Journal
from wallboard.recording.linked_folder import LinkWatch, live_folder
from wallboard.recording.operator_log import answered_in, marks_of
from wallboard.recording.request_inbox import RequestInbox
from wallboard.stage.awake import Awake
from wallboard.stage.claims_file import ClaimsFile
from wallboard.stage.display import Display
from wallboard.stage.fallback_frames import FallbackFrames
from wallboard.stage.frame_loop import FrameLoop
from wallboard.stage.offscreen import FPS, Printer, paper_screens
from wallboard.stage.photos import Caption, pictures_folder
from wallboard.stage.platforms import has_display
from wallboard.stage.playback_source import PlaybackSource, entered, first_control
from wallboard.stage.program_copy import ProgramCopy
from wallboard.stage.reloading import Reloading
from wallboard.stage.reporting import Reporting, report_of
from wallboard.stage.screen_renderer import Frame, ScreenView
from wallboard.stage.shared_control import FolderLink
from wallboard.stage.shutdown import OneLineEach, Shutdown

log = logging.getLogger(__name__)

CALM_MS = 700
"""After the start: the first pictures are up by then."""


class DisplayOptions(msgspec.Struct, frozen=True):
    """How a display is to run.

    `config_file` is watched for edits; under `demonstration` it says only what concerns the wall; `config_problems`
    says what is wrong with it as it is now. `layout` overrides what was up before; `seconds` limits the run. `beat` is
    called after each completed frame (`supervise.heartbeat.Beats.beat`), `is_cut` says without waiting whether the
    process that started this one is gone (`supervise.heartbeat.is_cut`), `on_quit` is called before the display ends by
    the operator's wish; `takes_leave`: a signal ends it in order, instead of on the spot; `tell` receives lines for
    people. `caption` makes the texts beside photos. `curtain` is the folder in which the last picture of every screen
    is kept for the curtain beneath the windows (None: there is no curtain). `fresh`: a run begins, and with it what
    each monitor shows is decided; otherwise the display goes on with what it was. `report` is told once a second how
    the display stands. `program` is the file that keeps small copies of what is on air (None: nobody wants them).
    `pictures` is the folder in which decoders hand over live pictures (None: there are none). `share`: as windows on a
    desk this is one of several walls there, which and of how many.
    """

    windowed: bool = False
    seconds: float | None = None
    layout: str | None = None
    config_file: Path | None = None
    config_problems: tuple[str, ...] = ()
    demonstration: bool = False
    caption: Caption | None = None
    curtain: Path | None = None
    fresh: bool = False
    beat: Callable[[], None] = lambda: None
    is_cut: Callable[[], bool] = lambda: False
    takes_leave: bool = True
    on_quit: Callable[[], None] = lambda: None
    tell: Callable[[str], None] = lambda line: None
    report: Callable[[DisplayReport], None] | None = None
    program: Path | None = None
    pictures: Path | None = None
    share: tuple[int, int] = (0, 1)


def show(settings: Settings, folder: Path, wish: DisplayOptions) -> int:
    """Show the recording in `folder`, which may still be empty, until the display is to end; the exit status.

    Without a display the pictures go into files, in a folder that is told.

    Raises:
        RecordingError: another display works on the recording, or the folder cannot be written.
        DisplayError: the fonts are missing.
    """
    return perform(settings, live_source(settings, folder, fresh=wish.fresh), wish)


def perform(settings: Settings, opened: AbstractContextManager[PlaybackSource], wish: DisplayOptions) -> int:
    """Show what is played until the display is to end; the exit status. Raises like `show`."""
    visible = has_display(os.environ)
    if not visible:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    keep_pictures_in(platformdirs.user_cache_path("wallboard", appauthor=False) / "maps")
    with ExitStack() as stack:
        played = stack.enter_context(opened)
        app = stack.enter_context(_application(settings))
        run = _on_screens if visible else _on_paper
        return run(app, settings, played, wish)


@contextmanager
def live_source(settings: Settings, folder: Path, *, fresh: bool) -> Iterator[PlaybackSource]:
    """The recording and its journal, with a lock that keeps a second display out."""
    with ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(RoleLock(folder, "show"))
        journal = stack.enter_context(Journal(folder))
        if journal.set_aside is not None:
            log.warning("the operator's journal was damaged and has been set aside: %s", journal.set_aside)
        watch = None if settings.cluster is None else LinkWatch(folder, SystemClocks().mono_us)
        recorded = live_folder(folder, facts_of(settings), watch)
        stack.callback(recorded.close)
        rows = journal.since()
        marks = {mark.at_us: mark.name for mark in marks_of(rows)}
        inbox = RequestInbox(folder)
        stack.callback(inbox.close)
        yield PlaybackSource(
            recorded,
            SystemClocks(),
            journal,
            str(folder),
            state=journal.last_state(),
            marks=marks,
            claims_file=ClaimsFile(folder, resumes=not fresh),
            requests=inbox,
            answered=answered_in(rows),
            link=None if watch is None else FolderLink(folder, watch),
        )


@contextmanager
def _application(settings: Settings) -> Iterator[QApplication]:
    """The one application of this process, set up for a wall."""
    if settings.display.flush == "rhi":
        os.environ["QT_WIDGETS_RHI"] = "1"
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DisableSessionManager)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_MacDontSwapCtrlAndMeta)
    if QApplication.instance() is not None:
        msg = "a display is already running in this process"
        raise DisplayError(msg)
    lines = OneLineEach()
    app = QApplication(["wallboard"])
    app.setApplicationName("wallboard")
    app.setQuitOnLastWindowClosed(False)
    try:
        yield app
    finally:
        app.processEvents()
        lines.stop()


def _on_screens(app: QApplication, settings: Settings, played: PlaybackSource, wish: DisplayOptions) -> int:
    def quit_wall() -> None:
        wish.on_quit()
        app.exit()

    display = Display(
        app,
        settings,
        played,
        windowed=wish.windowed,
        layout=wish.layout,
        caption=wish.caption,
        beat=wish.beat,
        pictures=wish.pictures,
        share=wish.share,
        end=quit_wall,
    )
    awake = Awake()
    awake.start(app.platformName())
    if not awake.how:
        display.remarks = ("display sleep cannot be inhibited here: switch it off in the system's settings",)
        log.warning("%s", display.remarks[0])
    reloading = Reloading(settings, wish.config_file, display.adopt, demonstration=wish.demonstration)
    reloading.alarms = wish.config_problems
    last_pictures = None if wish.curtain is None else _last_pictures(display, wish.curtain, played)
    copy = None if wish.program is None else _program_copy(display, wish.program)
    beside = tuple(each for each in (last_pictures, copy) if each is not None)
    display.alarms_beside = lambda: (*reloading.alarms, *(each.alarm for each in beside))
    ending = _ending(app, played, wish)
    reporting = Reporting(lambda: _report(display), wish.report)
    try:
        display.start()
        reporting.start()
        QTimer.singleShot(CALM_MS, load_pyqtgraph)
        reloading.start()
        for each in beside:
            each.start()
        return app.exec()
    finally:
        reporting.stop()
        for each in beside:
            each.stop()
        reloading.stop()
        ending.stop()
        display.stop()
        awake.stop()


def _report(display: Display) -> DisplayReport:
    """How a display on screens stands."""
    windows = display.keeper.windows
    screens = [view.screen for window in windows if window.fills and (view := window.view) is not None]
    alarms = display.notes(display.driver).alarms
    return report_of(display.driver, display.settings, "screens" if screens else "windows", screens, alarms)


def _last_pictures(display: Display, folder: Path, played: PlaybackSource) -> FallbackFrames:
    """What keeps the picture of every window for the curtain beneath it."""
    return FallbackFrames(
        folder,
        lambda: display.keeper.windows,
        mono_us=played.clocks.mono_us,
        hidden=lambda canvas: display.operator.control.on(canvas).blackout,
    )


def _program_copy(display: Display, path: Path) -> ProgramCopy:
    """What copies the picture of every canvas for those who watch from elsewhere."""
    return ProgramCopy(
        path,
        lambda: display.keeper.windows,
        now=display.playback.now,
        frame=lambda: display.driver.frame,
        up_on=lambda canvas, frame: display.renderer.wall.layout_at(frame.control.on(canvas), frame.moment),
    )


def _on_paper(app: QApplication, settings: Settings, played: PlaybackSource, wish: DisplayOptions) -> int:
    screens = paper_screens(settings)
    shared = played.link is not None
    control = first_control(
        settings, played.state, windowed=True, layout=wish.layout, clocks=played.clocks, shared=shared
    )
    loop = FrameLoop(
        settings,
        played,
        entered(control, played),
        windows=lambda: screens,
        fps=FPS,
        beat=wish.beat,
        pictures=wish.pictures,
    )
    driver = loop.driver
    folder = pictures_folder(settings)
    copy = ProgramCopy(
        wish.program or folder / "program",
        tuple,
        now=loop.playback.now,
        frame=lambda: driver.frame,
        up_on=lambda canvas, frame: loop.renderer.wall.layout_at(frame.control.on(canvas), frame.moment),
    )
    printer = Printer(loop.renderer, screens, folder, _nobody if wish.program is None else copy.keep)
    wish.tell(f"no display: drawing off screen, the newest picture of every screen is kept in {folder}")
    ending = _ending(app, played, wish)
    reporting = Reporting(lambda: report_of(driver, settings, "files", (), (driver.alarm, printer.alarm)), wish.report)
    try:
        loop.start()
        printer.start()
        reporting.start()
        return app.exec()
    finally:
        reporting.stop()
        ending.stop()
        loop.stop()
        printer.stop()
        copy.stop()


def _nobody(_view: ScreenView, _image: QImage, _frame: Frame) -> None:
    """Nobody wants the picture."""


def _ending(app: QApplication, played: PlaybackSource, wish: DisplayOptions) -> Shutdown:
    mono_us = played.clocks.mono_us
    until_us = None if wish.seconds is None else mono_us() + round(wish.seconds * SECOND_US)
    return Shutdown(
        app.exit,  # quit() would first ask the windows, which refuse to be closed
        is_cut=wish.is_cut,
        mono_us=mono_us,
        until_mono_us=until_us,
        takes_leave=wish.takes_leave,
    )

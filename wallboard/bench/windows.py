"""The display's own windows and frame driver on a tape, with a watch on every frame."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.bench.bench_report import Phase, spread
from wallboard.bench.tape import Tape
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import SystemClocks
from wallboard.scene.canvases import Placement, Screen
from wallboard.scene.grid import Rect
from wallboard.stage.dirty_regions import DirtyRegions
from wallboard.stage.frame_loop import FrameLoop
from wallboard.stage.keyboard import Keyboard
from wallboard.stage.playback_source import PlaybackSource
from wallboard.stage.ports import Unkept
from wallboard.stage.screen_renderer import Frame, ScreenRenderer
from wallboard.stage.window import CanvasWindow

PEAK_US = 600 * SECOND_US
"""Ten minutes into the night everything moves: the rate is high, and all panels have figures."""
SETTLE_S = 1.5
"""Before a phase is timed: the first pictures of a size are prepared once."""
READY_S = 30.0
"""At most so much longer for all other layouts, which a start makes ready in pieces: a wall has been up for hours."""
_MOST_S = 5.0
"""How long the windows are waited for."""


class WatchedWindow(CanvasWindow):
    """A window of the wall that notes when each frame was painted and how long that took."""

    def __init__(
        self, renderer: ScreenRenderer, size: tuple[int, int], number: int, at: tuple[int, int], canvas: str
    ) -> None:
        super().__init__(renderer, Keyboard({}, _nothing), on_close=lambda: None, on_size=lambda: None)
        self.patches = DirtyRegions()
        self.frames: list[tuple[float, float, float]] = []
        """When painting began, when it ended (monotonic seconds), and the process's processor time then."""
        self.turns: list[float] = []
        """When it was given a frame (monotonic seconds), whether that looked different or not."""
        screen = Screen(f"bench {number}", Rect(0, 0, *size))
        placement = Placement(screen, screen.name, canvas, "public", size, Rect(0, 0, *size))
        self.state(placement, QApplication.primaryScreen(), Rect(*at, *size))

    def show_frame(self, frame: Frame) -> None:
        """Note the turn, and show the frame."""
        self.turns.append(time.perf_counter())
        super().show_frame(frame)

    def keep_frame(self, frame: Frame) -> None:
        """Note the turn."""
        self.turns.append(time.perf_counter())
        super().keep_frame(frame)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        begun = time.perf_counter()
        super().paintEvent(event)
        self.frames.append((begun, time.perf_counter(), time.process_time()))


def _nothing(_action: object) -> None:
    """No key does anything here."""


def phase(
    name: str,
    renderer: ScreenRenderer,
    settings: Settings,
    tape: Tape,
    control: Control,
    windows: list[WatchedWindow],
    seconds: float,
    *,
    ready_s: float = 0.0,
) -> Phase:
    """Play a tape into the windows and watch, from when the wall is ready, or for `ready_s` was not."""
    played = PlaybackSource(tape, SystemClocks(), Unkept(), name)
    fps = float(settings.display.fps)
    driver = FrameLoop(settings, played, control, windows=lambda: windows, fps=fps, renderer=renderer).driver
    driver.start()
    _wait(SETTLE_S)
    made_s = _until(lambda: driver.is_all_made, ready_s)
    for window in windows:
        window.frames.clear()
        window.turns.clear()
    begun, cpu = time.perf_counter(), time.process_time()
    _wait(seconds)
    took, spent = time.perf_counter() - begun, time.process_time() - cpu
    driver.stop()
    frames = [window.frames for window in windows]
    intervals = [(b[1] - a[1]) * 1000 for shown in frames for a, b in pairwise(shown)]
    costs = [(b[2] - a[2]) * 1000 for a, b in pairwise(frames[0])]
    paintings = [(end - start) * 1000 for shown in frames for start, end, _ in shown]
    turns = windows[0].turns
    slowest = min(len(shown) for shown in frames) / took
    return Phase(
        name,
        round(took, 2),
        round(slowest, 1),
        spread(intervals),
        spread(costs),
        spread(paintings),
        round(spent / took, 3),
        round(len(turns) / took, 1),
        spread([(b - a) * 1000 for a, b in pairwise(turns)]),
        round(made_s, 1),
    )


def _wait(seconds: float) -> None:
    """Let events be handled for a while; a loop of its own, since the application cannot quit past open windows."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def opened(renderer: ScreenRenderer, size: tuple[int, int], screens: int, *, apart: bool) -> list[WatchedWindow]:
    """Windows of a size, side by side as far as the desktop goes; `apart` gives each a canvas of its own."""
    desk = QApplication.primaryScreen().virtualGeometry()
    per_row = max(1, desk.width() // size[0])
    places = [((k % per_row) * size[0], (k // per_row) * size[1]) for k in range(screens)]
    windows = [
        WatchedWindow(renderer, size, k + 1, at, f"bench {k + 1}" if apart and k else ANY_CANVAS)
        for k, at in enumerate(places)
    ]
    _until(lambda: all(window.is_exposed for window in windows), _MOST_S)
    return windows


def _until(done: Callable[[], bool], most_s: float) -> float:
    """Let events be handled until something is done; how many seconds that took, at most about `most_s`."""
    begun = time.monotonic()
    while not done() and time.monotonic() < begun + most_s:
        _wait(0.02)
    return time.monotonic() - begun

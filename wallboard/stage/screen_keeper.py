"""The screen keeper: every monitor has its window, however monitors come, go and change."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from wallboard.config.screen_rules import NO_CANVAS
from wallboard.config.settings import Settings
from wallboard.scene.canvases import Claims, Placement, Screen, place_again
from wallboard.scene.grid import Rect
from wallboard.stage.claims_file import ClaimsFile, screen_rules
from wallboard.stage.imagined_screens import imagined, shared_desk
from wallboard.stage.lost_windows import LostWindows
from wallboard.stage.window import CanvasWindow

log = logging.getLogger(__name__)

SETTLE_MS: Final = 200
"""How long the window system is left alone after it has said that monitors changed."""
WATCH_MS: Final = 1000
"""How often the monitors are looked at without being told: of the last one that goes Qt says nothing on X11."""
_INVENTED: Final = re.compile(r"|screen|WinDisc|[^ ]*:\d+\.\d+")
"""What Qt and the systems call the monitor that they invent when the last real one is gone; on X11 like the display."""


class ScreenKeeper(QObject):
    """Puts a window made by `make_window` on each monitor that the settings give a canvas, or all on a desk.

    `arranged` is emitted after windows were put anew. A window whose monitor is gone hides, and comes back with it. One
    that another program has destroyed is made again at once, one that it has taken off the screen comes back within
    two looks. Each monitor keeps its canvas until the settings' screens change, or `decide_anew`.
    """

    arranged = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        settings: Settings,
        make_window: Callable[[], CanvasWindow],
        *,
        fullscreen: bool,
        claims_file: ClaimsFile | None = None,
        share: tuple[int, int] = (0, 1),
    ) -> None:
        """`claims_file` keeps what each monitor shows; without one it is forgotten with the keeper.

        `share`: as windows on a desk this is one of several walls, see `shared_desk`.
        """
        super().__init__()
        self.fullscreen = fullscreen
        self._app = app
        self._settings = settings
        self._make_window = make_window
        self._share = share
        self._windows: dict[str, CanvasWindow] = {}
        self._put: dict[str, tuple[object, ...]] = {}
        self._claims_file = claims_file or ClaimsFile(None)
        self._claims: Claims = self._claims_file.read(settings)
        self._known = {claim.screen.name for claim in self._claims}
        self._seen: tuple[Screen, ...] = ()
        self._has_keys = False
        self._hidden: set[str] = set()
        """The windows that nobody could see at the last look."""
        self._lost = LostWindows(app, self._on_lost)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.arrange)
        self._watching = QTimer(self)
        self._watching.setInterval(WATCH_MS)
        self._watching.timeout.connect(self.look)
        app.screenAdded.connect(self._on_screen_added)
        app.screenRemoved.connect(self._on_change)
        app.primaryScreenChanged.connect(self._on_change)
        for screen in app.screens():
            self._follow(screen)

    @property
    def windows(self) -> tuple[CanvasWindow, ...]:
        """The windows that are up."""
        return tuple(self._windows[key] for key in self._put)

    @property
    def every_window(self) -> tuple[CanvasWindow, ...]:
        """All windows, those too that wait for their monitor."""
        return tuple(self._windows.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The entries of [screens] whose monitor was there in this run and is gone."""
        if not self.fullscreen:
            return ()
        found = {w.placement.rule for w in self.windows if w.placement is not None}
        had = dict.fromkeys(claim.rule for claim in self._claims)
        rules = self._settings.screens
        return tuple(n for n in had if n is not None and n not in found and rules[n].canvas != NO_CANVAS)

    @property
    def refresh_hz(self) -> float:
        """The highest refresh rate of all monitors."""
        return max((screen.refreshRate() for screen in self._app.screens()), default=60.0)

    def adopt(self, settings: Settings) -> None:
        """Arrange the windows under changed settings; other screens in them are decided anew."""
        if screen_rules(settings) != screen_rules(self._settings):
            self._claims = ()
        self._settings = settings
        self.arrange()

    def decide_anew(self) -> None:
        """Give each monitor the canvas that the settings mean for where it stands now; the absent are forgotten."""
        self._claims = ()
        self.arrange()

    def set_fullscreen(self, fullscreen: bool) -> None:
        """Fill the monitors, or stand as windows on a desk."""
        if fullscreen != self.fullscreen:
            self.fullscreen = fullscreen
            self.arrange(by_key=True)

    def arrange(self, *, by_key: bool = False) -> None:
        """Put every window where it belongs now; `by_key`: a key of the wall's asked for it, so the keyboard is its."""
        self._watching.start()
        if self._put:  # while all monitors are gone nobody has the keyboard, and it is to come back with them
            # without a window manager keys come to the window under the pointer before any is active
            self._has_keys = by_key or any(window.isActiveWindow() for window in self.windows)
        screens = self._real_screens()
        self._seen = tuple(screens)
        wanted = self._on_monitors(screens) if self.fullscreen else self._on_desk(screens)
        for key in [key for key in self._put if key not in wanted]:
            self._windows[key].hide()
            del self._put[key]
        for key, (placement, screen, rect) in wanted.items():
            put = (replace(placement, screen=replace(placement.screen, primary=False)), screen, rect)
            if self._put.get(key) == put and self._windows[key].isVisible():
                continue
            window = self._windows.get(key) or self._windows.setdefault(key, self._make_window())
            self._put[key] = put
            if rect is None:
                window.fill(placement, screen)
            else:
                window.state(placement, screen, rect)
        self._keep_keys()
        self.arranged.emit()

    def look(self) -> None:
        """Arrange the windows if the monitors are others than when that was done last, or another program hid one."""
        if tuple(self._real_screens()) != self._seen:
            self._on_change()
        elif self.fullscreen and self._app.platformName() == "xcb":
            self._bring_back()

    def close(self) -> None:
        """Let go of all windows."""
        self._settling.stop()
        self._watching.stop()
        self._lost.stop()
        for window in self._windows.values():
            window.hide()
            window.deleteLater()
        self._windows.clear()
        self._put.clear()

    def _bring_back(self) -> None:
        """Show what was unmapped from outside; a window that is new may take one look until the system shows it."""
        unseen = {key for key in self._put if self._windows[key].isVisible() and not self._windows[key].is_exposed}
        hidden, self._hidden = unseen & self._hidden, unseen
        for key in hidden:
            log.error("a window was hidden from outside and is shown again: %s", self._windows[key].windowTitle())
            self._windows[key].hide()
        if hidden:
            self.arrange()

    def _keep_keys(self) -> None:
        """Let the keyboard stay with the wall where the window that had it is gone: no window manager may do so."""
        if self._has_keys and self._put and not any(window.isActiveWindow() for window in self.windows):
            self.windows[0].activateWindow()

    def _on_lost(self, number: int) -> None:
        """Another program has destroyed a window, or it was one that had been let go."""
        key = next((key for key, window in self._windows.items() if int(window.effectiveWinId()) == number), None)
        if key is None:
            return
        window = self._windows.pop(key)
        log.error("a window was destroyed from outside and is made again: %s", window.windowTitle())
        self._put.pop(key, None)
        has_keys = window.isActiveWindow()
        window.hide()
        window.deleteLater()
        self.arrange()
        self._has_keys = self._has_keys or has_keys
        self._keep_keys()

    def _on_monitors(self, screens: dict[Screen, QScreen]) -> dict[str, tuple[Placement, QScreen, Rect | None]]:
        arrangement = place_again(self._claims, tuple(screens), self._settings)
        self._claims = arrangement.claims
        self._claims_file.write(self._claims, self._settings)
        wanted: dict[str, tuple[Placement, QScreen, Rect | None]] = {}
        for placement in arrangement.placements:
            name = placement.screen.name
            alike = sum(key.startswith(f"{name}\n") for key in wanted)
            wanted[f"{name}\n{alike}"] = placement, screens[placement.screen], None
        return wanted

    def _on_desk(self, screens: dict[Screen, QScreen]) -> dict[str, tuple[Placement, QScreen, Rect | None]]:
        if not screens:
            return {}
        placements = imagined(self._settings)
        desks = {_rect(screen.availableGeometry()): screen for screen in screens.values()}
        if self._share[1] == 1:  # a wall alone stands on the primary monitor, whole
            first = next((s for described, s in screens.items() if described.primary), next(iter(screens.values())))
            desks = {_rect(first.availableGeometry()): first}
        rects = shared_desk(tuple(desks), self._share, [p.canvas_size for p in placements])
        screen = next((s for desk, s in desks.items() if desk.contains(rects[0])), next(iter(desks.values())))
        return {f"desk\n{p.canvas}": (p, screen, rect) for p, rect in zip(placements, rects, strict=True)}

    def _real_screens(self) -> dict[Screen, QScreen]:
        """The monitors there are; not the one that is invented when all others are gone.

        One that was there before any other went is no invention: a virtual X server's own monitor is called "screen".
        """
        found = self._app.screens()
        names = {screen.name() for screen in found}
        invented = {name for name in names if _INVENTED.fullmatch(name)}
        if len(found) == 1 and invented and self._known and names.isdisjoint(self._known):
            return {}
        # what comes up while another is gone may be the invention, seen before the last of the others has gone too
        self._known |= names - invented if self._known - names else names
        return {describe(screen, primary=screen is self._app.primaryScreen()): screen for screen in found}

    def _follow(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._on_change)
        screen.logicalDotsPerInchChanged.connect(self._on_change)
        screen.physicalDotsPerInchChanged.connect(self._on_change)
        screen.refreshRateChanged.connect(self._on_change)

    def _on_screen_added(self, screen: QScreen) -> None:
        log.info("screen %s has come", screen.name())
        self._follow(screen)
        self._on_change()

    def _on_change(self, *_: object) -> None:
        if not self._settling.isActive():
            self._settling.start()


def describe(screen: QScreen, *, primary: bool) -> Screen:
    """A monitor as plain values."""
    return Screen(
        screen.name(),
        _rect(screen.geometry()),
        screen.manufacturer(),
        screen.model(),
        screen.serialNumber(),
        screen.devicePixelRatio(),
        primary,
    )


def _rect(rect: QRect) -> Rect:
    return Rect(rect.x(), rect.y(), rect.width(), rect.height())

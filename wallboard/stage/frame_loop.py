"""What every display consists of, whatever it is shown on: playback, wall, operator and frame driver, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from wallboard.actions.bindings import reference
from wallboard.actions.control import ALL, Control
from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.panels.panel_context import NO_NOTES, Notes
from wallboard.stage.correction_desk import CorrectionDesk
from wallboard.stage.driver import FrameDriver, Shown
from wallboard.stage.live_pictures import LivePictures
from wallboard.stage.operator import Changed, Effects, Operator
from wallboard.stage.playback import Playback
from wallboard.stage.playback_source import PlaybackSource
from wallboard.stage.request_desk import RequestDesk
from wallboard.stage.rundown_desk import RundownDesk
from wallboard.stage.screen_renderer import ScreenRenderer
from wallboard.wall import Wall


class FrameLoop:
    """Turns what is played into frames for `windows`; the parts are there to be asked and driven."""

    def __init__(
        self,
        settings: Settings,
        played: PlaybackSource,
        control: Control,
        *,
        windows: Callable[[], Sequence[Shown]],
        fps: float,
        renderer: ScreenRenderer | None = None,
        effects: Effects | None = None,
        changed: Changed = lambda _now: None,
        host: Callable[[], str | None] = lambda: None,
        notes: Callable[[FrameDriver], Notes] = lambda _driver: NO_NOTES,
        beat: Callable[[], None] = lambda: None,
        pointed: Callable[[], str] = lambda: ALL,
        pointed_panel: Callable[[], str] = str,
        pictures: Path | None = None,
    ) -> None:
        """`control` is what it begins with; `renderer` one that there is already (None: of a wall of its own);
        `pictures` is the folder in which decoders hand over live pictures (None: there are none).

        The rest is what `Operator` and `FrameDriver` take. Raises DisplayError like `Wall`.
        """
        delay_us = facts_of(settings).delay_us
        shared = played.link is not None
        self.playback = Playback(played.recorded, played.clocks, delay_us=delay_us, live=played.live, shared=shared)
        self.renderer = renderer or self._renderer(settings)
        self.operator = Operator(
            control,
            self.playback,
            self.renderer.wall,
            settings,
            played.journal,
            marks=played.marks,
            actions=played.actions,
            effects=effects or {},
            changed=changed,
            canvases=lambda: self._public(windows()),
            pointed=pointed,
            pointed_panel=pointed_panel,
            link=played.link,
        )
        self._shares = played.link is not None
        self._set_grid(settings)
        self._desk: RequestDesk | None = None
        if played.requests is not None:
            self._desk = RequestDesk(played.requests, self.operator, played.answered, lambda: self.driver.rests)
        self.rundown = RundownDesk(self.operator, self.playback)
        self.rundown.adopt(settings)
        self.corrections = CorrectionDesk(self.operator, self.playback)
        self.pictures = LivePictures(pictures, settings)
        self.driver = FrameDriver(
            self.renderer,
            self.playback,
            self.operator,
            windows=windows,
            host=host,
            notes=notes,
            beat=beat,
            fps=fps,
            pictures=None if pictures is None else self.pictures,
        )

    def start(self) -> None:
        """Begin to tick, to take in what is asked for, and to play the rundown."""
        self.driver.start()
        self.rundown.start()
        self.corrections.start()
        if self._desk is not None:
            self._desk.start()

    def stop(self) -> None:
        """End all of it."""
        self.rundown.stop()
        self.corrections.stop()
        if self._desk is not None:
            self._desk.stop()
        self.driver.stop()

    def _public(self, windows: Sequence[Shown]) -> tuple[str, ...]:
        """The canvases of the public, in the order of the windows."""
        views = [view for window in windows if (view := window.view) is not None]
        return tuple(view.canvas for view in views if not self.renderer.wall.is_operator(view.canvas))

    def adopt(self, settings: Settings) -> None:
        """Go on under changed settings. Raises DisplayError like `Wall`; everything then stays as it was."""
        renderer = self._renderer(settings)
        self.renderer = self.driver.renderer = renderer
        self.operator.adopt(settings, renderer.wall)
        self.rundown.adopt(settings)
        self.pictures.adopt(settings)
        self._set_grid(settings)

    def _set_grid(self, settings: Settings) -> None:
        """Several machines show the same frame at the same instants, whatever their monitors' pace."""
        self.playback.grid_us = SECOND_US // settings.display.pace if self._shares else 0

    def _renderer(self, settings: Settings) -> ScreenRenderer:
        return ScreenRenderer(Wall(settings, self._on_progress), reference(settings))

    def _on_progress(self) -> None:
        self.driver.progressed()

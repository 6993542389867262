"""What `wallboard still` and `wallboard film` draw with: footage and wall put together, without a display."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wallboard.actions.control import Control
from wallboard.cli.command_settings import examine_maps, load_settings, with_first_picture
from wallboard.cli.output import say
from wallboard.cli.qt_loading import load_display
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.settings import Settings
from wallboard.config.value_types import amount_fen, nearest
from wallboard.core.errors import UsageError
from wallboard.core.instants import parse_instant
from wallboard.core.moment import TICK_US
from wallboard.core.numerals import compact
from wallboard.core.playhead import Playhead
from wallboard.export.footage import Footage, is_demo, open_footage

load_display()

from PySide6.QtCore import QCoreApplication  # noqa: E402 - only now is it known that Qt can be loaded
from PySide6.QtWidgets import QApplication  # noqa: E402 - likewise

from wallboard.wall import Wall  # noqa: E402 - likewise
from wallboard.wall.active_layout import can_show  # noqa: E402 - likewise


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn and how, in the words of the command line."""

    layout: str | None
    language: str | None
    canvas: str
    size: tuple[int, int]
    config: Path | None


@dataclass(slots=True)
class Studio:
    """Everything that draws a SOURCE."""

    settings: Settings
    footage: Footage
    _wall: Wall | None = None
    _app: QCoreApplication | None = field(default=None, init=False)

    @property
    def wall(self) -> Wall:
        """The wall; with the first look at it Qt's application begins, off screen. Raises DisplayError."""
        if self._wall is None:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            self._app = QApplication.instance() or QApplication(["wallboard"])
            self._wall = Wall(self.settings)
        return self._wall

    def playhead_us(self, at: str) -> int:
        """The playhead that a T of the command line means. Raises OutsideError."""
        return self.footage.playhead_at(parse_instant(at, self.footage.origin_us, self.footage.facts.zoneinfo))

    def playhead_of(self, said: str) -> int:
        """The playhead at which the wall first stood on a sum, as it is written. Raises UsageError."""
        own = self.footage.facts.own
        gmv_fen = amount_fen(said, own.digits)
        known = {milestone.gmv_fen: milestone.commit_us for milestone in self.footage.every_milestone}
        if gmv_fen not in known:
            sums = ", ".join(str(compact(fen, own.scale, "en")) for fen in sorted(known)) or "none"
            msg = f"{compact(gmv_fen, own.scale, 'en')} is no milestone of {self.footage.name}; there are {sums}"
            raise UsageError(msg)
        return -(-known[gmv_fen] // TICK_US) * TICK_US  # where the figures of the picture are sampled

    def layout(self, name: str) -> str:
        """A layout's name, if there is one of that name that can show the event. Raises UsageError."""
        if name in self.settings.layouts and not can_show(self.settings, self.footage.facts, name):
            if self.settings.layouts[name].needs == "picture" and not self.settings.live_pictures:
                lacks = "a live picture, of which the configuration names none"
            else:
                lacks = f"the event's start, which {self.footage.name} does not state"
            msg = f"the layout {name!r} needs {lacks}; name another"
            raise UsageError(msg)
        return with_first_picture(self.settings, name, None).display.layout

    def control(self, playhead_us: int) -> Control:
        """How the controls stand when nobody has touched them."""
        display, playhead = self.settings.display, Playhead("paused", playhead_us)
        lead = self.settings.money.lead
        return Control(layout=display.layout, language=display.leading, currency=lead, playhead=playhead)


@contextmanager
def studio(source: str, drawn: Drawn, *, demonstration: bool = False) -> Iterator[Studio]:
    """Open what is to be drawn; `demonstration`: a recording of it.

    Raises UsageError, ConfigError, RecordingError, DisplayError.
    """
    settings, _ = load_settings(drawn.config, demonstration=demonstration or is_demo(source))
    settings = with_first_picture(settings, drawn.layout, drawn.language)
    examine_maps(settings)
    check_canvas(settings, drawn.canvas)
    footage = open_footage(source, facts_of(settings))
    try:
        for problem in footage.problems:
            say(f"wallboard: {problem}", err=True)
        made = Studio(settings, footage)
        if drawn.layout is not None:
            made.layout(drawn.layout)
        yield made
    finally:
        footage.close()


def check_canvas(settings: Settings, canvas: str) -> None:
    """Refuse a canvas that the settings do not know. Raises UsageError."""
    known = {ANY_CANVAS, *settings.canvases, *(c for layout in settings.layouts.values() for c in layout.canvas)}
    known |= {rule.canvas or name for name, rule in settings.screens.items()}
    if canvas not in known:
        near = nearest(canvas, known)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(sorted(known))}"
        msg = f"no canvas is called {canvas!r}; {hint}"
        raise UsageError(msg)


def check_ending(path: Path, ending: str) -> None:
    """Refuse a file whose name says that it is something else. Raises UsageError."""
    if path.suffix.lower() != ending:
        kind = {".png": "a PNG", ".mp4": "an MP4"}.get(ending, f"a {ending[1:].upper()}")
        msg = f"{kind} file is written: name it {path.with_suffix(ending).name}, not {path.name}"
        raise UsageError(msg)

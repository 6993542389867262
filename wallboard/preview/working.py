"""The loop of the process: follows journal and recording, and makes one picture a turn as long as some are wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.moment import Moment
from wallboard.preview import key_face
from wallboard.preview.button_face import encoded
from wallboard.preview.drawing import Drawer
from wallboard.preview.errands import WANTED_US, Errand, Errands
from wallboard.preview.picture_files import KEYS, Kind, PictureFiles
from wallboard.recording import bounds
from wallboard.recording.journal import JournalRow, JournalTail
from wallboard.recording.linked_folder import LinkWatch, live_folder
from wallboard.recording.operator_log import REFUSED
from wallboard.recording.program_file import ProgramPicture, ProgramReader
from wallboard.stage.imagined_screens import imagined
from wallboard.stage.playback import Clocks, Playback, resumed
from wallboard.stage.playback_source import first_control

log = logging.getLogger(__name__)

TURN_S: Final = 0.1
_KEPT_ANSWERS: Final = 12


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the process is given: its clocks, how it waits, when it ends, and whom it tells that it lives.

    `cpu_us` is the processor time that it has used; `idle` is called once, when nothing is left to be drawn at first.
    """

    clocks: Clocks
    cpu_us: Callable[[], int]
    sleep: Callable[[float], None]
    is_over: Callable[[], bool]
    beat: Callable[[], None]
    idle: Callable[[], None] = lambda: None


class PreviewWork:
    """Everything that the process does; one thread."""

    def __init__(self, settings: Settings, folder: Path, pictures: Path, program: Path | None, hooks: Hooks) -> None:
        """`program`: the display's file of what it shows. Raises RecordingError, DisplayError."""
        self._settings = settings
        self._hooks = hooks
        sizes = {p.canvas: p.canvas_size for p in imagined(settings) if p.role == "public"}
        self._canvases = tuple(sizes)
        self._files = PictureFiles(pictures, [p.canvas for p in imagined(settings)], settings.layouts)
        self._tail = JournalTail(folder)
        watch = None if settings.cluster is None else LinkWatch(folder, hooks.clocks.mono_us)
        recorded = live_folder(folder, facts_of(settings), watch, _KEPT_ANSWERS)
        self._playback = Playback(recorded, hooks.clocks, delay_us=0, live=True, shared=watch is not None)
        self._control = first_control(settings, None, windowed=False, layout=None, clocks=hooks.clocks)
        self._drawer = Drawer(settings, sizes, hooks.beat)
        self._errands = Errands()
        self._program = None if program is None else ProgramReader(program)
        self._on_air: Mapping[str, ProgramPicture] = {}
        self._told = ""
        self._frozen_us: int | None = None
        self._refused_us = 0
        self._utc_us = 0

    def run(self) -> None:
        """Work until it is over."""
        begun = idle = False
        while not self._hooks.is_over():
            self._hooks.beat()
            try:
                busy = self._turn()
            except (RecordingError, OSError) as error:
                busy = False
                self._tell(str(error))
            begun = begun or busy
            if begun and not busy and not idle:
                idle = True
                self._hooks.idle()
            if not busy:
                self._hooks.sleep(TURN_S)

    def _turn(self) -> bool:
        """One picture, if one is due; whether there was one."""
        cpu_us = self._hooks.cpu_us()
        for row in self._tail.poll():
            self._remember(row)
            try:
                self._control = resumed(Control.from_json(row.state), self._playback.now().control_us)
            except RecordingError:
                continue  # what stood before it stands
        self._playback.refresh()
        now = self._playback.now()
        self._utc_us = now.utc_us
        moment = self._playback.moment(self._control, now)
        errand = self._errands.next(self._wanted(moment, now.utc_us), now.mono_us)
        if errand is None:
            return False
        body = self._made(errand, moment)
        if body is None:
            self._files.drop(errand.kind, errand.name)
        else:
            shown = self._on_air[errand.name].utc_us if errand.kind == "program" else now.utc_us
            self._files.write(errand.kind, errand.name, body, shown)
        self._errands.made(errand, self._hooks.clocks.mono_us(), self._hooks.cpu_us() - cpu_us)
        return True

    def _wanted(self, moment: Moment, utc_us: int) -> Iterator[Errand]:
        wanted = [canvas for canvas in self._canvases if self._is_wanted("program", canvas, utc_us)]
        self._on_air = {each.canvas: each for each in self._program.pictures()} if wanted and self._program else {}
        for canvas in wanted:
            if canvas in self._on_air:
                yield Errand("program", canvas, self._on_air[canvas].mono_us)
        for canvas in self._canvases:
            if self._is_wanted("preview", canvas, utc_us):
                yield Errand("preview", canvas, self._control.prepared(canvas))
        for key in KEYS:
            if self._is_wanted("key", key, utc_us):
                yield Errand("key", key, key_face.face(key, self._known(moment, utc_us), self._settings))
        language = self._settings.display.leading
        for layout in self._settings.layouts:
            if self._is_wanted("layout", layout, utc_us):
                yield Errand("layout", layout)
            if self._is_wanted("button", layout, utc_us):
                yield Errand("button", layout, self._drawer.face(layout, self._control, moment, language))

    def _remember(self, row: JournalRow) -> None:
        """Since when the picture is frozen, and which take was refused last."""
        if row.action == "freeze":
            self._frozen_us = row.wall_us
        if row.action == REFUSED:
            with suppress(bounds.RowError):
                told = bounds.table(row.argument)
                if told.get("action") in ("take", "cut"):
                    self._refused_us = row.wall_us

    def _known(self, moment: Moment, utc_us: int) -> key_face.Known:
        """What the keys are made from."""
        control = self._control
        newest = max(control.changes, key=lambda change: change.revision, default=None)
        refused = utc_us - self._refused_us < key_face.REFUSED_US
        return key_face.Known(
            control,
            moment,
            self._canvases,
            sum(self._drawer.would_change(canvas, control, moment) for canvas in self._canvases),
            utc_us,
            self._frozen_us,
            ("" if newest is None else newest.who) if refused else None,
        )

    def _is_wanted(self, kind: Kind, name: str, utc_us: int) -> bool:
        return abs(utc_us - self._files.wanted_us(kind, name)) < WANTED_US

    def _made(self, errand: Errand, moment: Moment) -> bytes | None:
        drawer, control = self._drawer, self._control
        if errand.kind == "preview":
            prepared = control.prepared(errand.name)
            return None if prepared is None else drawer.preview(errand.name, prepared, control, moment)
        if errand.kind == "layout":
            return drawer.layout(errand.name, control, moment)
        if errand.kind == "button":
            face = drawer.face(errand.name, control, moment, self._settings.display.leading)
            return drawer.button(face, errand.name)
        if errand.kind == "key":
            return encoded(
                key_face.draw(key_face.face(errand.name, self._known(moment, self._utc_us), self._settings)), "PNG"
            )
        return drawer.program(self._on_air[errand.name])

    def _tell(self, line: str) -> None:
        """Say what stands in the way, each thing once."""
        if line != self._told:
            self._told = line
            log.warning("%s", line)

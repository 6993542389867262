"""What the supervisor of a wall has done beside its loop: whatever may wait for a disk or an X server."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from msgspec.structs import replace

from wallboard.actions.table import default_keys
from wallboard.cli.command_settings import examine_maps
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError
from wallboard.supervise.health import WallHealth, read_health, write_health
from wallboard.supervise.wall_folder import running_walls

log = logging.getLogger(__name__)

EVERY_S: Final = 1.0


class KeptConfiguration:
    """Keeps a copy of the newest version of a configuration that could be used, at `copy`.

    `settings` is what that version says; None before there is one.
    """

    def __init__(self, file: Path, copy: Path, *, demonstration: bool) -> None:
        self.copy = copy
        self.settings: Settings | None = None
        self._file = file
        self._demonstration = demonstration
        self._seen: tuple[int, int] | None = None

    def look(self) -> None:
        """Copy the file if it was changed since the last look, and can be used."""
        try:
            found = self._file.stat()
        except OSError:
            return  # gone for a moment: an editor replaces it
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp == self._seen:
            return
        self._seen = stamp
        part = self.copy.with_suffix(".part")
        try:
            shutil.copyfile(self._file, part)
            settings = load(self._file, text_in=part, known_actions=default_keys(), demonstration=self._demonstration)
            examine_maps(settings)
            part.replace(self.copy)
            self.settings = settings
        except (ConfigError, OSError) as error:  # the display tells people; here it only is not kept
            log.info("this version of the configuration is not kept: %s", error)


class WallChores:
    """A thread that does them once a second; the loop hands on what is to be written, and never waits for it."""

    def __init__(
        self,
        folder: Path,
        kept: KeptConfiguration | None,
        no_display: Callable[[], str | None] | None,
    ) -> None:
        """`folder` is the recording; `no_display` says why there is no display (None: there is, and nobody asks)."""
        self.display_is_there = False
        self._folder = folder
        self._kept = kept
        self._no_display = no_display
        self._health: SimpleQueue[WallHealth] = SimpleQueue()
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._neighbours: frozenset[tuple[int, str]] = frozenset()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    @property
    def settings(self) -> Settings | None:
        """What the newest usable version of the configuration says; None where there is none."""
        return None if self._kept is None else self._kept.settings

    def start(self) -> None:
        """Begin; the configuration of the start is kept at once."""
        if self._kept is not None:
            self._kept.look()
        self._thread.start()

    def stop(self) -> None:
        """End, without waiting for what hangs."""
        self._stop.set()
        self._thread.join(EVERY_S)

    def hand(self, health: WallHealth) -> None:
        """How the wall stands now, to be written."""
        self._health.put(health)

    def lines(self) -> tuple[str, ...]:
        """What was found since the last call, for people."""
        found = []
        with suppress(Empty):
            while True:
                found.append(self._lines.get_nowait())
        return tuple(found)

    def _run(self) -> None:
        while not self._stop.is_set():
            health = None
            with suppress(Empty):
                while True:
                    health = self._health.get_nowait()
            if health is not None:
                self._write(health)
                self._look_for_neighbours(health)
            if self._kept is not None:
                self._kept.look()
            if self._no_display is not None and not self.display_is_there:
                self.display_is_there = self._no_display() is None
            self._stop.wait(EVERY_S)

    def _write(self, health: WallHealth) -> None:
        with suppress(OSError):
            health = replace(health, disk_free_bytes=shutil.disk_usage(self._folder).free)
        with suppress(OSError):
            write_health(self._folder, health)

    def _look_for_neighbours(self, health: WallHealth) -> None:
        """Tell of each other wall that covers the same screens, once."""
        found = set()
        own = set() if health.display is None else set(health.display.screens)
        for wall in running_walls() if own else ():
            other = None if wall.pid == health.pid else read_health(Path(wall.recording))
            if other is None or other.display is None or other.x_display != health.x_display:
                continue
            shared = own & set(other.display.screens)
            if shared:
                found.add(
                    (wall.pid, f"{', '.join(sorted(shared))} (process {wall.pid}, recording to {wall.recording})")
                )
        for _, line in sorted(found - self._neighbours):
            self._lines.put(f"another wall covers the same screens: {line}; end one of them")
        self._neighbours = frozenset(found)


def x_display_of(environment: Mapping[str, str]) -> str:
    """The display that a wall draws on, so that two names of one are alike; "" where it has no name."""
    named = environment.get("DISPLAY", "")
    if named:
        host, _, number = named.removeprefix("unix").rpartition(":")
        return f"{host}:{number.partition('.')[0]}"
    compositor = environment.get("WAYLAND_DISPLAY", "")
    return os.path.join(environment.get("XDG_RUNTIME_DIR", ""), compositor) if compositor else ""  # noqa: PTH118

"""When a collector begins anew: once somebody has edited what concerns it, and the edit is right."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wallboard.config.edited_file import EditedFile
from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError, WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import system_mono_us

log = logging.getLogger(__name__)

LOOK_US: Final = SECOND_US


class UntilEdited:
    """Ends a collector's loop when `stop` is set, or when `edited` holds other settings to collect by."""

    def __init__(
        self,
        stop: threading.Event,
        settings: Settings,
        file: Path | None,
        load: Callable[[], Settings],
        mono_us: Callable[[], int] = system_mono_us,
    ) -> None:
        """`load` reads the file again. Raises ConfigError."""
        self.edited: Settings | None = None
        self._stop = stop
        self._settings = settings
        self._file = EditedFile(file)
        self._load = load
        self._mono_us = mono_us
        self._due_us = mono_us() + LOOK_US

    def is_set(self) -> bool:
        """Whether the loop is to end."""
        if self._stop.is_set() or self.edited is not None:
            return True
        if self._mono_us() >= self._due_us:
            self._due_us = self._mono_us() + LOOK_US
            self._look()
        return self.edited is not None

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; whether the loop was told to stop."""
        return self._stop.wait(seconds)

    def _look(self) -> None:
        if not self._file.is_edited():
            return
        try:
            settings = self._load()
        except ConfigError as error:
            for line in error.lines():
                log.error("the edited configuration is not taken up: %s", line)
            return
        if collected_by(settings) != collected_by(self._settings):
            self.edited = settings


def collect_on(
    settings: Settings,
    until: Callable[[Settings], UntilEdited],
    collect_by: Callable[[Settings, UntilEdited], None],
) -> None:
    """Collect by the settings, and by each right edit of them, until the stop is set.

    Raises what `collect_by` does with the first ones; an edit that cannot be collected by is undone.
    """
    right, begun = settings, False
    while True:
        turn = until(settings)
        try:
            collect_by(settings, turn)
        except WallboardError as error:
            if not begun or settings is right:
                raise
            log.error("the edited configuration is not taken up: %s", error)
            settings = right
            continue
        right, begun = settings, True
        if turn.edited is None:
            return
        settings = turn.edited
        log.info("collecting by the edited configuration")


def collected_by(settings: Settings) -> tuple[object, ...]:
    """What of the settings makes a difference to the collector."""
    judged_by = facts_of(settings), settings.contract_mapping, rules_of(settings)
    return (*judged_by, settings.sources, settings.polling, settings.recording)

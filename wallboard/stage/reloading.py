"""Edits of the configuration are picked up while the wall runs; a bad edit changes nothing and says why."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from wallboard.actions.table import default_keys
from wallboard.config.edited_file import EditedFile
from wallboard.config.load import reload
from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError

log = logging.getLogger(__name__)

LOOK_MS: Final = 1000


class Reloading(QObject):
    """Looks at the file once a second, and hands new settings to `adopt` when it has changed and is right.

    `alarms` says what is wrong with the file as it is now.
    """

    def __init__(
        self, settings: Settings, file: Path | None, adopt: Callable[[Settings], None], *, demonstration: bool = False
    ) -> None:
        super().__init__()
        self.alarms: tuple[str, ...] = ()
        self._settings = settings
        self._file = file
        self._adopt = adopt
        self._demonstration = demonstration
        self._edited = EditedFile(file)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look, if there is a file."""
        if self._file is not None:
            self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Take up the file if it was changed since the last look."""
        if not self._edited.is_edited():
            return
        found = reload(self._settings, self._file, known_actions=default_keys(), demonstration=self._demonstration)
        if isinstance(found, tuple):
            self._refuse(tuple(str(problem) for problem in found))
        elif found is not self._settings:
            try:
                self._adopt(found)
            except WallboardError as error:
                self._refuse((str(error),))
                return
            self._settings, self.alarms = found, ()
            log.info("the edited configuration is in force: %s", self._file)
        else:
            self.alarms = ()

    def _refuse(self, lines: tuple[str, ...]) -> None:
        self.alarms = lines
        for line in lines:
            log.error("the edited configuration is not taken up: %s", line)

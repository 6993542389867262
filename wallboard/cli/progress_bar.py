"""A progress bar for whatever takes over a second, with the time that is left."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

PATIENCE_S = 1.0


class Bar:
    """Appears on a terminal when the work has taken a second; elsewhere never."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._task = TaskID(0)

    def step(self, done: int, total: int) -> None:
        """So much is done."""
        if self._progress is None:
            if not self._console.is_terminal or time.monotonic() - self._began < PATIENCE_S:
                return
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
            self._progress = Progress(
                *columns, console=self._console, transient=True, redirect_stdout=False, redirect_stderr=False
            )
            self._progress.start()
            self._task = self._progress.add_task(self._what, total=total)
        self._progress.update(self._task, completed=done, total=total)

    def end(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()

"""Where the program writes down what happens: short lines on the terminal, and a file a command that keeps the rest."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from wallboard.cli.options import LOG_LEVEL
from wallboard.core.masking import redacted
from wallboard.core.plain_text import one_line, plain

LARGEST_BYTES = 2_000_000
KEPT_FILES = 4
"""Of the log of one process: the file that is written, and the ones before it."""
_MOST_WALLS = 20
_WALL = re.compile(r"-[0-9a-f]{6}$")
LOG_FOLDER = "WALLBOARD_LOG_FOLDER"
"""The environment variable by which a supervisor tells its children where the logs of their wall lie."""
FILE_ONLY = "wallboard_file_only"
"""A record with this attribute is for the file: the terminal is told in another way."""


class Redacting(logging.Formatter):
    """Formats a record, its traceback included, as plain text without what may be secret."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of the record: its message is one line, so that nothing can pass for another record."""
        return plain(redacted(super().format(record)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line without the traceback."""
        record.message = one_line(redacted(record.message))
        return super().formatMessage(record)


def _is_for_terminal(record: logging.LogRecord) -> bool:
    return not getattr(record, FILE_ONLY, False)


class OneLine(Redacting):
    """A record as a single line for a terminal: tracebacks are for the file."""

    def format(self, record: logging.LogRecord) -> str:
        """The message alone."""
        return one_line(redacted(" ".join(record.getMessage().split())))


class LogFile(RotatingFileHandler):
    """The file of a command's log; while it cannot be written its lines are lost, and nothing else happens."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """The terminal has had the line: a traceback about the file would bury it, and nothing would be redacted."""


def start_logging(command: str, folder: Path | None = None) -> None:
    """Warnings go to standard error as single lines, and everything from INFO upwards to the command's own file.

    A folder that cannot be written leaves the terminal alone: the wall does not depend on its log.
    """
    root = logging.getLogger("wallboard")
    root.setLevel(log_level())
    root.propagate = False
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
        handler.close()
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(OneLine())
    terminal.addFilter(_is_for_terminal)
    root.addHandler(terminal)
    folder = folder or log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = LogFile(folder / f"{command}.log", maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES - 1, encoding="utf-8")
    except OSError:
        return
    file.setFormatter(Redacting("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    root.addHandler(file)


def log_level() -> int:
    """What the log holds: as told by --log-level, else from INFO upwards."""
    found = logging.getLevelNamesMapping().get(os.environ.get(LOG_LEVEL, "").upper())
    return logging.INFO if found is None else found


def log_folder() -> Path:
    """Where this process writes its log: as its supervisor told it, else the platform's folder for logs."""
    told = os.environ.get(LOG_FOLDER)
    return Path(told) if told else platformdirs.user_log_path("wallboard", appauthor=False)


def wall_log_folder(recording: Path) -> Path:
    """The folder for the logs of the wall on a recording: no two walls share a file.

    Of the folders of other walls the newest `_MOST_WALLS` are kept.
    """
    parent = log_folder()
    own = parent / f"{recording.name}-{hashlib.blake2b(bytes(recording), digest_size=3).hexdigest()}"
    with suppress(OSError):
        others = [path for path in parent.iterdir() if path != own and _WALL.search(path.name) and path.is_dir()]
        for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[_MOST_WALLS:]:
            _remove_logs(path)
    return own


def _remove_logs(folder: Path) -> None:
    """Remove a folder and the logs in it; one that holds anything else stays."""
    with suppress(OSError):
        for path in folder.glob("*.log*"):
            path.unlink()
        folder.rmdir()


def log_file() -> Path | None:
    """The file that is being written, if there is one."""
    handlers = logging.getLogger("wallboard").handlers
    return next((Path(h.baseFilename) for h in handlers if isinstance(h, RotatingFileHandler)), None)

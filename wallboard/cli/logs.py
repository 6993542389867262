"""Where the program writes down what happens: short lines on the terminal, and a file a command that keeps the rest."""

from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from wallboard.config.collection import masked_url

_LARGEST = 2_000_000
_KEPT = 3
FILE_ONLY = "wallboard_file_only"
"""A record with this attribute is for the file: the terminal is told in another way."""
_URL = re.compile(r"https?://[^\s'\"<>|)]+")
_BEARER = re.compile(r"(?i)\b(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}")
_NAMED = re.compile(r"(?i)\b(authorization|token|password|secret|api[_-]?key)(\s*[=:]\s*)[^\s,;&]+")


def redacted(text: str) -> str:
    """The text without what may be secret: passwords and queries of addresses, tokens, values called so."""
    text = _URL.sub(lambda match: masked_url(match[0]), text)
    text = _BEARER.sub(r"\1 •••", text)
    return _NAMED.sub(r"\1\2•••", text)


class Redacting(logging.Formatter):
    """Formats a record, tracebacks included, without what may be secret."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of the record."""
        return redacted(super().format(record))


def _is_for_terminal(record: logging.LogRecord) -> bool:
    return not getattr(record, FILE_ONLY, False)


class OneLine(Redacting):
    """A record as a single line for a terminal: tracebacks are for the file."""

    def format(self, record: logging.LogRecord) -> str:
        """The message alone."""
        return redacted(" ".join(record.getMessage().split()))


class LogFile(RotatingFileHandler):
    """The file of a command's log; while it cannot be written its lines are lost, and nothing else happens."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """The terminal has had the line: a traceback about the file would bury it, and nothing would be redacted."""


def start_logging(command: str, folder: Path | None = None) -> None:
    """Warnings go to standard error as single lines, and everything from INFO upwards to the command's own file.

    A folder that cannot be written leaves the terminal alone: the wall does not depend on its log.
    """
    root = logging.getLogger("wallboard")
    root.setLevel(logging.INFO)
    root.propagate = False
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
        handler.close()
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(OneLine())
    terminal.addFilter(_is_for_terminal)
    root.addHandler(terminal)
    folder = folder or platformdirs.user_log_path("wallboard", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = LogFile(folder / f"{command}.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return
    file.setFormatter(Redacting("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    root.addHandler(file)


def log_file() -> Path | None:
    """The file that is being written, if there is one."""
    handlers = logging.getLogger("wallboard").handlers
    return next((Path(h.baseFilename) for h in handlers if isinstance(h, RotatingFileHandler)), None)

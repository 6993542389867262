"""The outermost edge of the program, where every error becomes one clear line and an exit status."""

from __future__ import annotations

import io
import logging
import os
import struct
import sys
from collections.abc import MutableMapping, Sequence
from zoneinfo import ZoneInfo

import click

from wallboard.cli.commands import wallboard
from wallboard.cli.logs import log_file, start_logging
from wallboard.cli.output import plain_streams, say
from wallboard.cli.process_title import name_process
from wallboard.core.errors import WallboardError

TRACEBACK = "WALLBOARD_TRACEBACK"
INTERRUPTED = 130
"""The exit status of a command that was interrupted by Ctrl-C."""

log = logging.getLogger(__name__)


def hold_streams() -> None:
    """Fill the places of closed standard streams, and print marks where the terminal's encoding lacks a letter.

    A file that were opened in such a place would receive what libraries say on standard error.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - stays open as long as the process
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:  # closed when Python started
            setattr(sys, name, open(descriptor, "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - likewise
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def mend_time_zone(environ: MutableMapping[str, str]) -> None:
    """Where TZ names a file that holds no time zone, take UTC, as the system does: libraries raise what they like."""
    named = environ.get("TZ", "").removeprefix(":")
    if not named or not os.path.exists(named):  # noqa: PTH110 - what is no path at all is a name or a rule
        return
    try:
        with open(named, "rb") as file:  # noqa: PTH123 - likewise
            ZoneInfo.from_file(file)
    except (OSError, ValueError, EOFError, struct.error):
        environ["TZ"] = "UTC"


def run(words: Sequence[str]) -> int:
    """Run a command; 0: done, 1: failed while running, 2: wrong words or configuration, 130: interrupted."""
    if words:
        name_process(words[0])
    mend_time_zone(os.environ)
    with plain_streams():
        return _run(words)


def _run(words: Sequence[str]) -> int:
    try:
        status = wallboard.main(args=list(words), prog_name="wallboard", standalone_mode=False)
    except click.ClickException as error:
        return _wrong_words(error)
    except WallboardError as error:
        for line in error.lines():
            _say(line)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has enough; the interpreter must not complain about it on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as error:  # noqa: BLE001 - the one place where a mistake of ours becomes a line
        return _unforeseen(error)
    return status if isinstance(status, int) else 0


def _wrong_words(error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "wallboard"
    message = error.format_message().rstrip(".").replace("\n", " ")
    say(f"{command}: {message}; see `{command} --help`", err=True)
    return error.exit_code


def _said(error: Exception) -> str:
    if not isinstance(error, OSError):
        return f"unexpected {type(error).__name__}: {error}"
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return "the folder in which this was started is gone: change to one that is there"
    said = error.strerror or str(error) or type(error).__name__
    return said if error.filename is None else f"{said}: {error.filename}"


def _unforeseen(error: Exception) -> int:
    if os.environ.get(TRACEBACK):
        raise error
    if log_file() is None:
        start_logging("wallboard")
    log.info("unexpected", exc_info=error)  # for the file alone: the terminal gets the line below
    where = log_file()
    details = f"the details are in {where}" if where else f"set {TRACEBACK}=1 to see where"
    _say(f"{' '.join(_said(error).split())}; {details}")
    return 1


def _say(line: str) -> None:
    say(f"wallboard: {line}", err=True)

"""Collecting on one of several machines: only while this one leads the wall, and at once when it does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wallboard.recording.errors import AlreadyRunningError
from wallboard.recording.link_files import read_link

log = logging.getLogger(__name__)

LOOK_S: Final = 0.1


def leads(folder: Path) -> bool:
    """Whether the link of this machine has said last that it leads."""
    state = read_link(folder)
    return state is not None and state.role == "lead"


def collect_while_leading(
    folder: Path, stop: threading.Event, collect_until: Callable[[threading.Event], None], beat: Callable[[], None]
) -> None:
    """Collect whenever this machine leads, until `stop` is set.

    The recording has one writer: as long as the link holds it the collector waits. Raises what `collect_until` does.
    """
    while not stop.is_set():
        if not leads(folder):
            beat()
            stop.wait(LOOK_S)
            continue
        end = threading.Event()
        threading.Thread(target=_watch, args=(folder, stop, end), name="leading", daemon=True).start()
        try:
            collect_until(end)
        except AlreadyRunningError as error:
            log.info("%s", error)
            beat()
            stop.wait(LOOK_S)
        finally:
            end.set()


def _watch(folder: Path, stop: threading.Event, end: threading.Event) -> None:
    """Set `end` once `stop` is set, or another machine leads."""
    while not end.is_set():
        if stop.is_set() or not leads(folder):
            end.set()
        stop.wait(LOOK_S)

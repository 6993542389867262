"""The collector of a soak: one process for all nights, a new recording each night."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from wallboard.collect.start import collect
from wallboard.config.settings import Settings
from wallboard.soak.nights import GUARD_US, Nights, SoakTeller, Tell, folder_of
from wallboard.soak.objects import python_figures, python_types


def collect_nights(
    settings: Settings,
    nights: Nights,
    parent: Path,
    cut: threading.Event,
    *,
    mono_us: Callable[[], int],
    say: Callable[[str], None],
    tell: Tell,
) -> None:
    """Collect every night until the last is over or `cut` is set; `tell` gets what was found at the end of each.

    Raises like `collect`.
    """
    settings = spared(settings, parent)
    for number in range(max(0, nights.number_at(mono_us())), nights.count):
        if cut.wait(max(0, nights.begin_us(number) - mono_us()) / 1e6):
            return
        stop = threading.Event()
        left_s = (nights.begin_us(number + 1) - GUARD_US - mono_us()) / 1e6
        bell = threading.Timer(max(0.0, left_s), stop.set)
        bell.start()
        ear = threading.Thread(target=_pass_on, args=(cut, stop), daemon=True)
        ear.start()
        try:
            collect(settings, folder_of(parent, number), stop, say=say)
        finally:
            stop.set()
            bell.cancel()
            bell.join()
            ear.join()
        tell(SoakTeller(number, python_figures(), python_types()))


def spared(settings: Settings, parent: Path) -> Settings:
    """The settings under which no recording of the operator's own is ever deleted, and none lies outside `parent`."""
    recording = settings.recording.model_copy(
        update={"folder": parent, "keep_days": None, "keep_free_gb": None, "fallback_folder": None}
    )
    return settings.model_copy(update={"recording": recording})


def _pass_on(cut: threading.Event, stop: threading.Event) -> None:
    while not stop.wait(0.2):
        if cut.is_set():
            stop.set()

"""`wallboard bench`: every phase in turn, then the parts, then the sentence."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import PySide6
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.bench.bench_report import BenchReport, Phase, verdict
from wallboard.bench.paint_parts import paintings, parts
from wallboard.bench.tape import Tape
from wallboard.bench.windows import SETTLE_S, opened, phase
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.demo.moments import begins_us, moment_at
from wallboard.stage.platforms import has_display
from wallboard.stage.screen_renderer import ScreenRenderer
from wallboard.wall import RenderRequest, Wall

PEAK_US = 600 * SECOND_US
"""Ten minutes into the night everything moves: the rate is high, and all panels have figures."""
CARD_US = 418 * SECOND_US
"""The first ten billion fall at 00:06:58."""
CARD_S = 5.0
STILL_S = 3.0
SAMPLES = 45
"""Frames for what is measured off screen, three quarters of a second of the night."""


def run(
    settings: Settings, size: tuple[int, int], screens: int, seconds: float, tell: Callable[[str], None]
) -> BenchReport:
    """Measure; `tell` hears which scene is up."""
    on_screen = has_display(os.environ)
    if not on_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with _application() as app:
        wall = Wall(settings)
        renderer = ScreenRenderer(wall, ())
        phases = _phases(settings, renderer, size, screens, seconds, tell)
        resident = resident_mb()
        tell("parts")
        control = Control(layout="overview")
        moments = [moment_at(PEAK_US + k * 16_667, facts_of(settings)) for k in range(SAMPLES)]
        requests = [RenderRequest(ANY_CANVAS, size, moment, control) for moment in moments]
        blit, whole, touched = paintings(wall, requests)
        cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return BenchReport(
            size=size,
            screens=screens,
            on_screen=on_screen,
            platform=app.platformName(),
            versions={
                "Python": platform.python_version(),
                "Qt": PySide6.__version__,
                "numpy": np.__version__,
                platform.system(): platform.release(),
            },
            cpus=cpus,
            phases=phases,
            parts=parts(wall, requests),
            blit_ms=blit,
            whole_ms=whole,
            touched_ms=touched,
            resident_mb=resident[0],
            most_resident_mb=resident[1],
            verdict=verdict(phases, size, screens, cpus, on_screen=on_screen),
        )


def _phases(
    settings: Settings,
    renderer: ScreenRenderer,
    size: tuple[int, int],
    screens: int,
    seconds: float,
    tell: Callable[[str], None],
) -> tuple[Phase, ...]:
    facts = facts_of(settings)
    control = Control(layout="overview")
    windows = opened(renderer, size, screens)
    tape = Tape(facts, PEAK_US - round(SETTLE_S * 1e6), seconds + SETTLE_S)
    tell("peak")
    found = [phase("peak", renderer, settings, tape, control, windows, seconds)]
    tell("card")
    # the card comes up when the confirming snapshot is shown, a playout delay after the sum fell
    card = Tape(facts, CARD_US + facts.delay_us + facts.interval_us - round(SETTLE_S * 1e6), CARD_S + SETTLE_S + 8)
    found.append(phase("card", renderer, settings, card, control, windows, CARD_S))
    tell("still")
    frozen_us = begins_us(facts) + PEAK_US - facts.delay_us
    still = Tape(facts, PEAK_US, 2.0)
    found.append(
        phase("still", renderer, settings, still, Control(layout="overview", frozen_us=frozen_us), windows, STILL_S)
    )
    for window in windows:
        window.hide()
        window.deleteLater()
    return tuple(found)


@contextmanager
def _application() -> Iterator[QApplication]:
    app = QApplication(["wallboard"])
    app.setQuitOnLastWindowClosed(False)
    try:
        yield app
    finally:
        app.processEvents()


def resident_mb() -> tuple[float | None, float | None]:
    """The memory of this process now and at most, in megabytes; None where the system does not say."""
    status = Path("/proc/self/status")
    if sys.platform == "linux" and status.exists():
        said = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines() if ":" in line)
        now, most = (int(said[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return round(now, 1), round(most, 1)
    return None, None

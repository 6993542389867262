"""`wallboard bench`: every phase in turn, then the parts, then the sentence."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import PySide6
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.bench import startup
from wallboard.bench.bench_report import BenchReport, Phase, verdict
from wallboard.bench.memory import private_mb, resident_mb
from wallboard.bench.paint_parts import paintings, parts
from wallboard.bench.tape import Tape
from wallboard.bench.windows import PEAK_US, READY_S, SETTLE_S, opened, phase
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.demo.moments import begins_us, moment_at
from wallboard.stage.platforms import has_display
from wallboard.stage.screen_renderer import ScreenRenderer
from wallboard.wall import RenderRequest, Wall

CARD_US = 418 * SECOND_US
"""The first ten billion fall at 00:06:58."""
CARD_S = 5.0
STILL_S = 3.0
"""Seconds of the other phases; a short bench gives them no more than the peak."""
SAMPLES = 45
"""Frames for what is measured off screen, three quarters of a second of the night."""


def run(
    settings: Settings,
    size: tuple[int, int],
    screens: int,
    seconds: float,
    tell: Callable[[str], None],
    *,
    apart: bool = False,
) -> BenchReport:
    """Measure; `tell` hears which scene is up. `apart`: each screen shows a canvas of its own."""
    imports = private_mb()
    tell("start")
    start = startup.measured(size, seconds)
    on_screen = has_display(os.environ)
    if not on_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with _application() as app:
        wall = Wall(settings)
        renderer = ScreenRenderer(wall, ())
        phases = _phases(settings, renderer, size, screens, seconds, tell, apart=apart)
        resident, private = resident_mb(), private_mb()
        memory = _by_kind(wall, imports, private, size, screens)
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
            canvases=screens if apart else 1,
            private_mb=private,
            memory_mb=memory,
            import_cpu_ms=start.import_cpu_ms,
            first_picture_cpu_ms=start.first_picture_cpu_ms,
            first_picture_ms=start.first_picture_ms,
            verdict=verdict(phases, size, screens, cpus, on_screen=on_screen),
        )


def _phases(
    settings: Settings,
    renderer: ScreenRenderer,
    size: tuple[int, int],
    screens: int,
    seconds: float,
    tell: Callable[[str], None],
    *,
    apart: bool,
) -> tuple[Phase, ...]:
    facts = facts_of(settings)
    control = Control(layout="overview")
    windows = opened(renderer, size, screens, apart=apart)
    tape = Tape(facts, PEAK_US - round(SETTLE_S * 1e6), seconds + SETTLE_S + READY_S)
    tell("peak")
    found = [phase("peak", renderer, settings, tape, control, windows, seconds, ready_s=READY_S)]
    tell("card")
    card_s, still_s = min(CARD_S, seconds), min(STILL_S, seconds)
    # the card comes up when the confirming snapshot is shown, a playout delay after the sum fell
    card = Tape(facts, CARD_US + facts.delay_us + facts.interval_us - round(SETTLE_S * 1e6), card_s + SETTLE_S + 8)
    found.append(phase("card", renderer, settings, card, control, windows, card_s))
    tell("still")
    frozen_us = begins_us(facts) + PEAK_US - facts.delay_us
    still = Tape(facts, PEAK_US, 2.0)
    found.append(
        phase("still", renderer, settings, still, Control(layout="overview", frozen_us=frozen_us), windows, still_s)
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


def _by_kind(
    wall: Wall, imports: float | None, private: float | None, size: tuple[int, int], screens: int
) -> dict[str, float]:
    """What the process holds for itself, in megabytes: the modules, the pictures by kind, and the rest."""
    found = {} if imports is None else {"imports": imports}
    found |= {kind: held / 1e6 for kind, held in wall.held().items()}
    found["backing stores"] = 4 * size[0] * size[1] * screens / 1e6
    if private is not None:
        found["the rest"] = private - sum(found.values())
    return {kind: round(held, 1) for kind, held in found.items()}

"""How long a display takes to its first picture, each time in a process of its own."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

ROUNDS = 3
SHORT_S = 5
"""A bench that runs for less than this measures a start once."""
IMPORTING = "import time; begun = time.process_time(); import wallboard.stage.show; print(time.process_time() - begun)"
FIRST = (
    "from wallboard.cli.qt_loading import load_display; load_display(); "
    "from wallboard.bench.startup import first; first({width}, {height})"
)
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Startup:
    """Milliseconds, the best of a few: processor time of the imports, of all up to the first picture, and by the clock.

    None where it could not be measured.
    """

    import_cpu_ms: float | None
    first_picture_cpu_ms: float | None
    first_picture_ms: float | None


def measured(size: tuple[int, int], seconds: float) -> Startup:
    """The best of a few, in new processes; the first picture is that of the overview, off screen."""
    imports, cpu, clock = [], [], []
    for _ in range(1 if seconds < SHORT_S else ROUNDS):
        said = _said(IMPORTING)
        imports += [float(word) * 1000 for word in said[:1]]
        begun = time.perf_counter()
        said = _said(FIRST.format(width=size[0], height=size[1]))
        if len(said) == 2:
            clock.append((time.perf_counter() - begun - float(said[1])) * 1000)
            cpu.append(float(said[0]) * 1000)
    return Startup(*(round(min(found), 1) if found else None for found in (imports, cpu, clock)))


def _said(program: str) -> list[str]:
    """What a program prints; nothing where it fails."""
    try:
        ran = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=PATIENCE_S
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return ran.stdout.split()


def first(width: int, height: int) -> None:
    """In a process of its own: draw the first picture of a display, off screen, and print what it took.

    Seconds of processor time, then how long, by the clock, the demonstration took to be made up, which counts for
    neither: a display reads a recording.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    importlib.import_module("wallboard.stage.show")
    from wallboard.actions.control import Control  # noqa: PLC0415 - all of this is what is measured
    from wallboard.bench.windows import PEAK_US  # noqa: PLC0415 - likewise
    from wallboard.config.event_facts import facts_of  # noqa: PLC0415 - likewise
    from wallboard.config.load import load  # noqa: PLC0415 - likewise
    from wallboard.wall import RenderRequest, Wall  # noqa: PLC0415 - likewise

    settings = load(None, demonstration=True)
    app = QApplication(["wallboard"])
    begun, clock = time.process_time(), time.perf_counter()
    from wallboard.demo.moments import moment_at  # noqa: PLC0415 - a display needs none of it

    moment = moment_at(PEAK_US, facts_of(settings))
    spent, apart = time.process_time() - begun, time.perf_counter() - clock
    Wall(settings).image(RenderRequest("*", (width, height), moment, Control(layout="overview")))
    sys.stdout.write(f"{time.process_time() - spent} {apart}\n")  # for the process that measures, nobody else
    app.quit()

"""What a process loads before it draws: every library costs time until the first picture, and memory all night."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

DISPLAY = (
    "import wallboard.cli.commands, wallboard.cli.show; from wallboard.cli.qt_loading import load_display; "
    "load_display(); import wallboard.stage.show"
)

HEAVY = (
    *("rich", "requests", "urllib3", "babel", "pyarrow", "av", "pyqtgraph", "jinja2", "uvicorn", "starlette"),
    *("asyncio", "ssl", "http.client", "multiprocessing", "concurrent.futures", "logging.config", "xml.etree"),
    *("paho", "psycopg", "cryptography", "PySide6.QtSvg", "PySide6.QtTest", "PySide6.QtNetwork"),
)


@pytest.mark.parametrize(
    ("program", "needless"),
    [
        ("import wallboard.cli.commands", ("numpy", "rich", "PySide6", "requests")),
        (DISPLAY, HEAVY),
    ],
    ids=["words", "display"],
)
def test_nothing_is_loaded_that_is_not_needed(program: str, needless: tuple[str, ...]) -> None:
    told = f"{program}; import sys; print(*sorted(set({needless!r}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted in /proc")
def test_a_display_that_has_loaded_everything_has_one_thread() -> None:
    told = f"{DISPLAY}; import os; print(len(os.listdir('/proc/self/task')))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
    ran = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == "1\n"


def test_curves_load_the_part_of_pyqtgraph_that_draws_them() -> None:
    curves = "from wallboard.paint.pyqtgraph_parts import load_pyqtgraph; load_pyqtgraph()"
    told = f"{DISPLAY}; {curves}; import sys; print(*(name for name in sys.modules if name.startswith('pyqtgraph.')))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert "pyqtgraph.graphicsItems.PlotCurveItem" in loaded
    assert not [name for name in loaded if name.startswith(("pyqtgraph.widgets", "pyqtgraph.graphicsItems.PlotItem"))]


def test_a_display_keeps_no_source_of_what_it_has_loaded() -> None:
    calm = "from wallboard.stage.garbage import GarbageCollection; GarbageCollection().start()"
    curves = "from wallboard.paint.pyqtgraph_parts import load_pyqtgraph; load_pyqtgraph()"
    told = f"{DISPLAY}; {calm}; {curves}; import linecache; print(len(linecache.cache))"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "0\n"

"""What a process loads before it draws: every library costs time until the first picture, and memory all night."""

from __future__ import annotations

import subprocess
import sys

import pytest

DISPLAY = (
    "import wallboard.cli.commands, wallboard.cli.show; from wallboard.cli.qt_loading import load_display; "
    "load_display(); import wallboard.stage.show"
)


@pytest.mark.parametrize(
    ("program", "needless"),
    [
        ("import wallboard.cli.commands", ("numpy", "rich", "PySide6", "requests")),
        (DISPLAY, ("rich", "requests", "urllib3", "babel", "pyarrow", "av", "pyqtgraph")),
    ],
    ids=["words", "display"],
)
def test_nothing_is_loaded_that_is_not_needed(program: str, needless: tuple[str, ...]) -> None:
    told = f"{program}; import sys; print(*sorted(set({needless!r}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == []


def test_a_display_keeps_no_source_of_what_it_has_loaded() -> None:
    calm = "from wallboard.stage.garbage import GarbageCollection; GarbageCollection().start()"
    curves = "from wallboard.paint.pyqtgraph_parts import load_pyqtgraph; load_pyqtgraph()"
    told = f"{DISPLAY}; {calm}; {curves}; import linecache; print(len(linecache.cache))"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "0\n"

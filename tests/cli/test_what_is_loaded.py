"""What a process loads before it draws: every library costs time until the first picture, and memory all night."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DISPLAY = (
    "import wallboard.cli.commands, wallboard.cli.show; from wallboard.cli.qt_loading import load_display; "
    "load_display(); import wallboard.stage.show"
)

HEAVY = (
    *("rich", "requests", "urllib3", "babel", "pyarrow", "av", "pyqtgraph", "jinja2", "uvicorn", "starlette"),
    *("asyncio", "ssl", "http.client", "multiprocessing", "concurrent.futures", "logging.config", "xml.etree"),
    *("jmespath", "paho", "psycopg", "cryptography", "PySide6.QtSvg", "PySide6.QtTest", "PySide6.QtNetwork"),
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


OF_ITS_OWN = {"Disc", "LivePicture", "Mapping", "PanelContext", "TokenFromEnvironment", "VideoView"}
"""The dataclasses that have fields which do not count for equality, are not printed, or are made after the others."""


def test_a_display_makes_few_dataclasses() -> None:
    told = (
        f"{DISPLAY}; import sys; print(*{{c.__name__ for m in [*sys.modules.values()] for c in [*vars(m).values()] "
        "if isinstance(c, type) and '__dataclass_fields__' in vars(c) and c.__module__.startswith('wallboard.')})"
    )
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) <= OF_ITS_OWN, "each takes half a millisecond of every start: make it a msgspec.Struct"


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


def test_no_plugin_that_somebody_has_installed_is_loaded_with_the_settings(tmp_path: Path) -> None:
    (tmp_path / "strange_plugin.py").write_text(
        "class Plugin:\n    def new_schema_validator(self, *args):\n"
        "        return None, None, None\nplugin = Plugin()\n"
    )
    (tmp_path / "strange-1.dist-info").mkdir()
    (tmp_path / "strange-1.dist-info" / "METADATA").write_text("Name: strange\nVersion: 1\n")
    (tmp_path / "strange-1.dist-info" / "entry_points.txt").write_text("[pydantic]\nstrange = strange_plugin:plugin\n")
    told = "from wallboard.config.load import load; load(None); import sys; print('strange_plugin' in sys.modules)"
    said = []
    for asked in ({}, {"PYDANTIC_DISABLE_PLUGINS": "nothing"}):
        kept = {name: value for name, value in os.environ.items() if name != "PYDANTIC_DISABLE_PLUGINS"}
        environment = kept | {"PYTHONPATH": os.pathsep.join((str(tmp_path), *sys.path))} | asked
        ran = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
        said.append(ran.stdout)
    assert said == ["False\n", "True\n"], "it would be found, and whoever wants it can have it"

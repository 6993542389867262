"""What the wall draws with of pyqtgraph, loaded without the rest of it."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import MappingProxyType, ModuleType
from typing import Final

PACKAGE: Final = "pyqtgraph"
QT_MODULES: Final = ("QtCore", "QtGui", "QtWidgets")
_OPTIONS: Final = MappingProxyType({"antialias": False, "enableExperimental": False, "segmentedLineMode": "auto"})
"""Those of the package's settings that curves ask for, as the package has them."""


def load_pyqtgraph() -> None:
    """Load what draws curves, paths and sprites: 45 modules.

    Importing the package itself loads 180, with every plot, view and widget, and has PySide6 make every class of Qt:
    0.13 s and 17 MB more. So the package is entered without being run, and its mirrors of Qt's modules look up what
    they are asked for.
    """
    if PACKAGE in sys.modules:
        return
    qt = {name: import_module(f"PySide6.{name}") for name in QT_MODULES}
    sys.modules[PACKAGE] = _package()
    for name, module in qt.items():
        sys.modules[f"{PACKAGE}.Qt.{name}"] = _mirror(f"{PACKAGE}.Qt.{name}", module)
        vars(module)["__dir__"] = list  # the package copies what `dir` tells
    try:
        import_module(f"{PACKAGE}.graphicsItems.PlotCurveItem")
    finally:
        for module in qt.values():
            del vars(module)["__dir__"]


def _package() -> ModuleType:
    """The package with its modules and settings, and nothing loaded."""
    spec = find_spec(PACKAGE)
    if spec is None:
        msg = f"No module named {PACKAGE!r}"
        raise ModuleNotFoundError(msg, name=PACKAGE)
    package = module_from_spec(spec)
    vars(package)["getConfigOption"] = _OPTIONS.get
    return package


def _mirror(name: str, module: ModuleType) -> ModuleType:
    """A module that looks up in another what it lacks."""
    mirror = ModuleType(name)
    vars(mirror)["__getattr__"] = partial(getattr, module)
    return mirror

"""Loading Qt and what paints with it, with a clear line where the machine cannot."""

from __future__ import annotations

import gc
import importlib
import linecache

from wallboard.core.errors import DisplayError
from wallboard.doctor.findings import FindingMark
from wallboard.doctor.machine import check_versions, versions

BEFORE_QT = (
    "numpy",
    "wallboard.config.load",
    "wallboard.recording.recorded_folder",
    "wallboard.scene.base_map",
    "wallboard.scene.label_spots",
    "wallboard.actions.table",
)
"""What a display loads that needs no Qt."""


def load_qt() -> None:
    """Import Qt's modules.

    Raises:
        DisplayError: a system library is missing, or this pair of Python and Qt is known to die.
    """
    finding = check_versions(*versions())
    if finding.mark is FindingMark.WRONG:
        msg = f"{finding.said}; {finding.remedy}"
        raise DisplayError(msg)
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        msg = f"Qt cannot be loaded ({error}): run `wallboard doctor --fix`"
        raise DisplayError(msg) from None


def load_display() -> None:
    """Import what every picture needs, in the order that costs least. Raises like `load_qt`.

    PySide6 reads the source of each module that is imported after it, in search of its own name, and Python keeps all
    lines that were read. So numpy, the largest, comes first with all else that needs no Qt, and the lines are given
    back. Nothing of it is garbage: it is not looked through for any while it is loaded, nor later.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        for name in BEFORE_QT:
            importlib.import_module(name)
        load_qt()
        importlib.import_module("wallboard.wall")
    finally:
        gc.freeze()
        if collects:
            gc.enable()
    linecache.clearcache()

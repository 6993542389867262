"""Loading Qt and what paints with it, with a clear line where the machine cannot."""

from __future__ import annotations

import builtins
import gc
import importlib
import sys

from wallboard.cli.importing import uncollected
from wallboard.core.errors import DisplayError
from wallboard.doctor.findings import FindingMark
from wallboard.doctor.machine import check_versions, versions


def load_qt() -> None:
    """Import Qt's modules.

    From then on PySide6 would read the source of each module that is imported, in search of its own name, for a switch
    (`__feature__`) that nobody here uses, and Python would keep all lines that were read: imports are as before.

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
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def load_display() -> None:
    """Import what every picture needs. Raises like `load_qt`.

    Nothing of it is garbage: it is not looked through for any while it is loaded, nor later. A second call
    leaves what is there as it is: it would keep whatever is garbage by then.
    """
    with uncollected():
        load_qt()
        if "wallboard.wall" not in sys.modules:
            importlib.import_module("wallboard.wall")
            gc.freeze()

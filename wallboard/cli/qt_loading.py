"""Loading Qt and what paints with it, with a clear line where the machine cannot."""

from __future__ import annotations

import gc
import importlib
import sys

from wallboard.cli.importing import uncollected
from wallboard.core.errors import DisplayError
from wallboard.doctor.findings import FindingMark
from wallboard.doctor.machine import check_versions, versions


def load_qt() -> None:
    """Import Qt's modules; imports are plain ones after that.

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
    importlib.import_module("wallboard.paint.plain_imports").import_plainly()


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

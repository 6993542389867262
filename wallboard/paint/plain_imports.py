"""Imports as they were before Qt was loaded."""

from __future__ import annotations

import builtins

import PySide6  # noqa: F401 - what it has changed is set right here


def import_plainly() -> None:
    """Undo what PySide6 does to imports.

    It would read the source of each module that is imported from then on, in search of its own name, for a switch
    (`__feature__`) that nobody here uses: 0.09 s of a display's start, and Python would keep all lines that were read.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

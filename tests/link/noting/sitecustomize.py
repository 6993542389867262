"""Loaded by every Python of a wall that is watched: its display notes of each picture for which instant it is.

A line a frame in the file that `FRAME_NOTES` names: when it was noted (monotonic), for which instant it is (recording
time), the layout, and the checksum of what the window shows, as its X server will have it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
import zlib
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

WINDOW = "wallboard.stage.window"


class Patched(Loader):
    """Loads the module of the windows as ever, and lets them note what they paint."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        let_note(module)


class Finder(MetaPathFinder):
    """Finds the one module."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        if name != WINDOW:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = Patched(spec.loader)
        return spec


def let_note(module: ModuleType) -> None:
    """A window that has painted says for which instant, and one that keeps its picture that it is for that, too."""
    import numpy as np  # noqa: PLC0415 - in displays alone

    window: Any = module.CanvasWindow
    painted, kept = window.paintEvent, window.keep_frame
    marks: dict[int, int] = {}

    def note(shown: Any, frame: Any) -> None:
        line = f"{time.monotonic_ns() // 1000} {frame.now_us} {frame.control.layout} {marks[id(shown)]:x}\n"
        with open(os.environ["FRAME_NOTES"], "a") as notes:  # noqa: PTH123 - pathlib may not be there yet
            notes.write(line)

    def paint(self: Any, event: object) -> None:
        painted(self, event)
        image, frame = self.backingStore().paintDevice(), self._good
        if frame is not None:
            rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
            marks[id(self)] = zlib.crc32((rows[:, : image.width()] & np.uint32(0xFFFFFF)).tobytes())
            note(self, frame)

    def keep(self: Any, frame: Any) -> None:
        kept(self, frame)
        if not self.is_due and id(self) in marks:
            note(self, frame)

    window.paintEvent, window.keep_frame = paint, keep


if "FRAME_NOTES" in os.environ:
    sys.meta_path.insert(0, Finder())

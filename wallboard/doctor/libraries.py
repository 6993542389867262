"""Which system libraries this very copy of Qt needs for the wall, and which of them the machine lacks."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from wallboard.core.errors import WallboardError
from wallboard.doctor.elf import needed

_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtTest", "QtOpenGLWidgets")
"""What the wall and pyqtgraph import."""
_TRY = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
"""
_LIMIT_S = 60


class NoQtError(WallboardError):
    """PySide6 is not there, or not whole."""


def needed_by_qt(environment: Mapping[str, str], folder: Path | None = None) -> tuple[str, ...]:
    """The sonames that Qt's modules and its window system plugins want from the system, in alphabetical order.

    The plugin for X11 is always among them, since a virtual X server may come later; Wayland's only on Wayland.
    `folder` is PySide6's own (default: the installed one), beside which shiboken6 lies.

    Raises:
        NoQtError: PySide6 is not installed, or not whole.
    """
    folder = folder or _installed()
    platforms = folder / "Qt" / "plugins" / "platforms"
    roots = [folder / f"{module}.abi3.so" for module in _MODULES]
    roots += [platforms / "libqoffscreen.so", platforms / "libqxcb.so"]
    if environment.get("WAYLAND_DISPLAY"):
        roots.append(platforms / "libqwayland.so")
    own = {
        path.name: path for home in (folder, folder / "Qt" / "lib", folder.parent / "shiboken6") for path in _in(home)
    }
    return tuple(sorted(_wanted(roots, own)))


def missing(sonames: Iterable[str]) -> tuple[str, ...]:
    """Those that the dynamic linker cannot load; asked in a process of its own, which a bad library cannot take along.

    Raises:
        WallboardError: the process itself failed.
    """
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _TRY, *sonames], capture_output=True, text=True, timeout=_LIMIT_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        msg = f"the system libraries cannot be tried out: {error}"
        raise WallboardError(msg) from error
    return tuple(tried.stdout.split())


def _wanted(roots: list[Path], own: Mapping[str, Path]) -> set[str]:
    wanted: set[str] = set()
    seen: set[Path] = set()
    waiting = list(roots)
    while waiting:
        library = waiting.pop()
        if library in seen:
            continue
        seen.add(library)
        try:
            names = needed(library)
        except (OSError, ValueError) as error:
            msg = f"PySide6 is not whole, install it again: pip install --force-reinstall PySide6-Essentials ({error})"
            raise NoQtError(msg) from None
        waiting += [own[name] for name in names if name in own]
        wanted.update(name for name in names if name not in own)
    return wanted


def _in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if ".so" in path.name] if folder.is_dir() else []


def _installed() -> Path:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        msg = "PySide6 is not installed; install it: pip install PySide6-Essentials"
        raise NoQtError(msg)
    return Path(spec.submodule_search_locations[0])

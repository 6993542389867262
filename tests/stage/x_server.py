"""An X server of its own for a test, its monitors, and what is to be seen on it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.patience import PATIENCE_S
from tests.programs import installed

DESKTOP = 0xFF00FE
"""A colour that no wall has."""


class XServer:
    """An X server without a monitor of its own, and the tools that act on it."""

    def __init__(self, size: str, folder: Path) -> None:
        """`folder` holds the file into which the server draws."""
        self._size, self._folder = size, folder
        number = self._start()
        self.environment = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}

    def _start(self, *number: str) -> str:
        """Start it, at a number of its own choice or at `number`; its number."""
        xvfb = installed("Xvfb")
        command = [xvfb, *number, "-displayfd", "1", "-screen", "0", f"{self._size}x24", "-noreset", "-nolisten", "tcp"]
        self._process = subprocess.Popen(
            [*command, "-nocursor", "-fbdir", self._folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        with self._process.stdout as told:
            said = told.readline().decode().strip()
        self._picture = np.memmap(self._folder / "Xvfb_screen0", np.uint8, "r")
        return said

    def die(self) -> None:
        """Crash, with everything that was open on it."""
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def rise(self) -> None:
        """Be there again, with nothing open, where it was before."""
        self._start(self.environment["DISPLAY"])

    def end(self) -> None:
        """End in order."""
        self._process.terminate()
        self._process.wait(PATIENCE_S)

    def run(self, *command: str) -> str:
        """Run a tool against the server; what it prints."""
        tool = shutil.which(command[0])
        assert tool is not None, f"the system package that holds {command[0]} is missing"
        environment = os.environ | self.environment
        done = subprocess.run(
            [tool, *command[1:]], env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        return done.stdout

    def add_monitor(self, name: str, x: int, output: str = "none", width: int = 640) -> None:
        """Plug a monitor in, 360 pixels high."""
        self.run("xrandr", "--setmonitor", name, f"{width}/160x360/90+{x}+0", output)

    def remove_monitor(self, name: str) -> None:
        """Pull a monitor out."""
        self.run("xrandr", "--delmonitor", name)

    def hide_own_monitor(self) -> None:
        """Switch the server's one output off, which otherwise is a monitor whenever none of RandR's claims it."""
        self.run("xrandr", "--output", "screen", "--off")

    def windows(self) -> dict[str, tuple[int, int, int, int]]:
        """The visible windows of the display: title to (x, y, width, height)."""
        return {title: box for title, (_, box) in self.identified().items()}

    def identified(self) -> dict[str, tuple[str, tuple[int, int, int, int]]]:
        """The visible windows of the display: title to the window's id and (x, y, width, height)."""
        found = {}
        for number in self.run("xdotool", "search", "--onlyvisible", "--name", "^wallboard .").split():
            title = self.run("xdotool", "getwindowname", number).strip()
            lines = self.run("xdotool", "getwindowgeometry", "--shell", number).split()
            values = dict(line.split("=", 1) for line in lines if "=" in line)
            if "WIDTH" in values:
                box = int(values["X"]), int(values["Y"]), int(values["WIDTH"]), int(values["HEIGHT"])
                found[title] = number, box
        return found

    def numbers(self, title: str) -> list[str]:
        """The ids of the visible windows of this title (a regular expression)."""
        return self.run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split()

    def destroy(self, title: str) -> None:
        """Destroy the windows of this title, as any client may (XDestroyWindow)."""
        for number in self.numbers(title):
            self.run("xdotool", "windowclose", number)

    def key(self, *keys: str) -> None:
        """Press keys, as the keyboard does."""
        self.run("xdotool", "key", *keys)

    def set_keyboard(self, layout: str) -> None:
        """Give the keyboard a layout of xkb, such as "ru" or "us(dvorak)"."""
        name, _, variant = layout.rstrip(")").partition("(")
        self.run("setxkbmap", "-layout", name, "-variant", variant)

    def color_desktop(self) -> None:
        """Give the desktop the colour `DESKTOP`, that no wall has."""
        self.run("xsetroot", "-solid", f"#{DESKTOP:06x}")

    def pixels(self, every: int = 1) -> npt.NDArray[np.uint32]:
        """What is on the screens now: 0xRRGGBB of shape (height, width), or of every `every`-th pixel and row."""
        words = struct.unpack(">25I", self._picture[:100].tobytes())  # the head of an XWD file
        start, width, height, stride = words[0] + 12 * words[19], words[4], words[5], words[12]
        shown = self._picture[start : start + stride * height].view("<u4" if words[7] == 0 else ">u4")
        shown = shown.reshape(height, stride // 4)[::every, :width:every]
        return shown.astype(np.uint32) & np.uint32(0xFFFFFF)


@contextmanager
def x_server(size: str = "1920x360") -> Iterator[XServer]:
    """A server with room for three monitors of 640 x 360, or of another size."""
    with tempfile.TemporaryDirectory(prefix="wallboard-x-") as folder:
        server = XServer(size, Path(folder))
        try:
            yield server
        finally:
            server.end()

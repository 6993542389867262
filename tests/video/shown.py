"""What live pictures cost a wall in windows: frames a second, processor time of display and decoders, with and without.

`python -m tests.video.shown CLIP [--size 3840x2160] [--screens 1]` needs Xvfb and ffmpeg. The overview as it is, then
with the looped clip, sent as MPEG-TS over UDP, in the middle of each screen: in place of the map, and lying over it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.process_tree import tree
from tests.stage.x_server import XServer
from tests.video.campaign import ended, free_port, report, running

WARM_S, SECONDS = 25.0, 20.0
PLACES = {1: (("center", "middle"),), 2: (("left", "leftmost"), ("right", "rightmost"))}
LAYOUT = """
[screens.{canvas}]
position = "{position}"
[panels.{panel}]
kind = "video"
sources = ["udp://127.0.0.1:{port}"]
[layouts.overview.canvas.{canvas}]
columns = [3, 6, 3]
rows = [0.096, 0.222, 0.116, 0.308, 0.036, 0.222]
areas = ["bar bar bar", "gmv gmv gmv", "rates {middle} buyers", "products {middle} brands", "products {middle} .",
         "trend trend sellers"]
"""
MAP = 'under = { panel = "china", columns = [2, 2], rows = [3, 5] }\n'


def spent(root: int) -> dict[str, float]:
    """Seconds of processor time that display and decoders have taken, by their names in the system's list."""
    found: dict[str, float] = {}
    for member in tree(root):
        try:
            name = Path(f"/proc/{member.pid}/comm").read_text().strip()
        except OSError:
            continue
        found[name] = found.get(name, 0.0) + member.cpu_s
    return found


def health(folder: Path) -> Any:
    """What the wall tells of itself."""
    try:
        return json.loads((folder / "night" / "health.json").read_text())
    except (OSError, ValueError):
        return {}


def measured(folder: Path, environment: dict[str, str], configuration: str) -> tuple[float, float, float]:
    """Frames a second, milliseconds of the display a frame, and the share of a core of decoders and their keeper."""
    (folder / "wallboard.toml").write_text(configuration, encoding="utf-8")
    words = (sys.executable, "-m", "wallboard", "demo", "--start-at", "00:20:00", "--layout", "overview")
    wall = subprocess.Popen(
        (*words, "--config", str(folder / "wallboard.toml"), "--record", str(folder / "night")),
        env={**os.environ, **environment, "XDG_RUNTIME_DIR": str(folder)}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until and not _frames(folder):
            time.sleep(0.5)
        time.sleep(WARM_S)
        first, begun, from_frames = spent(wall.pid), time.monotonic(), _frames(folder)
        time.sleep(SECONDS)
        last, took_s, frames = spent(wall.pid), time.monotonic() - begun, _frames(folder) - from_frames
        shown_ms = 1000 * (last["wall-show"] - first["wall-show"]) / max(1, frames)
        decoded = sum(last.get(name, 0.0) - first.get(name, 0.0) for name in ("wall-decode", "wall-live_pictu"))
        return frames / took_s, shown_ms, decoded / took_s
    finally:
        ended(wall)


def _frames(folder: Path) -> int:
    return int((health(folder).get("display") or {}).get("frames", 0))


def main() -> None:
    """Measure both and print them."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("clip", type=Path, help="a film of 1920 x 1080 and 30 frames a second")
    words.add_argument("--size", default="3840x2160")
    words.add_argument("--screens", type=int, default=1, choices=(1, 2))
    given = words.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    ports = [free_port() for _ in range(given.screens)]
    for name, under in (("no picture", MAP), ("instead of the map", ""), ("over the map", MAP)):
        with tempfile.TemporaryDirectory(dir="/dev/shm") as place, ExitStack() as stack:
            folder = Path(place)
            server = XServer(f"{width * given.screens}x{height}", folder)
            stack.callback(server.end)
            if given.screens == 2:
                server.hide_own_monitor()
                for number in (0, 1):
                    where = f"{width}/600x{height}/340+{number * width}+0"
                    server.run("xrandr", "--setmonitor", f"M{number}", where, "none")
            configuration = ""
            for number, port in enumerate(ports):
                canvas, position = PLACES[given.screens][number]
                panel = ("stage", "second")[number]
                middle = "." if name == "no picture" else panel
                configuration += (
                    LAYOUT.format(canvas=canvas, position=position, panel=panel, port=port, middle=middle) + under
                )
                sent = ("ffmpeg", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(given.clip), "-c", "copy")
                stack.enter_context(running(*sent, "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"))
            rate, shown_ms, decoded = measured(folder, server.environment, configuration)
            said = f"{rate:.1f} frames/s, display {shown_ms:.2f} ms a frame, decoders {decoded:.2f} of a core"
            report(f"{given.screens} x {given.size}, {name}", said)


if __name__ == "__main__":
    main()

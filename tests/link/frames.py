"""Frames compared by the instant they are for: `python -m tests.link.frames FOLDER [--minutes 3]`.

Three machines as processes over a real Mosquitto, each with a display that paints off screen and notes of every frame
for which instant of the grid it is and the hash of its picture, while a layout is taken every twenty seconds. The third
machine's clock (UTC) is an hour off from the start and steps by forty seconds on the way (libfaketime, where that is
installed; the report says so). A busy machine makes fewer frames, but those of one instant must be the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
import uuid
import zlib
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from tests.link.hall import configured
from tests.sources.servers import Mosquitto, free_port
from wallboard.recording.link_files import read_link
from wallboard.recording.requests import Request, RequestWriter
from wallboard.supervise.child import program

NAMES = ("left", "middle", "right")
FPS = 10
TILES = 8
WORDS = 7
LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def display(folder: Path, config: Path, log: Path) -> None:
    """The display of one machine, until it is killed."""
    from PySide6.QtGui import QImage  # noqa: PLC0415 - only here
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from tests.link.screens import VIEW  # noqa: PLC0415
    from wallboard.cli.command_settings import load_settings  # noqa: PLC0415
    from wallboard.stage.frame_loop import FrameLoop  # noqa: PLC0415
    from wallboard.stage.offscreen import PaperScreen  # noqa: PLC0415
    from wallboard.stage.playback_source import first_control  # noqa: PLC0415
    from wallboard.stage.screen_renderer import Frame  # noqa: PLC0415
    from wallboard.stage.show import live_source  # noqa: PLC0415

    app = QApplication([])
    settings, _ = load_settings(config)

    def told(frame: Frame, image: QImage) -> tuple[object, ...]:
        """What a picture was made of: layout, playhead, newest commit that was known, and its hash tile by tile."""
        bounds, moment = played.recorded.bounds, frame.moment
        rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
        step = image.height() // TILES, image.width() // TILES
        tiles = ",".join(
            f"{zlib.crc32(rows[y * step[0] : (y + 1) * step[0], x * step[1] : (x + 1) * step[1]].tobytes()):x}"
            for y in range(TILES)
            for x in range(TILES)
        )
        newest_us = 0 if bounds is None else bounds[1]
        return frame.control.layout, moment.playhead_us, newest_us, time.monotonic_ns() // 1000, tiles

    class Noting(PaperScreen):
        def show_frame(self, frame: Frame) -> None:
            image = loop.renderer.wall.image(frame.request(VIEW))
            digest = hashlib.blake2b(bytes(image.constBits()), digest_size=8).hexdigest()
            print(frame.now_us, digest, *told(frame, image), file=notes, flush=True)

        def keep_frame(self, frame: Frame) -> None:
            self.show_frame(frame)

    with log.open("a") as notes, live_source(settings, folder, fresh=True) as played:
        control = first_control(
            settings, None, windowed=True, layout="overview", clocks=played.clocks, shared=played.link is not None
        )
        paper = Noting(VIEW)
        loop = FrameLoop(settings, played, control, windows=lambda: [paper], fps=FPS)
        loop.start()
        app.exec()


def compared(logs: dict[str, Path]) -> dict[str, Any]:
    """Of the instants for which two machines or more have made a frame: on how many they agree."""
    by_instant: dict[int, dict[str, str]] = {}
    made, made_of = {}, dict[tuple[int, str], list[str]]()
    for name, log in logs.items():
        lines = [line.split() for line in log.read_text().splitlines() if line.count(" ") == WORDS - 1]
        made[name] = len(lines)
        for at_us, digest, *rest in lines:
            by_instant.setdefault(int(at_us), {})[name] = digest
            made_of[int(at_us), name] = rest
    shared = {at_us: found for at_us, found in by_instant.items() if len(found) > 1}
    agree = sum(len(set(found.values())) == 1 for found in shared.values())
    differ = [at_us for at_us, found in shared.items() if len(set(found.values())) > 1]
    return {
        "frames": made,
        "instants of several machines": len(shared),
        "of all machines": sum(len(found) == len(logs) for found in shared.values()),
        "pictures": len(Counter(digest for found in shared.values() for digest in found.values())),
        "alike": agree,
        "alike_percent": round(100 * agree / max(1, len(shared)), 3),
        "differ": [
            {"at_us": at_us} | {name: described(at_us, name, made_of, shared[at_us]) for name in shared[at_us]}
            for at_us in differ[:40]
        ],
    }


def described(at_us: int, name: str, made_of: dict[tuple[int, str], list[str]], among: dict[str, str]) -> str:
    """What the picture of one machine was made of, and in which tiles it is not that of the first machine."""
    layout, playhead, newest, drawn, tiles = made_of[at_us, name]
    first = made_of[at_us, next(iter(among))][4].split(",")
    other = [f"{n % TILES}/{n // TILES}" for n, tile in enumerate(tiles.split(",")) if tile != first[n]]
    behind = f"playhead {int(playhead) - at_us}, newest row {int(newest) - at_us}, drawn {drawn}"
    return f"{layout}, {behind}: {' '.join(other) or 'as the first'}"


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--minutes", type=float, default=3.0)
    words.add_argument("--display", nargs=2, type=Path)
    given = words.parse_args()
    if given.display:
        display(given.folder, *given.display)
        return
    with ExitStack() as stack:
        broker = Mosquitto("set_tcp_nodelay true")
        stack.callback(broker.close)
        port = free_port()
        quiet = subprocess.DEVNULL
        step = given.folder / "faketime"

        def start(*words: str, skewed: bool = False) -> None:
            own = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(step), "FAKETIME_CACHE_DURATION": "1"}
            own |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **(own if skewed else {})}
            environment |= {"XDG_CACHE_HOME": str(given.folder / "cache")}
            process = subprocess.Popen(words, stdin=quiet, stdout=quiet, env=environment)
            stack.callback(process.wait)
            stack.callback(process.kill)

        given.folder.mkdir(parents=True)
        step.write_text("-3600\n")
        start(*program("simulate", "--start-at", "00:06:40", "--port", str(port)))
        logs, folders = {}, {}
        for name in NAMES:
            home = given.folder / name
            home.mkdir()
            config = configured(home, name, NAMES[:2], port, broker.port, more=f"[display]\nfps = {FPS}\n")
            folders[name], logs[name] = home / "recording", home / "frames"
            skewed = name == NAMES[-1] and LIBRARY.exists()
            for kind in ("link", "collect") if name in NAMES[:2] else ("link",):
                start(*program(kind, "--config", str(config), "--record", str(folders[name])), skewed=skewed)
            ours = (sys.executable, "-m", "tests.link.frames", str(folders[name]), "--display", str(config))
            folders[name].mkdir(exist_ok=True)
            start(*ours, str(logs[name]), skewed=skewed)
        until = time.monotonic() + 120
        while [state.role if (state := read_link(folder)) else "" for folder in folders.values()] != [
            "lead",
            "follower",
            "follower",
        ] and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(15)
        for log in logs.values():
            os.truncate(log, 0)  # what was shown before all were there
        begun, turn = time.monotonic(), 0
        with RequestWriter(folders["left"], "test") as asks:
            while time.monotonic() - begun < 60 * given.minutes:
                layout = ("rankings", "map", "overview", "counter")[turn % 4]
                asks.ask(Request(str(uuid.uuid4()), "test", f"layout:{layout}", asked_us=time.time_ns() // 1000))
                turn += 1
                time.sleep(20)
                if time.monotonic() - begun > 30 * given.minutes:
                    step.write_text("-3560\n")
        state = read_link(folders["right"])
        report = compared(logs) | {
            "takes": turn,
            "clock of right": "libfaketime" if LIBRARY.exists() else "not skewed: libfaketime is not installed",
            "refused": {} if state is None else state.refused,
        }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()

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
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.link.hall import configured
from tests.sources.servers import Mosquitto, free_port
from wallboard.recording.link_files import read_link
from wallboard.recording.requests import Request, RequestWriter
from wallboard.supervise.child import program

NAMES = ("left", "middle", "right")
FPS = 10
LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def display(folder: Path, config: Path, log: Path) -> None:
    """The display of one machine, until it is killed."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only here

    from tests.link.screens import VIEW  # noqa: PLC0415
    from wallboard.cli.command_settings import load_settings  # noqa: PLC0415
    from wallboard.stage.frame_loop import FrameLoop  # noqa: PLC0415
    from wallboard.stage.offscreen import PaperScreen  # noqa: PLC0415
    from wallboard.stage.playback_source import first_control  # noqa: PLC0415
    from wallboard.stage.screen_renderer import Frame  # noqa: PLC0415
    from wallboard.stage.show import _played  # noqa: PLC0415

    app = QApplication([])
    settings, _ = load_settings(config)

    class Noting(PaperScreen):
        def show_frame(self, frame: Frame) -> None:
            image = loop.renderer.wall.image(frame.request(VIEW))
            digest = hashlib.blake2b(bytes(image.constBits()), digest_size=8).hexdigest()
            print(frame.now_us, digest, file=notes, flush=True)

        def keep_frame(self, frame: Frame) -> None:
            self.show_frame(frame)

    with log.open("a") as notes, _played(settings, folder, fresh=True) as played:
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
    made = {}
    for name, log in logs.items():
        lines = [line.split() for line in log.read_text().splitlines() if line.count(" ") == 1]
        made[name] = len(lines)
        for at_us, digest in lines:
            by_instant.setdefault(int(at_us), {})[name] = digest
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
        "differ_us": differ[:40],
    }


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
            own = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(step), "FAKETIME_NO_CACHE": "1"}
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

"""From glass to glass: frames that bear the time at which they were made, read from the screen of a real wall.

`python -m tests.video.glass [RATE]` needs Xvfb. It prints how long a frame takes from the encoder's hand to a pixel on
the screen: encoder, network, decoder, what is held back so that late frames come in time, display, X server; and how
evenly frames are seen, by how long each stands, and how many never are.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from tests.stage.x_server import XServer
from tests.video.campaign import ended, free_port, report

BITS = 24
"""Of the time in milliseconds, after a red cell and before a blue one."""
CELL, SIZE = 20, (640, 360)
SECONDS = 20.0


def stamped(millis: int) -> npt.NDArray[np.uint8]:
    """A grey frame with a row of cells across its middle: red, the bits of a time, blue."""
    picture = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    cells = [(220, 20, 20), *(3 * (235 * (millis >> bit & 1),) for bit in range(BITS)), (20, 20, 220)]
    left = (SIZE[0] - CELL * len(cells)) // 2
    for number, colour in enumerate(cells):
        picture[140:220, left + number * CELL : left + (number + 1) * CELL] = colour
    return picture


def located(screen: npt.NDArray[np.uint32]) -> tuple[int, float, float] | None:
    """The row in which such a stamp stands, where its first cell has its middle, and how far cells are apart."""
    red, green, blue = (screen >> shift & 255 for shift in (16, 8, 0))
    ends = [(a > 150) & (green < 90) & (b < 90) for a, b in ((red, blue), (blue, red))]
    row = int(np.argmax(np.minimum(*(end.sum(axis=1) for end in ends))))
    first, last = (np.flatnonzero(end[row]) for end in ends)
    if len(first) < 3 or len(last) < 3:
        return None
    start, step = float(first.mean()), (float(last.mean()) - float(first.mean())) / (BITS + 1)
    return None if step < 3 else (row, start, step)


def read(screen: npt.NDArray[np.uint32], where: tuple[int, float, float]) -> int | None:
    """The time that stands there; None where there is none. It takes so little that no frame is missed meanwhile."""
    row, start, step = where
    cells = [int(screen[row, round(start + number * step)]) for number in range(BITS + 2)]
    red, blue = cells[0], cells[-1]
    if red >> 16 & 255 < 150 or blue & 255 < 150:
        return None
    return sum(int(cell >> 8 & 255 > 120) << bit for bit, cell in enumerate(cells[1:-1]))


def send(port: int, rate: int) -> None:
    """Send such frames for ever, in real time."""
    container: Any = av.open(f"udp://127.0.0.1:{port}?pkt_size=1316", "w", format="mpegts")
    codec = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": f"keyint={rate}", "crf": "16"}
    stream = container.add_stream("libx264", rate=rate, options=codec)
    stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
    began, number = time.monotonic(), 0
    while True:
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        frame = av.VideoFrame.from_ndarray(stamped(_millis()), format="rgb24")
        for packet in stream.encode(frame):
            container.mux(packet)
        number += 1


def _millis() -> int:
    return int(time.monotonic() * 1000) & (1 << BITS) - 1


def seen(server: XServer, seconds: float) -> list[tuple[int, int]]:
    """Of each new frame on the screen, when it was seen first and how old it was then (ms)."""
    found, last, where, end = [], None, None, time.monotonic() + seconds
    while time.monotonic() < end:
        screen, now = server.pixels(), _millis()
        where = where or located(screen)
        stamp = where and read(screen, where)
        if stamp is None:
            where = None
        if stamp is not None and stamp != last:
            age = (now - stamp) & (1 << BITS) - 1
            if last is not None and age < 10_000:
                found.append((now, age))
            last = stamp
        time.sleep(0.002)
    return found


def evenness(found: list[tuple[int, int]], rate: int) -> str:
    """How long frames stand, against their own times; how many are never seen."""
    stands = [after - before for (before, _), (after, _) in pairwise(found)]
    steps = [(after - old) - (before - young) for (before, young), (after, old) in pairwise(found)]
    lost = sum(max(0, round(step * rate / 1000) - 1) for step in steps)
    off = sorted(abs(stand - step) for stand, step in zip(stands, steps, strict=True))
    within = sum(each <= 1000 / 60 + 4 for each in off)  # a turn of the screen, and one of the looking
    return (
        f"each stands {sorted(stands)[len(stands) // 2]} ms (median), within a turn of the screen of its own time"
        f" {100 * within // len(off)} of 100, {off[len(off) * 95 // 100]} ms off (95 %), {off[-1]} ms at most; "
        f"{lost} of {len(found) + lost} never seen"
    )


def main(rate: int) -> None:
    """Measure it once."""
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        server = XServer("1280x720", folder)
        file = folder / "wallboard.toml"
        file.write_text(
            f'[display]\nlayout = "gala"\n[panels.stage]\nkind = "video"\nsources = ["udp://127.0.0.1:{port}"]\n',
            encoding="utf-8",
        )
        environment = {**os.environ, **server.environment, "XDG_RUNTIME_DIR": place}
        words = (sys.executable, "-m", "wallboard", "demo", "--start-at", "-00:30:00", "--config", str(file))
        sender = subprocess.Popen((sys.executable, "-m", "tests.video.glass", "send", str(port), str(rate)))
        wall = subprocess.Popen(
            (*words, "--record", str(folder / "night")),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end and len(seen(server, 1.0)) < rate // 3:
                pass
            found = seen(server, SECONDS)
            if len(found) < 2:
                report(f"glass to glass, {rate}/s", "nothing was seen")
                return
            old = sorted(age for _, age in found)
            middle, late = old[len(old) // 2], old[len(old) * 95 // 100]
            report(
                f"glass to glass, {rate}/s",
                f"{middle} ms (median), {late} ms (95 %), {old[-1]} ms at most, of {len(old)} frames",
            )
            report(f"evenness, {rate}/s", evenness(found, rate))
        finally:
            for process in (wall, sender):
                ended(process)
            server.end()


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        send(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int((sys.argv[1:] or ["25"])[0]))

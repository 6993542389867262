"""Measure the control room: from press to painted, the display beside open consoles, previews, memory.

python -m tests.bench.console [--takes 1000] [--pages 10] [--seconds 20] [--rounds 3]

A wall on one screen of an X server of its own, with its console. Takes are asked for over the socket of a page and are
painted when the pixels of the screen change. Phases without and with open pages alternate in one run, so that what
else runs on the machine weighs on both; the load is told. A page here is a program that fetches what a page fetches.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import numpy.typing as npt
from websockets.asyncio.client import connect as connect_page
from websockets.sync.client import ClientConnection, connect

from tests.bench.process_tree import memory_mb
from tests.console.hall import Hall, hall
from wallboard.recording.journal import actions_of

TAKERS = 8
LAYOUTS = ("counter", "backdrop")
POLL_S = 0.001
LIMIT_S = 20.0
LAYOUT_EVERY_S, PICTURE_EVERY_S = 5.0, 1.0
WAYS = ("overview", "counter", "rankings", "map", "global")


@dataclass(frozen=True, slots=True)
class Phase:
    """A display over some seconds: frames it delivered, and its processor time for each in milliseconds."""

    frames_per_s: float
    cpu_ms: float
    preview_share: float


def cpu_s(pid: int) -> float:
    """Seconds of processor time of one process, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return sum(int(fields[k]) for k in (11, 12)) / os.sysconf("SC_CLK_TCK")


class Screen:
    """Tells which of two layouts is painted, by pixels in which they differ."""

    def __init__(self, stage: Hall) -> None:
        self._stage = stage
        self._places: npt.NDArray[np.intp] = np.empty(0, np.intp)
        self._ways: tuple[npt.NDArray[np.int64], ...] = ()

    def learn(self, seen: Sequence[npt.NDArray[np.uint32]]) -> None:
        """Look for pixels that tell both apart."""
        first, second = (np.stack(_channels(each), -1) for each in seen)
        apart = np.abs(first - second).max(-1)
        self._places = np.argsort(apart)[-400:]
        self._ways = (first[self._places], second[self._places])

    def shown(self) -> int:
        """Which one is nearer."""
        now = np.stack(_channels(self._stage.x.pixels()), -1)[self._places]
        return int(np.argmin([np.abs(now - way).sum() for way in self._ways]))

    def shows(self, layout: int) -> bool:
        """Whether it is this one."""
        return self.shown() == layout


def _channels(pixels: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int64], ...]:
    flat = pixels.reshape(-1).astype(np.int64)
    return flat >> 16 & 255, flat >> 8 & 255, flat & 255


def _ask(page: ClientConnection, action: str, **more: Any) -> dict[str, Any]:
    """Ask over the socket of a page; the answer."""
    asked = str(uuid.uuid4())
    page.send(json.dumps({"do": action, "id": asked, **more}))
    while True:
        told = json.loads(page.recv(timeout=LIMIT_S))
        if told.get("answer", {}).get("id") == asked:
            return dict(told["answer"])


def takes(stage: Hall, count: int) -> tuple[list[float], list[float], int]:
    """Milliseconds from press to painted, from press to answered, and how many rows the journal has of them."""
    pages = [
        connect(f"ws://127.0.0.1:{stage.port}/ws", additional_headers=_headers(stage, f"hand {n}"))
        for n in range(TAKERS)
    ]
    for page in pages:
        threading.Thread(target=_beats, args=(page,), daemon=True).start()
    screen, seen = Screen(stage), []
    for layout in LAYOUTS:
        _ask(pages[0], f"layout:{layout}")
        time.sleep(3.0)
        seen.append(stage.x.pixels().copy())
    screen.learn(seen)
    painted, answered = [], []
    before = _cuts(stage)
    for number in range(count):
        page, wanted = pages[number % TAKERS], number % 2
        stage.wait(partial(screen.shows, 1 - wanted), "the picture of before is up")
        prepared = _ask(page, f"layout:{LAYOUTS[wanted]}", argument={"preview": True})
        assert "error" not in prepared, prepared
        time.sleep(0.05)
        asked, began = str(uuid.uuid4()), time.perf_counter()
        page.send(json.dumps({"do": "cut", "id": asked}))
        while screen.shown() != wanted:
            if time.perf_counter() - began > LIMIT_S:
                msg = f"cut {number} was not painted within {LIMIT_S} s"
                raise AssertionError(msg)
            time.sleep(POLL_S)
        painted.append((time.perf_counter() - began) * 1e3)
        while True:
            told = json.loads(page.recv(timeout=LIMIT_S)).get("answer")
            if told and told["id"] == asked:
                assert "error" not in told, told
                break
        answered.append((time.perf_counter() - began) * 1e3)
    for page in pages:
        page.close()
    return painted, answered, _cuts(stage) - before


def _cuts(stage: Hall) -> int:
    return sum(row.action == "cut" for row in actions_of(stage.folder))


def _beats(page: ClientConnection) -> None:
    with suppress(Exception):
        while True:
            page.send('{"beat":1}')
            time.sleep(1.0)


def _headers(stage: Hall, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {stage.token(name)}"}


class Pages:
    """So many open consoles, in a thread of their own: each with its socket, and the pictures that a page fetches."""

    def __init__(self, stage: Hall, count: int) -> None:
        self._stage, self._count = stage, count
        self._over = threading.Event()
        for number in range(count):
            stage.token(f"page {number}")
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(20)

    async def _run(self) -> None:
        await asyncio.gather(*(self._page(f"page {n}") for n in range(self._count)))

    async def _page(self, name: str) -> None:
        headers = _headers(self._stage, name)
        async with (
            connect_page(f"ws://127.0.0.1:{self._stage.port}/ws", additional_headers=headers) as socket,
            httpx.AsyncClient(base_url=self._stage.origin, headers=headers, timeout=30) as client,
        ):
            hearing = asyncio.create_task(self._hear(socket))
            etags: dict[str, str] = {}
            turn = 0
            while not self._over.is_set():
                ways = ["/program/center.jpg", "/preview/center.jpg"]
                if turn % round(LAYOUT_EVERY_S / PICTURE_EVERY_S) == 0:
                    ways += [f"/layout/{layout}.jpg" for layout in WAYS]
                for way in ways:
                    answer = await client.get(way, headers={"If-None-Match": etags.get(way, "")})
                    etags[way] = answer.headers.get("etag", "")
                await socket.send('{"beat":1}')
                turn += 1
                await asyncio.sleep(PICTURE_EVERY_S)
            hearing.cancel()

    async def _hear(self, socket: Any) -> None:
        async for _ in socket:
            pass


def phase(stage: Hall, seconds: float) -> Phase:
    """Look at the display for so long."""
    show, preview = stage.pid("show"), stage.pid("preview")
    frames = _frames(stage)
    began, spent, drawn = time.monotonic(), cpu_s(show), cpu_s(preview)
    time.sleep(seconds)
    after = _frames(stage)
    took = time.monotonic() - began
    count = max(1, after - frames)
    return Phase(count / took, (cpu_s(show) - spent) * 1e3 / count, (cpu_s(preview) - drawn) / took)


def _frames(stage: Hall) -> int:
    display = stage.health().display
    return 0 if display is None else display.frames


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console", description=__doc__)
    parser.add_argument("--takes", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, hall(Path(place), start_at="02:00:00", screens=1, fps=60) as stage:
        _say(f"load at the beginning {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        if words.takes:
            painted, answered, rows = takes(stage, words.takes)
            for name, found in (("painted", painted), ("answered", answered)):
                ranks = statistics.quantiles(found, n=100, method="inclusive")
                middle, late, latest = ranks[49], ranks[94], ranks[98]
                worst = max(found)
                _say(f"press to {name}: median {middle:.0f}, p95 {late:.0f}, p99 {latest:.0f}, worst {worst:.0f} ms")
            _say(f"{words.takes} takes, {rows} rows in the journal; load {os.getloadavg()[0]:.1f}")
        alone, beside = [], []
        with stage.client("hand 0") as client:
            client.post("/api/1/do/layout:overview", json={})
            client.post("/api/1/do/layout:map", json={"argument": {"preview": True}})
        for _ in range(words.rounds):
            alone.append(phase(stage, words.seconds))
            with Pages(stage, words.pages):
                time.sleep(3.0)
                beside.append(phase(stage, words.seconds))
        for name, phases in (("no page", alone), (f"{words.pages} pages", beside)):
            _say(
                f"{name}: {statistics.mean(p.frames_per_s for p in phases):.1f} frames/s, display "
                f"{statistics.mean(p.cpu_ms for p in phases):.2f} ms of a processor a frame, previews "
                f"{statistics.mean(p.preview_share for p in phases):.1%} of a processor"
            )
        console, preview = (memory_mb(stage.pid(name)) or 0 for name in ("console", "preview"))
        _say(f"console {console:.0f} MB PSS, preview {preview:.0f} MB; load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure the press desk's server: readers of the event stream, and requests beside them.

python -m tests.bench.press_load [--readers 2000] [--rate 200] [--seconds 20] [--wall ROUNDS]

With --wall each round plays the peak of the night in a window of the wall (off screen without a display), first alone
and then beside the desk under that load, which lasts as long as the wall plays; the ratios are of the medians.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median
from typing import Any

from tests.press.rig import BILLION, EVENT, publisher
from tests.truth.rig import Wall
from wallboard.cli.give_way import give_way
from wallboard.cli.press_serving import WebThread, listening
from wallboard.press.served_files import ServedFiles
from wallboard.press.server import PressServer

EVERY_S = 2.0
Beside = Callable[[], Coroutine[Any, Any, None]]


def serve() -> None:
    """A desk that says something new every two seconds, until standard input ends."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    give_way()  # as the desk does beside the wall
    with tempfile.TemporaryDirectory() as place:
        wall = Wall(Path(place) / "night", facts=EVENT, into_s=100)
        wall.tell(1.0 * BILLION)
        made = publisher(wall.folder, Path(place) / "desk", live=True)
        files = ServedFiles(made.folder.root)
        heard = listening("127.0.0.1", 0)
        web = WebThread(PressServer(files), heard)
        web.start()
        sys.stdout.write(f"{heard.getsockname()[1]}\n")
        sys.stdout.flush()
        count = 0
        while not sys.stdin.closed and sys.stdin.readline():
            count += 1
            wall.tell((1.0 + count / 100) * BILLION)
            made.desks.reader.refresh()
            bounds = made.desks.reader.bounds
            assert bounds is not None
            desk = made.desk_at(bounds[1], "paused")
            made.issue(desk, made.missing(desk))
            changed = made.write(desk)
            files.put(made.folder.files)
            web.publish(made.version, changed)
        used = resource.getrusage(resource.RUSAGE_SELF)
        sys.stdout.write(f"{used.ru_maxrss // 1024} MB, {used.ru_utime + used.ru_stime:.1f} s of a core\n")
        web.stop()


async def _read(port: int, told: list[float], ready: asyncio.Semaphore) -> None:
    async with ready:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        await writer.drain()
    while line := await reader.readline():
        if line.startswith(b"data:"):
            told.append(time.monotonic())


async def _ask(port: int, took: list[float]) -> None:
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /en/ HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
    body = await reader.read(-1)
    assert b" 200 " in body[:20]
    took.append(time.monotonic() - began)
    writer.close()


async def measure(readers: int, rate: int, seconds: float, beside: Beside | None = None) -> str:
    """A line of figures; `beside` is begun once all read along, and the load lasts until it has ended."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.press_load", "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    port = int(child.stdout.readline())
    child.stdin.write("\n")
    child.stdin.flush()
    told: list[float] = []
    took: list[float] = []
    ready = asyncio.Semaphore(100)
    reading = [asyncio.create_task(_read(port, told, ready)) for _ in range(readers)]
    while len(told) < readers:
        await asyncio.sleep(0.2)
    asking: list[asyncio.Task[None]] = []
    wall = None if beside is None else asyncio.create_task(beside())
    until, due, lags = time.monotonic() + seconds, time.monotonic(), []
    while time.monotonic() < until if wall is None else not wall.done():
        before, begun = len(told), time.monotonic()
        child.stdin.write("\n")
        child.stdin.flush()
        while time.monotonic() < begun + EVERY_S:
            while due <= time.monotonic():
                asking.append(asyncio.create_task(_ask(port, took)))
                due += 1 / rate
            await asyncio.sleep(0.002)
        lags.append(max(told[before:], default=begun) - begun)
    await asyncio.gather(*asking)
    for task in reading:
        task.cancel()
    rest, _ = child.communicate()
    took.sort()
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    return (
        f"{readers} readers, {len(took)} requests: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms; "
        f"all readers told within {max(lags):.2f} s of the answer; the server: {rest.strip()}"
    )


async def peak(seconds: float) -> dict[str, Any]:
    """What `wallboard bench` says of the night's peak."""
    words = (sys.executable, "-m", "wallboard", "bench", "--seconds", str(seconds), "--json")
    child = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    said, _ = await child.communicate()
    found: dict[str, Any] = next(phase for phase in json.loads(said)["phases"] if phase["name"] == "peak")
    return found


async def with_wall(readers: int, rate: int, seconds: float, rounds: int) -> None:
    """Rounds of the wall alone and beside the loaded desk, each told, and the ratios of the medians."""
    alone: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []

    async def played() -> None:
        beside.append(await peak(seconds))

    for _ in range(rounds):
        sys.stdout.write(f"load of the machine: {os.getloadavg()[0]:.1f}\n")
        alone.append(await peak(seconds))
        sys.stdout.write(f"  {await measure(readers, rate, seconds, played)}\n")
        for name, found in (("alone", alone[-1]), ("beside the desk", beside[-1])):
            sys.stdout.write(f"  the wall {name}: {_frames(found)}\n")
            sys.stdout.flush()
    for what, tell in _TOLD.items():
        one, other = (median(tell(found) for found in each) for each in (alone, beside))
        sys.stdout.write(f"{what}: {one:.2f} alone, {other:.2f} beside the desk, ratio {other / one:.2f}\n")


_TOLD: dict[str, Callable[[dict[str, Any]], float]] = {
    "frames a second": lambda found: float(found["frames_per_s"]),
    "processor time a frame, ms (median)": lambda found: float(found["cpu_ms"]["p50"]),
    "interval between frames, ms (p99)": lambda found: float(found["interval_ms"]["p99"]),
}


def _frames(found: dict[str, Any]) -> str:
    return ", ".join(f"{what} {tell(found):.2f}" for what, tell in _TOLD.items())


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--readers", type=int, default=2000)
    words.add_argument("--rate", type=int, default=200)
    words.add_argument("--seconds", type=float, default=20)
    words.add_argument("--wall", type=int, metavar="ROUNDS", default=0)
    words.add_argument("--serve", action="store_true")
    given = words.parse_args()
    if given.serve:
        serve()
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    if given.wall:
        asyncio.run(with_wall(given.readers, given.rate, given.seconds, given.wall))
    else:
        sys.stdout.write(asyncio.run(measure(given.readers, given.rate, given.seconds)) + "\n")


if __name__ == "__main__":
    main()

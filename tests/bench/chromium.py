"""The same scene in Chromium with ECharts, and the wall beside it: frames, processor time and memory, in one run.

    npm install --prefix FOLDER echarts
    python -m tests.bench.chromium --echarts FOLDER [--size 1920x1080] [--seconds 10] [--rounds 1]

The page is `chromium_page/`; ECharts is not part of this repository. Both are shown, in turn, on the X server of
DISPLAY, or on an Xvfb that is started for them. Linux alone: the figures are read from /proc.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

from tests.bench.chromium_scene import scene
from tests.bench.process_tree import cpu_s, memory_mb, running
from tests.bench.side_by_side import Measured, NotMeasuredError, counted, from_bench, in_the_middle, lines

PAGE = Path(__file__).parent / "chromium_page"
ECHARTS = Path("node_modules") / "echarts"
SETTLE_S = 3.0
"""Shaders, fonts and the just-in-time compiler: what is done once is done by then."""
PATIENCE_S = 90.0
"""What a program may take beyond its counted seconds, on a busy machine too."""
BORDER = 8
"""Pixels by which the Xvfb is larger: without a window manager Chromium takes one off a window of the whole screen."""
FLAGS = (
    "--kiosk", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-extensions", "--disable-breakpad",
    "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding", "--password-store=basic",
    "--force-device-scale-factor=1", "--window-position=0,0",
)  # fmt: skip


@dataclass
class Watch:
    """What the page says, and what its browser had taken when it said so."""

    root: int = 0
    size: tuple[int, int] | None = None
    visible: bool = False
    begun: tuple[float, float] = (0.0, 0.0)
    measured: Measured | None = None
    failure: str | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def hear(self, path: str, said: Any) -> None:
        """One message of the page; the processor time is read at once, the memory after it."""
        now = (time.monotonic(), cpu_s(self.root))
        if path == "/begin":
            self.size, self.visible, self.begun = (round(said["width"]), round(said["height"])), said["visible"], now
            return
        if path == "/done":
            took, spent = (b - a for a, b in zip(self.begun, now, strict=True))
            self.measured = counted(said, spent, took, memory_mb(self.root)) if said else None
        else:
            self.failure = str(said)
        self.over.set()


@contextlib.contextmanager
def served(watch: Watch, files: dict[str, tuple[str, bytes]]) -> Iterator[str]:
    """A server on loopback with the page's files by path; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in files else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            watch.hear(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A browser that is ended hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def x_server(size: tuple[int, int], limit_s: float) -> Iterator[str]:
    """The display to show on: that of DISPLAY, or an Xvfb of this size while it is wanted, at most `limit_s`."""
    if given := os.environ.get("DISPLAY"):
        yield given
        return
    said, told = os.pipe()
    screen = f"{size[0] + BORDER}x{size[1] + BORDER}x24"
    command = ["Xvfb", "-displayfd", str(told), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    with running(command, limit_s, pass_fds=(told,), stderr=subprocess.DEVNULL), os.fdopen(said) as reader:
        os.close(told)
        number = reader.readline().strip() if select.select([reader], [], [], 20)[0] else ""
        if not number:
            msg = "no X server came up; install Xvfb (Debian: apt-get install xvfb), or set DISPLAY"
            raise NotMeasuredError(msg)
        yield f":{number}"


def measure_page(browser: str, echarts: Path, size: tuple[int, int], seconds: float, display: str) -> Measured:
    """Show the page in a kiosk of a new profile until it has counted."""
    files = {
        "/": ("text/html; charset=utf-8", (PAGE / "index.html").read_bytes()),
        "/scene.js": ("text/javascript; charset=utf-8", (PAGE / "scene.js").read_bytes()),
        "/echarts.js": ("text/javascript; charset=utf-8", (echarts / "dist" / "echarts.min.js").read_bytes()),
        "/scene.json": ("application/json", json.dumps(scene(seconds, SETTLE_S)).encode()),
    }
    watch = Watch()
    limit_s = SETTLE_S + seconds + PATIENCE_S
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        served(watch, files) as address,
        running(
            [browser, *FLAGS, *_as_root(), f"--window-size={size[0]},{size[1]}", f"--user-data-dir={profile}", address],
            limit_s + 10, env=os.environ | {"DISPLAY": display}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as process,
    ):  # fmt: skip
        watch.root = process.pid
        deadline = time.monotonic() + limit_s
        while not watch.over.wait(0.5) and time.monotonic() < deadline and process.poll() is None:
            pass
        ended = process.poll()
    if watch.size is not None and any(abs(a - b) > 1 for a, b in zip(watch.size, size, strict=True)):
        msg = (
            f"the browser's window is {watch.size}, not {size}: make the X server's screen that large, or unset DISPLAY"
        )
        raise NotMeasuredError(msg)
    if watch.measured is not None and not watch.visible:
        msg = "the page was hidden while it counted; let no window lie over the browser's"
        raise NotMeasuredError(msg)
    if watch.measured is None:
        why = f"the browser ended with status {ended}" if ended is not None else f"nothing heard within {limit_s:.0f} s"
        msg = f"the page did not count its frames: {watch.failure or why}"
        raise NotMeasuredError(msg)
    return watch.measured


def _as_root() -> tuple[str, ...]:
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


def measure_wall(size: tuple[int, int], seconds: float, display: str) -> Measured:
    """Run `wallboard bench` on the same display; its memory is read when its peak is over."""
    command = [sys.executable, "-m", "wallboard", "bench", "--json", "--size", f"{size[0]}x{size[1]}"]
    env = os.environ | {"DISPLAY": display}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with running([*command, "--seconds", f"{seconds:g}"], seconds + PATIENCE_S, env=env, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        heard = Heard(process.pid, process.stderr)
        heard.start()
        report = process.stdout.read()
        heard.join()
        status = process.wait()
    if status:
        msg = f"wallboard bench ended with status {status}: {heard.last}"
        raise NotMeasuredError(msg)
    return from_bench(json.loads(report), heard.memory_mb)


class Heard(threading.Thread):
    """Listens to the scenes that `wallboard bench` names: the second begins when the peak is over."""

    def __init__(self, root: int, said: IO[str]) -> None:
        super().__init__(daemon=True)
        self._root, self._said = root, said
        self.memory_mb: float | None = None
        self.last = ""

    def run(self) -> None:
        """Until the other end is closed."""
        for line in self._said:
            self.last = line.strip()
            if self.last.startswith("card"):
                self.memory_mb = memory_mb(self._root)


def main() -> int:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--size", default="1920x1080")
    words.add_argument("--seconds", type=float, default=10.0)
    words.add_argument("--rounds", type=int, default=1, help="both in turn so often; medians are printed last")
    words.add_argument(
        "--echarts", type=Path, default=Path(tempfile.gettempdir()) / "wallboard-echarts", metavar="FOLDER"
    )
    words.add_argument("--browser", default="chromium")
    given = words.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    try:
        for line in _rounds(given, (width, height)):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    except NotMeasuredError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _rounds(given: argparse.Namespace, size: tuple[int, int]) -> Iterator[str]:
    echarts = given.echarts / ECHARTS
    if not (echarts / "dist" / "echarts.min.js").exists():
        msg = f"ECharts is not in {given.echarts}; npm install --prefix {given.echarts} echarts"
        raise NotMeasuredError(msg)
    browser = shutil.which(given.browser)
    if browser is None:
        msg = (
            f"there is no {given.browser}; install it (Debian: apt-get install chromium), or name another by --browser"
        )
        raise NotMeasuredError(msg)
    version = subprocess.run([browser, "--version"], capture_output=True, text=True, check=False, timeout=60).stdout
    charts = json.loads((echarts / "package.json").read_text(encoding="utf-8"))["version"]
    cores = len(os.sched_getaffinity(0))
    yield f"{version.strip()}, ECharts {charts}; {given.size}, {given.seconds:g} s, {cores} cores"
    pages, walls = [], []
    a_round_s = SETTLE_S + 2 * (given.seconds + PATIENCE_S + 2 * 10)
    with x_server(size, given.rounds * a_round_s + 60) as display:
        for number in range(given.rounds):
            pages.append(measure_page(browser, echarts, size, given.seconds, display))
            walls.append(measure_wall(size, given.seconds, display))
            yield f"\nround {number + 1} of {given.rounds}, load {os.getloadavg()[0]:.1f}"
            yield from lines(walls[-1], pages[-1])
    if given.rounds > 1:
        yield "\nmedians"
        yield from lines(in_the_middle(walls), in_the_middle(pages))


if __name__ == "__main__":
    sys.exit(main())

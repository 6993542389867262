"""Kill a real collector at random instants: nothing committed may be missing, and `verify` must pass each time.

    python -m tests.bench.kills [--count 1000] [--full]

A real `wallboard collect` polls a real endpoint on loopback that keeps a ledger of each answer it has given. What the
collector said was committed (the rows a reader beside it had seen before the kill) must be there afterwards, be in the
ledger, and follow each other without a gap. With `--full` the recording lies on a file system of a few MB (a tmpfs,
where this user may mount one) that is full most of the time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rich.progress import track

from tests.forked import Forked, Forks
from tests.patience import PATIENCE_S
from wallboard.demo.night import snapshot_at
from wallboard.recording.errors import NotARecordingError
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.verify import verify

INTERVAL_S = 0.05
FULL_MB = 3


@dataclass
class Ledger:
    """What the endpoint has said, by digest; a new answer each time it is asked."""

    said: dict[bytes, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> bytes:
        """The next answer, written down before it is given."""
        with self.lock:
            number = len(self.said) + 1
            document = snapshot_at(number * 50_000, sequence=number)
            if number % 4:  # small ones, so that a kill meets every stage of the work equally
                document = {name: document[name] for name in ("at", "gmv", "sequence", "orders", "simulated")}
            body = json.dumps(document).encode()
            self.said[blake2b(body, digest_size=16).digest()] = number
            return body


@contextlib.contextmanager
def endpoint(ledger: Ledger) -> Iterator[str]:
    """A server on loopback; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = ledger.next()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that is killed hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/metrics.json"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Trial:
    """One recording under one endpoint, killed again and again; `faults` is what must not be."""

    folder: Path
    url: str
    ledger: Ledger
    config: Path
    chance: random.Random
    forks: Forks | None = None
    faults: list[str] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    kills: int = 0
    full: int = 0

    def kill_once(self) -> None:
        """Start a collector, watch it commit, kill it at a random instant, and look at what is left."""
        with self._collector() as process:
            before = len(self.ledger.said)
            asks = self.chance.randint(1, 12)
            deadline = time.monotonic() + PATIENCE_S
            while len(self.ledger.said) < before + asks and time.monotonic() < deadline and process.poll() is None:
                if len(self.ledger.said) > before:
                    self._watch()
                else:  # it has not asked yet, so nothing can have been committed
                    time.sleep(0.005)
            time.sleep(self.chance.random() * INTERVAL_S)  # the random instant itself
            process.kill()
        self.kills += 1
        self.full += shutil.disk_usage(self.folder).free < 20_000 if self.folder.exists() else 1
        self._watch(final=True)

    def _collector(self) -> subprocess.Popen[bytes] | Forked:
        words = ("collect", "--config", str(self.config), "--endpoint", self.url, "--record", str(self.folder))
        if self.forks is not None:
            return self.forks.begun(self.config.parent, words, os.environ)
        command = [sys.executable, "-m", "wallboard", *words]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _watch(self, *, final: bool = False) -> None:
        """Note what a reader beside the collector sees committed; at the end all of that must still be there."""
        try:
            with RecordingReader(self.folder, live=not final) as reader:
                rows = range(len(reader.index.answers))
                found = [segment_digest(reader, row) for row in rows[-40:]] if not final else None
                if final:
                    self._check(reader)
                else:
                    self.seen |= {digest for digest in found or () if digest is not None}
        except NotARecordingError as error:
            if final and self.seen:
                self.faults.append(f"kill {self.kills}: {error}")
        if not final:
            time.sleep(0.005)

    def _check(self, reader: RecordingReader) -> None:
        digests = [segment_digest(reader, row) for row in range(len(reader.index.answers))]
        numbers = [self.ledger.said.get(digest or b"") for digest in digests]
        if None in numbers:
            self.faults.append(f"kill {self.kills}: an answer that the endpoint never gave")
        known = [number for number in numbers if number is not None]
        if known != sorted(set(known)):
            self.faults.append(f"kill {self.kills}: answers out of order or twice")
        lost = self.seen - {digest for digest in digests if digest is not None}
        if lost:
            self.faults.append(f"kill {self.kills}: {len(lost)} committed answers are lost")
        ids = reader.index.answers["id"].tolist()
        if ids != list(range(1, len(ids) + 1)):
            self.faults.append(f"kill {self.kills}: ids with a gap")
        self.faults += [f"kill {self.kills}: {line}" for line in verify(self.folder).findings]


def segment_digest(reader: RecordingReader, row: int) -> bytes | None:
    """The digest of a body as it can be read back."""
    stored = reader.stored(row)
    return None if stored is None or stored.body is None else blake2b(stored.body, digest_size=16).digest()


def configuration(path: Path, fallback: Path | None = None) -> Path:
    """A file under which the collector polls quickly."""
    lines = ["[polling]", f"interval_s = {INTERVAL_S}", "deadline_s = 2.0"]
    if fallback is not None:
        lines += ["[recording]", f'fallback_folder = "{fallback.as_posix()}"']
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextlib.contextmanager
def small_disk(parent: Path, megabytes: int = FULL_MB) -> Iterator[Path | None]:
    """A file system of so many MB; None where this user may not mount one."""
    disk = parent / "disk"
    disk.mkdir()
    if sys.platform != "linux" or shutil.which("mount") is None:
        yield None
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def _fill(disk: Path, left: int | None) -> None:
    """Leave so many bytes free on the small disk; None: all of them."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    if left is not None:
        with contextlib.suppress(OSError):
            ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - left)))


def run(count: int, seed: int, *, full: bool, forks: Forks | None = None) -> Trial:
    """Kill a collector so often; a new recording every fifty kills, so that `verify` stays quick.

    `forks`: what starts the collectors, in place of a new interpreter for each.
    """
    ledger = Ledger()
    chance = random.Random(seed)
    faults: list[str] = []
    trial: Trial | None = None
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        parent = Path(name)
        url = stack.enter_context(endpoint(ledger))
        home = parent
        if full:
            disk = stack.enter_context(small_disk(parent))
            if disk is None:
                sys.stdout.write("no small file system can be mounted here: not tried\n")
                return Trial(parent, url, ledger, parent, chance)
            home = disk
        config = configuration(parent / "wallboard.toml")
        for number in track(range(count), "killing", disable=not sys.stderr.isatty()):
            if number % 50 == 0:
                folder = home / f"night-{number}"
                if trial is not None and full:
                    shutil.rmtree(trial.folder)
                trial = Trial(
                    folder, url, ledger, config, chance, forks, faults, full=0 if trial is None else trial.full
                )
            assert trial is not None
            if full:
                _fill(home, chance.randrange(60_000) if number % 3 else None)
            trial.kill_once()
    assert trial is not None
    trial.kills = count
    return trial


def main() -> int:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--seed", type=int, default=11)
    words.add_argument("--full", action="store_true", help="on a small full file system")
    given = words.parse_args()
    began = time.monotonic()
    trial = run(given.count, given.seed, full=given.full)
    said = len(trial.ledger.said)
    outcome = f"{trial.full} on a full disk, {len(trial.faults)} faults, {time.monotonic() - began:.0f} s"
    line = f"{trial.kills} kills, {said} answers given, {outcome}\n"
    sys.stdout.write("\n".join([*trial.faults, line]))
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())

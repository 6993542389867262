"""Commands of the program, each in a process that is forked from one which has loaded them: a start costs little."""

from __future__ import annotations

import gc
import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Self

from tests.patience import PATIENCE_S
from wallboard.config.load import load

LOADED = (
    "wallboard.cli.main",
    *(f"wallboard.cli.{name}" for name in ("check", "collect", "doctor", "keys", "marks", "press", "probe", "record")),
    *(f"wallboard.cli.{name}" for name in ("cluster", "console", "health", "init", "run", "screens", "still")),
)
"""Only what is imported there is shared, and the shipped configuration; all else a command imports itself, as ever."""
ROOT = Path(__file__).parents[1]
NOWHERE = (os.devnull,) * 3


@dataclass(slots=True)
class Forked:
    """A command that runs: what a test needs of `subprocess.Popen`."""

    pid: int
    _told: IO[bytes]
    _status: int | None = None

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.wait() if self._status is not None or select.select([self._told], [], [], 0)[0] else None

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        if self._status is None:
            self._status = int(self._told.readline())
        return self._status

    def kill(self) -> None:
        """End it at once, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()


@dataclass(frozen=True, slots=True)
class Forks:
    """The process that forks the others; it answers one request after the other."""

    process: subprocess.Popen[bytes]

    def run(
        self, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `wallboard` with these words in a folder, with this environment alone, and wait for its end."""
        out, err = (folder.parent / f"{folder.name}.{name}" for name in ("out", "err"))
        status = self.begun(folder, words, environment, (os.devnull, str(out), str(err))).wait()
        return subprocess.CompletedProcess(words, status, out.read_bytes(), err.read_bytes())

    def on_a_terminal(self, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]) -> bytes:
        """The same at a terminal of its own, until its end: what it wrote there."""
        assert self.process.stdout is not None
        own, other = pty.openpty()
        written = b""
        try:
            forked = self.begun(folder, words, environment, (os.ttyname(other),) * 3)
            while forked.poll() is None:
                if own in select.select([own, self.process.stdout.fileno()], [], [])[0]:
                    written += os.read(own, 65536)
            os.close(other)
            while True:
                written += os.read(own, 65536)
        except OSError:  # the other end is closed: all has been read
            return written
        finally:
            os.close(own)

    def begun(
        self, folder: Path, words: tuple[str, ...], environment: Mapping[str, str], files: tuple[str, ...] = NOWHERE
    ) -> Forked:
        """Start it, with these files as its standard input, output and error output; the one before has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"words": words, "cwd": str(folder), "env": dict(environment), "files": files}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        return Forked(int(self.process.stdout.readline()), self.process.stdout)


@contextmanager
def forks(environment: Mapping[str, str] = os.environ) -> Iterator[Forks]:
    """Start the process that has loaded the commands, and end it afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forked"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,  # so that what is told can be waited for
    ) as process:
        yield Forks(process)


def _serve() -> None:
    """Fork for each line that comes, and write the number of the process and its exit status, a signal as -number."""
    for name in LOADED:
        import_module(name)
    load(demonstration=True)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.exit(_be(**json.loads(line)))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _be(words: list[str], cwd: str, env: dict[str, str], files: list[str]) -> int:
    """Become a command, as a new interpreter would."""
    signal.alarm(int(PATIENCE_S))
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, opened in enumerate(os.open(path, _NEW if n else os.O_RDONLY, 0o600) for n, path in enumerate(files)):
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - until the end
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1)  # noqa: SIM115
    main = import_module("wallboard.cli.main")
    main.hold_streams()
    return int(main.run(words))


_NEW = os.O_WRONLY | os.O_NOCTTY | os.O_CREAT | os.O_TRUNC

if __name__ == "__main__":
    _serve()

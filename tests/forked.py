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

from tests.patience import PATIENCE_S
from wallboard.config.load import load

LOADED = (
    "wallboard.cli.main",
    *(f"wallboard.cli.{name}" for name in ("check", "doctor", "keys", "marks", "press", "probe", "record")),
    *(f"wallboard.cli.{name}" for name in ("cluster", "console", "health", "init", "run", "screens", "still")),
)
"""Only what is imported there is shared, and the shipped configuration; all else a command imports itself, as ever."""
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Forks:
    """The process that forks the others; it answers one request after the other."""

    process: subprocess.Popen[str]

    def run(
        self, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `wallboard` with these words in a folder, with this environment alone, and wait for its end."""
        out, err = (folder.parent / f"{folder.name}.{name}" for name in ("out", "err"))
        self._ask(folder, words, environment, (os.devnull, str(out), str(err)))
        return subprocess.CompletedProcess(words, self._status(), out.read_bytes(), err.read_bytes())

    def on_a_terminal(self, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]) -> bytes:
        """The same at a terminal of its own, until its end: what it wrote there."""
        own, other = pty.openpty()
        self._ask(folder, words, environment, (os.ttyname(other),) * 3)
        assert self.process.stdout is not None
        written = b""
        try:
            while own in select.select([own, self.process.stdout.fileno()], [], [])[0]:
                written += os.read(own, 65536)
            self._status()
            os.close(other)
            while True:
                written += os.read(own, 65536)
        except OSError:  # the other end is closed: all has been read
            return written
        finally:
            os.close(own)

    def _ask(
        self, folder: Path, words: tuple[str, ...], environment: Mapping[str, str], files: tuple[str, ...]
    ) -> None:
        """Have a command begin, with these files as its standard input, output and error output."""
        assert self.process.stdin is not None
        asked = {"words": words, "cwd": str(folder), "env": dict(environment), "files": files}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def _status(self) -> int:
        """Wait for the end of the command."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


@contextmanager
def forks() -> Iterator[Forks]:
    """Start the process that has loaded the commands, and end it afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forked"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Forks(process)


def _serve() -> None:
    """Fork for each line that comes, and write the exit status of what was forked, a signal as its negative number."""
    for name in LOADED:
        import_module(name)
    load(demonstration=True)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.exit(_be(**json.loads(line)))
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

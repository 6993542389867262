"""A child process and its pipes: what it says arrives in one inbox, line by line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Protocol

import msgspec

import wallboard

_BEAT = re.compile(rb'\{"beat": ?\d+\}\s*')
_WAITS = re.compile(rb'\{"waits": ?\d+\}\s*')
_REPORT = re.compile(rb'\{"report": ?(\{.*\})\}\s*')
_QUIT = re.compile(rb'\{"quit": ?true\}\s*')
_LONGEST_LINE = 16_384
SERVICE_VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
_GONE_S = 1.0
"""How long a killed child is waited for; one that hangs in a driver even then must not hang its supervisor."""
_LAST_WORDS_S = 0.2
"""How long one that has ended is heard; a child of its own may hold the pipe open for ever."""

if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _FLAGS = 0


class Heartbeat(msgspec.Struct, frozen=True):
    """A completed turn of the child `pid`."""

    pid: int


class StandbyBeat(msgspec.Struct, frozen=True):
    """The standby `pid` is alive and waits; what was sent before it became a child is no beat of that child."""

    pid: int


class Report(msgspec.Struct, frozen=True):
    """How the child `pid` is doing, as JSON (`core.process_reports`)."""

    pid: int
    json: bytes


class QuitRequest(msgspec.Struct, frozen=True):
    """The operator has asked the child `pid` to end the whole wall."""

    pid: int


class OutputLine(msgspec.Struct, frozen=True):
    """Something the child `pid` says to people."""

    pid: int
    text: str


class Silent(msgspec.Struct, frozen=True):
    """The child `pid` has closed its standard output: most likely it has just ended."""

    pid: int


Message = Heartbeat | StandbyBeat | Report | QuitRequest | OutputLine | Silent


class Child(Protocol):
    """A running child."""

    @property
    def pid(self) -> int:
        """Its process number."""

    def exit_code(self) -> int | None:
        """How it ended (negative: by that signal), None while it runs."""

    def say(self, line: str) -> None:
        """Write a line to its standard input. Raises OSError."""

    def held_up_us(self) -> int:
        """For how long it has waited for a processor in its life, in microseconds; 0 where the system does not say."""

    def is_stopped(self) -> bool:
        """Whether a signal has stopped it (SIGSTOP); False where the system does not say."""

    def go_on(self) -> None:
        """Let it run again if a signal has stopped it."""

    def cut(self) -> None:
        """Close its standard input: please end."""

    def terminate(self) -> None:
        """Ask the system to end it."""

    def kill(self) -> None:
        """End it, frozen or not, and wait a moment until it has gone."""


class Spawn(Protocol):
    """Starts children."""

    def __call__(self, argv: Sequence[str], environment: Mapping[str, str], inbox: SimpleQueue[Message]) -> Child:
        """Start `argv`; what it says goes into `inbox`. Raises OSError."""


class ProcessChild:
    """A child as a process of the system, in a session of its own so that Ctrl-C reaches only the supervisor."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], inbox: SimpleQueue[Message]) -> None:
        self._process = subprocess.Popen(
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            start_new_session=sys.platform != "win32",
            creationflags=_FLAGS,
        )
        self._inbox = inbox
        self._readers = [self._read(self._process.stdout), self._read(self._process.stderr)]

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """How it ended, None while it runs; before that is told, its last words are passed on."""
        code = self._process.poll()
        if code is not None and self._readers:
            readers, self._readers = self._readers, []
            for reader in readers:
                reader.join(_LAST_WORDS_S)
        return code

    def say(self, line: str) -> None:
        """Write a line to its standard input. Raises OSError."""
        assert self._process.stdin is not None  # asked for as a pipe above
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def held_up_us(self) -> int:
        """For how long its first thread, the one that turns the loop, has waited for a processor (Linux only)."""
        try:
            said = Path(f"/proc/{self.pid}/schedstat").read_bytes().split()
        except OSError:
            return 0
        return int(said[1]) // 1000 if len(said) == 3 else 0

    def is_stopped(self) -> bool:
        """Whether a signal has stopped it (Linux only)."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"T"
        except (OSError, IndexError):
            return False

    def go_on(self) -> None:
        """Let it run again if a signal has stopped it."""
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGCONT)

    def cut(self) -> None:
        """Close its standard input."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            with suppress(OSError):  # a line that never got through
                self._process.stdin.close()

    def terminate(self) -> None:
        """Ask the system to end it."""
        self._process.terminate()

    def kill(self) -> None:
        """End it and wait a moment until it has gone, so that what it held is free for the next one."""
        self._process.kill()
        self.cut()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GONE_S)

    def _read(self, stream: IO[bytes] | None) -> threading.Thread:
        assert stream is not None  # asked for as pipes above
        thread = threading.Thread(target=self._pass_on, args=(stream,), name=f"child {self.pid}", daemon=True)
        thread.start()
        return thread

    def _pass_on(self, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(_LONGEST_LINE):
                if _BEAT.fullmatch(line):
                    self._inbox.put(Heartbeat(self.pid))
                elif _WAITS.fullmatch(line):
                    self._inbox.put(StandbyBeat(self.pid))
                elif report := _REPORT.fullmatch(line):
                    self._inbox.put(Report(self.pid, report[1]))
                elif _QUIT.fullmatch(line):
                    self._inbox.put(QuitRequest(self.pid))
                elif text := line.decode("utf-8", "replace").rstrip():
                    self._inbox.put(OutputLine(self.pid, text))
        self._inbox.put(Silent(self.pid))


def spawn(argv: Sequence[str], environment: Mapping[str, str], inbox: SimpleQueue[Message]) -> Child:
    """Start a child process; the ordinary `Spawn`. Raises OSError."""
    return ProcessChild(argv, environment, inbox)


def program(*words: str) -> tuple[str, ...]:
    """The command line that runs another command of this very program, wherever it was installed.

    Files that happen to lie in the current folder are kept from being imported, unless the program itself lies there.
    """
    folder = Path(wallboard.__file__).resolve().parent.parent
    isolated = () if folder == Path.cwd() else ("-P",)
    return (sys.executable, *isolated, "-m", "wallboard", *words)


def words_of(argv: Sequence[str]) -> tuple[str, ...]:
    """The words after the program in a command line made by `program`."""
    return tuple(argv[list(argv).index("wallboard") + 1 :])


def child_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a child: the parent's own, with output that arrives at once and in UTF-8.

    What the service manager told the parent is not for its children.
    """
    own = os.environ if environment is None else environment
    kept = {name: value for name, value in own.items() if name not in SERVICE_VARIABLES}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}

"""One case: an input tried in a process forked from this one, under limits of memory, time and output."""

from __future__ import annotations

import faulthandler
import json
import os
import re
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.memory import memory_place

from . import traces
from .kinds import ForbiddenError, Kind

Build = Callable[[], bytes]
ROOM_BYTES = 2**30
"""Four times what one case may write, for as many as run at a time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one case. `memory_bytes` are beyond what this process has; `wall_s` ends what sleeps instead of working."""

    memory_bytes: int = 512 * 2**20
    cpu_s: int = 5
    wall_s: float = 60.0
    printed_bytes: int = 2**20
    file_bytes: int = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended: "fine", or "hang", "memory", "output", "crash", "leak", "escape", "unexpected", "forbidden"."""

    verdict: str
    why: str = ""
    cpu_s: float = 0.0
    peak_bytes: int = 0
    printed: bytes = b""

    @property
    def signature(self) -> tuple[str, str]:
        """What two findings of one cause share: the verdict, and where an exception came from or the first words."""
        first = next(iter(self.why.splitlines()), "")
        return self.verdict, re.sub(r"[0-9]+", "0", first)[:50]


def attempt(kind: Kind, build: Build, limits: Limits) -> Outcome:
    """Build an input and use it in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="wallboard-fuzz-", dir=memory_place(ROOM_BYTES)))
    out_read, out_write = os.pipe()
    told_read, told_write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process == 0:
        os.close(out_read)
        os.close(told_read)
        _be_the_case(kind, build, limits, folder, out_write, told_write)
    os.close(out_write)
    os.close(told_write)
    try:
        printed, told, killed = _watch(process, out_read, told_read, limits)
        _, status, usage = os.wait4(process, 0)
        outcome = _judged(printed, told, killed, status, limits, folder)
        used_s = usage.ru_utime + usage.ru_stime
        return Outcome(outcome.verdict, outcome.why, used_s, usage.ru_maxrss * 1024, printed[:4000])
    finally:
        os.close(out_read)
        os.close(told_read)
        _end_group(process)
        shutil.rmtree(folder, ignore_errors=True)


def _be_the_case(kind: Kind, build: Build, limits: Limits, folder: Path, out: int, told: int) -> None:
    """What the child does; it never returns."""
    result: dict[str, Any] = {"verdict": "unexpected", "why": "the case did not end"}
    try:
        data = build()
        _settle(limits, folder, out)
        try:
            kind.run(data, folder)
            result = {"verdict": "fine", "why": ""}
        except ForbiddenError as error:
            result = {"verdict": "forbidden", "why": f"{error}\n{traceback.format_exc(limit=-6)}"}
        except MemoryError:
            result = {"verdict": "memory", "why": f"MemoryError\n{traceback.format_exc(limit=-6)}"}
        except BaseException as error:  # noqa: BLE001 - whatever comes here is what is looked for
            result = {"verdict": "unexpected", "why": f"{_named(error)}\n{traceback.format_exc(limit=-6)}"}
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os.write(told, json.dumps(result)[:60_000].encode())
    except BaseException:  # noqa: BLE001 - the fuzzer's own mistake: nothing is told, which counts as a crash
        traceback.print_exc()
    finally:
        os._exit(0)


def _named(error: BaseException) -> str:
    """The exception and the line of the program that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}wallboard{os.sep}" in frame.filename] or frames
    where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "nowhere"
    return f"{type(error).__name__} at {where}: {str(error)[:200]}"


def _settle(limits: Limits, folder: Path, out: int) -> None:
    """Into the folder, with nothing to read, output into the pipe, and under the limits."""
    os.setsid()
    faulthandler.disable()
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115 - until the end
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1)  # noqa: SIM115
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(folder)
    home = folder / "home"
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        os.environ[name] = str(home)
    home.mkdir(mode=0o700)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    size = _address_space()
    if size is not None:
        resource.setrlimit(resource.RLIMIT_AS, (size + limits.memory_bytes,) * 2)


def _address_space() -> int | None:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:  # no Linux: time and output are still limited
        return None
    return pages * resource.getpagesize()


def _watch(process: int, out: int, told: int, limits: Limits) -> tuple[bytes, bytes, str]:
    """(what was printed, what the child tells, why it was killed) once the child has closed both pipes."""
    ends = {out: bytearray(), told: bytearray()}
    open_ends = set(ends)
    end = time.monotonic() + limits.wall_s
    while open_ends:
        ready, _, _ = select.select(list(open_ends), [], [], max(0.0, end - time.monotonic()))
        if not ready:
            _end_group(process)
            return bytes(ends[out]), bytes(ends[told]), "hang"
        for descriptor in ready:
            part = os.read(descriptor, 65_536)
            ends[descriptor] += part
            if not part:
                open_ends.discard(descriptor)
        if len(ends[out]) > limits.printed_bytes:
            _end_group(process)
            return bytes(ends[out]), bytes(ends[told]), "output"
    return bytes(ends[out]), bytes(ends[told]), ""


def _end_group(process: int) -> None:
    try:
        os.killpg(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _judged(printed: bytes, told: bytes, killed: str, status: int, limits: Limits, folder: Path) -> Outcome:
    if killed:
        return Outcome(killed, f"killed after {limits.wall_s:g} s or {limits.printed_bytes} bytes printed")
    if os.WIFSIGNALED(status):
        ended_by = os.WTERMSIG(status)
        if ended_by in (signal.SIGXCPU, signal.SIGKILL):
            return Outcome("hang", f"more than {limits.cpu_s} s of processor time")
        return Outcome("crash", f"ended by signal {ended_by}")
    try:
        result: dict[str, Any] = json.loads(told)
    except ValueError:
        return Outcome("crash", "ended without a word")
    if result["verdict"] != "fine":
        return Outcome(result["verdict"], result["why"])
    verdict, why = next(traces.complaints(printed, folder), ("fine", ""))
    return Outcome(verdict, why)

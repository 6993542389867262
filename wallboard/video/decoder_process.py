"""A decoder as a process: started on its job, bounded in memory, ended without asking."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import wallboard

ADDRESS_BYTES: Final = 3_000_000_000
"""Of a decoder's address space, libraries, shared frames and all: beyond it memory is refused."""
_GONE_S: Final = 2.0


class StartedDecoder:
    """A decoder that was started; its standard input stays open, and its end is the decoder's."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None

    def memory_bytes(self) -> int:
        """What it holds of the machine's memory, without the frames that it shares; 0 where that cannot be told."""
        with suppress(OSError, ValueError, IndexError):
            pages, shared = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1:3]
            return (int(pages) - int(shared)) * mmap.PAGESIZE
        return 0

    def starved_us(self) -> int:
        """For how long in all its threads could have run and got no processor; 0 where that cannot be told."""
        waited_ns = 0
        with suppress(OSError):
            for task in Path(f"/proc/{self.process.pid}/task").iterdir():
                with suppress(OSError, ValueError, IndexError):  # one that has just ended
                    waited_ns += int((task / "schedstat").read_text(encoding="ascii").split()[1])
        return waited_ns // 1000

    def end(self) -> None:
        """End it now, and wait until it is gone."""
        self.process.kill()
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_GONE_S)


def start_decoder(job: bytes) -> StartedDecoder:
    """Start a decoder on a job. Raises OSError."""
    folder = Path(wallboard.__file__).resolve().parent.parent
    isolated = () if folder == Path.cwd() else ("-P",)
    process = subprocess.Popen(
        (sys.executable, *isolated, "-m", "wallboard", "decode"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_without_proxies(os.environ), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    assert process.stdin is not None, "asked for as a pipe above"
    try:
        process.stdin.write(job + b"\n")
        process.stdin.flush()
    except OSError:
        process.kill()
        raise
    return StartedDecoder(process)


def _without_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which FFmpeg finds no proxy: none is used that no configuration names."""
    return {name: value for name, value in environment.items() if not name.lower().endswith("_proxy")}


def bound_memory() -> None:
    """Let the system refuse this process memory beyond a bound, and keep no picture of its memory when it crashes."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not there on Windows

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lacking() -> str:
    """Why nothing can be decoded here; "": all is there."""
    try:
        import av  # noqa: F401, PLC0415 - asked for, not used
    except ImportError as error:
        return str(error)
    return ""

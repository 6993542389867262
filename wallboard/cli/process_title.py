"""What the system's list of processes calls a process of the program: by its part."""

from __future__ import annotations

from collections.abc import Sequence

from setproctitle import setproctitle, setthreadtitle


def name_process(part: str) -> None:
    """Be `wall-show` where only names are listed (`ps -e`, `top`); the command line says it already."""
    setthreadtitle(f"wall-{part}")


def become(words: Sequence[str]) -> None:
    """Be listed as `wallboard show …`, although the process was started as something else."""
    setproctitle(" ".join(("wallboard", *words)))
    name_process(words[0] if words else "")

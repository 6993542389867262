"""`wallboard health`: how the running wall is doing, for people and for monitoring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from wallboard.cli.options import record_option
from wallboard.cli.output import json_document, say
from wallboard.core.errors import UsageError
from wallboard.core.system_clocks import system_mono_us
from wallboard.recording.folder import newest_folder
from wallboard.supervise.health import WallHealth, is_alive, problems, read_health
from wallboard.supervise.wall_folder import running_walls


@click.command()
@record_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def health(record: Path | None, as_json: bool) -> int:
    """How the running wall is doing.

    It is the one on the recording named by --record, else the only one that runs. Exit status 0: healthy, 1: not, or no
    wall runs, 2: wrong words.
    """
    folder = (record or _only_one()).absolute()
    found = read_health(folder)
    wrong = problems(found, system_mono_us(), is_alive)
    if as_json:
        told = {"healthy": not wrong, "problems": wrong, "recording": str(folder), "wall": found}
        json_document(told)
        return int(bool(wrong))
    say(f"{'NOT healthy' if wrong else 'healthy'}: the wall on {folder}")
    for line in wrong:
        say(f"- {line}")
    if found is not None:
        for line in _summary(found):
            say(line)
    return int(bool(wrong))


def _only_one() -> Path:
    """The recording of the only wall that runs, else the newest. Raises UsageError."""
    walls = running_walls()
    if len(walls) > 1:
        names = ", ".join(wall.recording for wall in walls)
        msg = f"{len(walls)} walls run; name one with --record: {names}"
        raise UsageError(msg)
    folder = Path(walls[0].recording) if walls else newest_folder()
    if folder is None:
        msg = "no wall runs, and there is no recording; name the recording of a wall with --record"
        raise UsageError(msg)
    return folder


def _summary(found: WallHealth) -> Iterator[str]:
    shown, collected = found.display, found.collector
    restarts = ", ".join(f"{name} {child.restarts}" for name, child in found.children.items() if child.restarts)
    parts = (
        f"up since {found.since}, version {found.version}, process {found.pid}",
        ""
        if shown is None
        else f"figures {'—' if shown.age_s is None else shown.age_s} s old, {' '.join(shown.badges)}",
        "" if shown is None else f"{shown.frames_per_s} frames/s on {' '.join(shown.screens) or shown.place}",
        "" if collected is None else f"{collected.fetches} fetches, {collected.failed} failed",
        f"started anew: {restarts or 'nothing'}",
        "" if found.disk_free_bytes is None else f"{found.disk_free_bytes / 1e9:.1f} GB free",
        f"logs in {found.log_folder}",
    )
    return (part for part in parts if part)

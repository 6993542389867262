"""`wallboard replay --wall`: a recording on every machine of a wall, supervised, with the link beside the display."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from wallboard.cli.child_specs import link_plan, owned, wall_plans
from wallboard.cli.command_settings import cluster_folder
from wallboard.cli.link import cluster_of
from wallboard.cli.options import ShowOptions
from wallboard.cli.output import say
from wallboard.cli.rerun import WORD, Rerun
from wallboard.cli.wall_run import WallPlan, keep_up
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError, UsageError
from wallboard.recording.link_files import forget_link
from wallboard.recording.newest_session import newest_session
from wallboard.recording.transactions import TransactionTail
from wallboard.supervise.child_spec import ChildSpec

NO_DESKS: Final = "a replay on several machines has no console and no press desk: its keys work on every machine"


def play_to_wall(
    settings: Settings, file: Path | None, rerun: Rerun, showing: ShowOptions, seconds: float | None
) -> None:
    """Play until the operator quits, a signal, or `seconds` have passed. Raises WallboardError."""
    cluster = cluster_of(settings)
    if rerun.path is not None:
        if cluster.rank is None:
            listed = " or ".join(cluster.candidates)
            msg = f"{cluster.node} may not lead this wall: begin on {listed}, and join here without RECORDING"
            raise UsageError(msg)
        _examine(rerun.path)
    if settings.console is not None or settings.press is not None:
        say(NO_DESKS)
    settings = settings.model_copy(update={"console": None, "press": None})
    folder = owned(replay_folder(settings))
    forget_link(folder)
    plans = partial(wall_plans, settings, file, folder, showing)
    told = (WORD, msgspec.json.encode(rerun).decode())

    def specs(kept: Path) -> tuple[ChildSpec, ...]:
        _, show = plans(last_good=kept)
        after = None if rerun.recording is None else show.name  # it says first what is played
        links = link_plan(settings, file, folder, last_good=kept)
        return with_words(show, told), *(replace(with_words(link, told), after=after) for link in links)

    keep_up(WallPlan("replay", settings, file, folder, showing, specs, seconds))


def replay_folder(settings: Settings) -> Path:
    """Where a machine of several keeps its copy of what is played, and what is done in replays."""
    cluster = cluster_of(settings)
    live = cluster_folder(cluster, settings.recording.folder)
    return live.with_name(f"{cluster.replay}-{cluster.node}")


def with_words(spec: ChildSpec, words: tuple[str, ...]) -> ChildSpec:
    """A child that is told more, at each of its starts."""
    again, safer = (None if argv is None else (*argv, *words) for argv in (spec.again, spec.safer))
    return replace(spec, argv=(*spec.argv, *words), again=again, safer=safer)


def _examine(path: Path) -> None:
    """Refuse what cannot be sent to other machines. Raises RecordingError."""
    import sqlite3  # noqa: PLC0415 - here alone

    tail = TransactionTail(path)
    try:
        if newest_session(path) is not None and tail.poll():
            return
    except (sqlite3.Error, OSError):
        pass
    finally:
        tail.close()
    msg = f"cannot be played to other machines, as nothing is recorded in the present form: {path}"
    raise RecordingError(msg)

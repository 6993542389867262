"""`wallboard marks`: the marks and milestones of a recording as a list, and names for them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import click
from rich.table import Table

from wallboard.actions.control import Control
from wallboard.cli.options import PATH
from wallboard.cli.output import say
from wallboard.cli.plain_console import PlainConsole
from wallboard.core.currencies import Currency
from wallboard.core.errors import RecordingError, UsageError
from wallboard.core.numerals import MISSING, amount
from wallboard.core.recording_state import Milestone
from wallboard.core.system_clocks import system_utc_us
from wallboard.recording.folder import RoleLock
from wallboard.recording.journal import Journal, actions_of
from wallboard.recording.operator_log import NAME_MARK, TimelineMark, marks_of, replays_folder
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import FAR_US


@click.command()
@click.argument("recording", type=PATH)
@click.option("--name", "named", nargs=2, type=(click.IntRange(1), str), metavar="N TEXT", help="Name mark N.")
@click.option("--remove", type=click.IntRange(1), metavar="N", help="Take mark N away.")
def marks(recording: Path, named: tuple[int, str] | None, remove: int | None) -> None:
    """List the marks of a recording, and name them.

    Marks are set on the wall with the key M; milestones are marks by themselves. What is done here is written into the
    recording's journal, or, where that cannot be written or a display is using it, kept for replays on this machine.
    """

    with RecordingReader(recording) as reader:
        if named is not None:
            _keep(recording, _mark(_marks(recording), named[0], recording), " ".join(named[1].split()))
        if remove is not None:
            _keep(recording, _mark(_marks(recording), remove, recording), "")
        _list(reader, _marks(recording))


def _marks(recording: Path) -> tuple[TimelineMark, ...]:
    own = replays_folder(recording)
    return marks_of((*actions_of(recording), *(actions_of(own) if own is not None and own.is_dir() else ())))


def _mark(marks: tuple[TimelineMark, ...], number: int, recording: Path) -> TimelineMark:
    if number > len(marks):
        count = f"{len(marks)} mark{'s' if len(marks) != 1 else ''}"
        msg = f"there is no mark {number}; the recording has {count}: {recording}"
        raise UsageError(msg)
    return marks[number - 1]


def _keep(recording: Path, mark: TimelineMark, name: str) -> None:
    """Write into the recording's journal, else into the one for replays on this machine. Raises RecordingError."""
    own = replays_folder(recording)
    places = [place for place in (recording if recording.is_dir() else None, own) if place is not None]
    why: RecordingError | None = None
    for place in places:
        try:
            _write(place, mark, name)
        except RecordingError as error:
            why = error
        else:
            return
    raise why or RecordingError(f"there is no place to keep the name of a mark: {recording}")


def _write(folder: Path, mark: TimelineMark, name: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"the name of a mark cannot be kept ({error.strerror}): {folder}"
        raise RecordingError(msg) from None
    with ExitStack() as stack:
        stack.enter_context(RoleLock(folder, "show"))
        journal = stack.enter_context(Journal(folder))
        # The state goes on as it was: a display that comes back must not notice.
        state = journal.last_state() or Control().to_json()
        argument = json.dumps({"at_us": mark.at_us, "name": name})
        journal.write(system_utc_us(), mark.at_us, NAME_MARK, argument, state)


def _list(reader: RecordingReader, marks: tuple[TimelineMark, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("mark", "event clock", "name"):
        table.add_column(heading)
    facts = reader.facts_at(FAR_US)
    milestones = reader.index.milestones.at(FAR_US, () if facts is None else facts.milestones_fen)
    rows = [
        (mark.at_us, str(number), _event_clock(reader, mark.at_us), mark.name) for number, mark in enumerate(marks, 1)
    ]
    rows += [(m.commit_us, "milestone", *_told(reader, m)) for m in milestones]
    for _, *columns in sorted(rows):
        table.add_row(*columns)
    PlainConsole().print(table)
    if len(milestones) < len(reader.index.milestones):
        say(f"the newest of {len(reader.index.milestones)} milestones; `wallboard record export` writes all")
    if not rows:
        say("no marks: set one on the wall with the key M")


def _told(reader: RecordingReader, milestone: Milestone) -> tuple[str, str]:
    """When a sum was reached, as the wall says it, and the sum."""
    facts = reader.facts_at(milestone.commit_us)
    currency = Currency("") if facts is None else facts.own
    told = str(amount(milestone.gmv_fen, currency, "en", 2, "text", long=True))
    if facts is None:
        return MISSING, told
    return f"{'' if milestone.exact else 'by '}{facts.dated(milestone.at_us)}", told


def _event_clock(reader: RecordingReader, at_us: int) -> str:
    """What the wall's clock showed with the playhead there."""
    facts = reader.facts_at(at_us)
    point = None if facts is None else reader.clock_at(at_us + facts.known_ahead_us)
    return MISSING if facts is None or point is None else facts.dated(point.at(at_us + facts.delay_us))

"""`wallboard record …`: what can be done with a recording beside playing it."""

# ruff: noqa: PLC0415 - each command imports what it needs when it is called, so that all of them start quickly

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wallboard.cli.options import PATH, T_HELP, Decorator, FiniteRange, config_option, instant
from wallboard.cli.output import json_document, say
from wallboard.cli.plain_console import PlainConsole

if TYPE_CHECKING:
    from wallboard.recording.tools.files import Step
    from wallboard.recording.tools.info import Info

_MOST_LINES = 1000
"""Of what a repair tells; a recording that is damaged all over would tell a line a row."""
_recording = click.argument("recording", type=PATH)
_from = click.option("--from", "begin", callback=instant, metavar="T", help=f"Where it begins: {T_HELP}.")
_to = click.option("--to", "end", callback=instant, metavar="T", help="Where it ends.")


def _output(help_: str) -> Decorator:
    return click.option("-o", "--output", type=PATH, metavar="FILE", help=help_)


@click.group(no_args_is_help=True)
def record() -> None:
    """Look at recordings, check, save, cut, join and export them.

    RECORDING is a directory, a packed file, or one segment of it. What a command makes is a new file; a recording that
    is there is never changed.
    """


@record.command()
@_recording
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def info(recording: Path, as_json: bool) -> None:
    """Tell what a recording holds."""
    from wallboard.recording.tools.info import info as look

    found = look(recording)
    if as_json:
        json_document(found)
        return
    for name, value in _told(found):
        say(f"{name:<12} {value}")


@record.command()
@_recording
def verify(recording: Path) -> int:
    """Check every file, row and payload; exit status 1 and a line for each fault."""
    from wallboard.recording.tools.verify import verify as check

    with progress("checking") as step:
        verdict = check(recording, step)
    for line in verdict.notes:
        say(f"note: {line}")
    for line in verdict.findings:
        say(line)
    count = len(verdict.findings)
    what = f"{verdict.answers} answers in {verdict.segments} {_plural('file', verdict.segments)}"
    say(f"{recording}: {what}, {count or 'no'} {_plural('fault', count)} found")
    return 1 if count else 0


@record.command()
@_recording
@_output("The new file; default: RECORDING-repaired.wallboard beside it.")
@config_option
def repair(recording: Path, output: Path | None, config: Path | None) -> int:
    """Save all that can still be read into a new file, and tell what is lost.

    The configuration is asked for the event only where the recording itself cannot tell any more. Exit status 1 if no
    answer could be saved.
    """
    from wallboard.cli.command_settings import load_settings
    from wallboard.config.event_facts import facts_of
    from wallboard.recording.tools.files import beside
    from wallboard.recording.tools.repair import repair as save

    target = output or beside(recording, "-repaired")
    with progress("saving") as step:
        saved = save(recording, target, step, facts_of(load_settings(config)[0]))
    for line in saved.lines[:_MOST_LINES]:
        say(line)
    if len(saved.lines) > _MOST_LINES:
        say(f"and {len(saved.lines) - _MOST_LINES} more lines of that kind")
    if not saved.answers:
        say(f"no answer could be saved, only what the event is: {target}")
        return 1
    say(f"{saved.answers} answers saved, {saved.whole} of them with all their figures: {target}")
    return 0


@record.command()
@_recording
@click.option("--format", "format_", type=click.Choice(["csv", "jsonl", "parquet"]), default="csv", show_default=True)
@click.option("-o", "--output", type=PATH, metavar="DIR", help="The folder; default: RECORDING-tables beside it.")
@_from
@_to
@click.option("--every", type=FiniteRange(min=0, min_open=True), metavar="S", help="One snapshot every S seconds.")
@click.option("--excel", is_flag=True, help="CSV as Excel reads it: UTF-8 behind a byte order mark.")
def export(
    recording: Path,
    format_: str,
    output: Path | None,
    begin: str | None,
    end: str | None,
    every: float | None,
    *,
    excel: bool,
) -> None:
    """Write tidy tables: totals, cities, rankings, milestones.

    Ordered by event time, amounts exact in yuan, times in UTC.
    """
    from wallboard.export.tables import export as write

    whole = recording.absolute()
    folder = output or whole.with_name(f"{whole.name if whole.is_dir() else whole.stem}-tables")
    with progress("exporting") as step:
        counts = write(recording, folder, format_, begin=begin, end=end, every_s=every, excel=excel, step=step)  # type: ignore[arg-type]  # click has looked at the choice
    say(f"{', '.join(f'{name} {count} rows' for name, count in counts.items())}: {folder}")


@record.command()
@_recording
@_from
@_to
@_output("The new file; default: RECORDING-part.wallboard beside it.")
@click.option(
    "--without-bodies",
    is_flag=True,
    help="Leave out the answers as they came; what was understood of them stays, in half the space.",
)
def trim(recording: Path, begin: str | None, end: str | None, output: Path | None, *, without_bodies: bool) -> None:
    """Cut out a part into a new file."""
    from wallboard.recording.tools.files import beside
    from wallboard.recording.tools.trim import trim as cut

    target = output or beside(recording, "-part")
    with progress("cutting") as step:
        first, last = cut(recording, target, begin, end, step, bodies=not without_bodies)
    say(f"{(last - first) / 1e6:.1f} s: {target}")


@record.command()
@click.argument("recordings", nargs=-1, required=True, type=PATH, metavar="RECORDING...")
@_output("The new file; default: the first RECORDING's name with -merged.")
@config_option
def merge(recordings: tuple[Path, ...], output: Path | None, config: Path | None) -> None:
    """Join what several collectors recorded of one night, without duplicates.

    The merged answers are judged anew, by the rules of the configuration.
    """
    from wallboard.cli.command_settings import load_settings
    from wallboard.collect.merge import merge as join
    from wallboard.config.judging import rules_of
    from wallboard.recording.tools.files import beside

    target = output or beside(recordings[0], "-merged")
    with progress("merging") as step:
        merged = join(recordings, target, rules_of(load_settings(config)[0]), step)
    for line in merged.lines:
        say(line)
    say(f"{merged.answers} answers, {merged.duplicates} that several had counted once: {target}")


@record.command()
@_recording
@_output("The new file; default: RECORDING.wallboard beside it.")
def pack(recording: Path, output: Path | None) -> None:
    """Make the one file that travels, with the operator's journal in it."""
    from wallboard.recording.door import size_of
    from wallboard.recording.tools.archive import pack as make
    from wallboard.recording.tools.files import beside

    target = output or beside(recording, "" if recording.is_dir() else "-packed")
    with progress("packing") as step:
        make(recording, target, step)
    say(f"{size_of(target) / 1e6:.1f} MB: {target}")


@contextmanager
def progress(what: str) -> Iterator[Step]:
    """A bar on the terminal once something takes over a second; elsewhere nothing."""

    from wallboard.cli.progress_bar import Bar

    bar = Bar(PlainConsole(stderr=True), what)
    try:
        yield bar.step
    finally:
        bar.end()


def _told(found: Info) -> Iterator[tuple[str, str]]:
    from zoneinfo import ZoneInfo

    from wallboard.core.currencies import UNSTATED
    from wallboard.core.instants import from_us, offset_where_twice
    from wallboard.core.numerals import fixed
    from wallboard.recording.seek import whole_seconds

    facts = found.facts
    zone = ZoneInfo("UTC") if facts is None else facts.zoneinfo
    if facts is not None:
        start = "" if facts.start_us is None else f" ({from_us(facts.start_us, zone):%Y-%m-%d %H:%M %Z})"
        yield "event", f"{facts.name.first('en')}{start}"
    stamped = (f"{from_us(us, zone):%Y-%m-%d %H:%M:%S} {offset_where_twice(us, zone)}" for us in found.bounds)
    recorded = " to ".join(text.rstrip() for text in stamped)
    yield "recorded", f"{recorded} by the machine's clock"
    if found.event is not None and facts is not None:
        yield "shows", " to ".join(facts.dated(us) for us in whole_seconds(found.event))
    if found.gmv_fen is not None:
        own = UNSTATED if facts is None else facts.own
        yield "total", f"{fixed(found.gmv_fen, own.scale, own.digits)} {own.code}".strip()
    yield "simulated", "yes" if found.simulated else "no"
    filled = f", {found.filled} filled in after an outage" if found.filled else ""
    yield "answers", f"{found.answers} ({found.shown} shown, {found.held} held, {found.rejected} rejected{filled})"
    yield "failures", f"{found.failures}, gaps {found.gaps}, sessions {found.sessions}"
    yield "milestones", f"{found.milestones}, operator's actions {found.actions}"
    per = found.size_bytes / max(1, found.answers)
    yield "on disk", f"{found.size_bytes / 1e6:.1f} MB in {found.segments} files, {per / 1000:.2f} KB an answer"
    for problem in found.problems:
        yield "problem", problem


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"

"""`wallboard press`: what outlets may quote, as pages made from a recording."""

# ruff: noqa: PLC0415 - each command imports what it needs when it is called, so that all of them start quickly

from __future__ import annotations

from pathlib import Path

import click

from wallboard.cli.options import PATH, config_option
from wallboard.cli.output import say


@click.group(no_args_is_help=True)
def press() -> None:
    """What outlets may quote, as pages made from a recording."""


@press.command()
@click.argument("recording", type=PATH)
@click.option("-o", "--output", required=True, type=PATH, metavar="DIR", help="The folder of the pages.")
@click.option("--no-pictures", is_flag=True, help="Only pages, tables and feeds.")
@config_option
def build(recording: Path, output: Path, no_pictures: bool, config: Path | None) -> None:
    """Make the whole desk of a RECORDING as plain files, for any web server.

    The texts are those of [press] in the configuration; a recording of the demonstration brings its own. Made again
    into the same folder, editions that are there stay as they are.
    """
    from wallboard.cli.press_desk import press_settings, publisher_of
    from wallboard.recording.reader import RecordingReader

    with RecordingReader(recording) as reader:
        settings, demonstration = press_settings(reader, config)
        for problem in reader.problems:
            say(f"wallboard: {problem}", err=True)
        publisher = publisher_of(reader, recording, output, settings, config, demonstration=demonstration)
        publisher.desks.assume_simulated(reader.simulated)
        bounds = reader.bounds
        assert bounds is not None, "an empty recording is refused by the reader"
        desk = publisher.desk_at(bounds[1], "paused")
        publisher.write(desk)
        missing = [] if no_pictures else publisher.missing(desk)
        publisher.issue(desk, missing)
        publisher.write(desk)
    count, editions = len(desk.milestones), sum(len(m.editions) for m in desk.milestones)
    say(f"{output}: {count} milestones in {editions} editions, {len(desk.corrections)} corrections")
    for notice in desk.notices:
        say(f"the pages say of this recording: {notice.replace('_', ' ')}")

"""`wallboard press`: what outlets may quote, as pages made from a recording."""

# ruff: noqa: PLC0415 - each command imports what it needs when it is called, so that all of them start quickly

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.command_settings import recording_to_show
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    FOLDER,
    PATH,
    config_option,
)
from wallboard.cli.output import say
from wallboard.core.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from wallboard.config.settings import Settings
    from wallboard.press.desk import Desk
    from wallboard.press.publishing import Publisher
    from wallboard.press.releases import Withheld
    from wallboard.recording.reader import RecordingReader


@click.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Where to listen; default: as configured.")
@child_options
@click.pass_context
def press(context: click.Context, port: int | None, child: ChildOptions) -> None:
    """What outlets may quote, as pages made from a recording.

    Without a command of its own: serve the desk of a recording, the newest one unless --record names another, at the
    port of [press] in the configuration; `wallboard run` does that by itself where a port is configured.
    """
    if context.invoked_subcommand is not None:
        return
    start_logging("press")
    needs_web()
    from wallboard.cli.press_desk import NOT_CONFIGURED
    from wallboard.cli.press_serving import serve

    settings, file, _ = child.settings()
    if settings.press is None:
        raise ConfigError(NOT_CONFIGURED)
    settings = _with_port(settings, port)
    if settings.press is not None and settings.press.port is None:
        msg = "the press desk has no port: write port = 8320 under [press], or name one with --port"
        raise UsageError(msg)
    folder = recording_to_show(settings, child.record)
    serve(folder, settings, file, child)


def needs_web() -> None:
    """Refuse to go on without the optional libraries. Raises UsageError."""
    import importlib.util

    lacking = [name for name in ("jinja2", "uvicorn") if importlib.util.find_spec(name) is None]
    if lacking:
        msg = f"the press desk needs {' and '.join(lacking)}: install wallboard[web]"
        raise UsageError(msg)


def _with_port(settings: Settings, port: int | None) -> Settings:
    if port is None or settings.press is None:
        return settings
    return settings.model_copy(update={"press": settings.press.model_copy(update={"port": port})})


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
    needs_web()
    from wallboard.cli.press_desk import press_settings, publisher_of
    from wallboard.core.instants import from_us
    from wallboard.press.folder import at_work
    from wallboard.recording.reader import RecordingReader

    with RecordingReader(recording) as reader:
        settings, demonstration = press_settings(reader, config)
        for problem in reader.problems:
            say(f"wallboard: {problem}", err=True)
        publisher = publisher_of(reader, recording, output, settings, config, demonstration=demonstration)
        with at_work(output), closing(publisher.draw):
            desk, withheld = _built(publisher, reader, settings, output, pictures=not no_pictures)
    count, editions = len(desk.milestones), sum(len(m.editions) for m in desk.milestones)
    say(f"{output}: {count} milestones in {editions} editions, {len(desk.corrections)} corrections")
    if withheld:
        waiting = (f"{id_} until {from_us(at).isoformat()}" if at else id_ for id_, at in sorted(withheld.items()))
        say(f"under embargo: {', '.join(waiting)}; `wallboard press release` opens a page")
    for notice in desk.notices:
        say(f"the pages say of this recording: {notice.replace('_', ' ')}")


def _built(
    publisher: Publisher, reader: RecordingReader, settings: Settings, output: Path, *, pictures: bool
) -> tuple[Desk, Withheld]:
    """Make all that there is of a recording: its desk, and what of it waits."""
    from wallboard.cli.press_desk import event_now_us
    from wallboard.core.instants import SECOND_US
    from wallboard.press.releases import Releases

    publisher.desks.assume_simulated(reader.simulated)
    bounds = reader.bounds
    assert bounds is not None, "an empty recording is refused by the reader"
    desk = publisher.desk_at(bounds[1], "paused")
    texts, withheld = settings.press, dict[str, int | None]()
    if texts is not None and texts.embargo:
        embargo_us = None if texts.embargo_s is None else round(texts.embargo_s * SECOND_US)
        releases = Releases(publisher.desks.path, output, embargo_us, partial(event_now_us, live=False))
        withheld = dict(releases.withheld(desk))
    missing = publisher.missing(desk, withheld)  # what was issued before is taken up, with or without pictures
    if pictures:
        publisher.issue(desk, missing)
        for milestone, made in publisher.missing_films(desk, withheld):
            publisher.make_film(desk, milestone, made)
    publisher.write(desk, withheld)
    return desk, withheld


@press.command()
@click.option("-o", "--output", required=True, type=FOLDER, metavar="DIR", help="Where the keys are to lie.")
@click.option("--name", required=True, metavar="NAME", help="Whose they are: it stands in every signature.")
def keys(output: Path, name: str) -> None:
    """Make the keys that pictures and lists are signed with.

    Public verifiers call such a signature untrusted, because nobody vouches for a certificate of one's own; `wallboard
    verify` and the certificate root.pem tell whether a picture is as it was made. Keep root.key where no machine is.
    """
    from wallboard.core.instants import from_us
    from wallboard.core.system_clocks import system_utc_us
    from wallboard.press import credentials

    credentials.need()
    if not name.strip():
        msg = "--name is empty; say whose keys they are"
        raise UsageError(msg)
    credentials.make_keys(output, name.strip(), from_us(system_utc_us()))
    say(f'{output}: write keys = "{output}" under [press], and keep root.key away from this machine')


@press.command()
@click.argument("milestone")
@click.option("--folder", required=True, type=FOLDER, metavar="DIR", help="The folder of the desk's pages.")
@click.option("--at", metavar="TIME", help="Not before then: 2026-11-11T00:30:00+08:00, by the event's clock.")
def release(milestone: str, folder: Path, at: str | None) -> None:
    """Open the page of a MILESTONE that waits under embargo, by its id such as gmv-10bn.

    With --at the page says from now on when it opens, and opens then.
    """
    from wallboard.press.folder import MARKER
    from wallboard.press.releases import instant_of
    from wallboard.press.releases import release as release_in

    if not (folder / MARKER).is_file():
        msg = f"holds no press desk: {folder}"
        raise UsageError(msg)
    known = sorted(each.name for each in (folder / "m").glob("*")) if (folder / "m").is_dir() else []
    if milestone not in known:
        msg = f"{milestone!r} is no milestone of this desk; there are {', '.join(known) or 'none'}"
        raise UsageError(msg)
    try:
        at_us = None if at is None else instant_of(at)
    except (ValueError, OverflowError):
        msg = f"--at {at!r} is no time with its offset from UTC; write 2026-11-11T00:30:00+08:00"
        raise UsageError(msg) from None
    release_in(folder, milestone, at_us)
    say(f"released: {milestone}" if at is None else f"{milestone} opens at {at}")

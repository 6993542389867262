"""Every command with its words; what a command does is imported when it is called, so that each starts quickly."""

# ruff: noqa: PLC0415 - see above: `show` must not wait for requests, nor `collect` for Qt

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from wallboard.cli.benching import bench
from wallboard.cli.curtaining import curtain
from wallboard.cli.exporting import add_exporting
from wallboard.cli.options import (
    FILE,
    FOLDER,
    config_option,
    endpoint_option,
    length,
    night_speed_option,
    port_option,
    record_option,
    seconds_option,
    seed_option,
    show_options,
    size,
    start_option,
    supervised_option,
)
from wallboard.cli.recordings import record
from wallboard.cli.rehearsing import rehearse
from wallboard.cli.soaking import soak
from wallboard.cli.understudying import understudy

_EPILOG = (
    "Exit status: 0 done, 1 failed while running, 2 wrong words or configuration. Press ? on the wall for its keys."
)


def _tell_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        told = version("wallboard")
    except PackageNotFoundError:
        told = "(not installed)"
    click.echo(f"wallboard {told}")
    context.exit()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EPILOG,
    no_args_is_help=True,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def wallboard() -> None:
    """The wall display of a live commerce event.

    Try it with `wallboard demo`; point it at your own endpoint with `wallboard run --endpoint URL`.
    """


@wallboard.command()
@start_option
@night_speed_option
@seconds_option
@show_options
@record_option
@config_option
@port_option
@seed_option
def demo(
    start_at: str,
    speed: Decimal,
    seconds: float | None,
    windowed: bool,
    layout: str | None,
    language: str | None,
    record: Path | None,
    config: Path | None,
    port: int,
    seed: int,
) -> None:
    """The night of 2016-11-11, simulated.

    Starts an endpoint of its own on this machine, collects, records and shows it; twenty seconds before midnight at
    first. Everything on the wall is marked SIMULATED. Without a display it draws off screen and keeps pictures.
    """
    from wallboard.cli.running import run_demo
    from wallboard.cli.showing import Showing
    from wallboard.cli.simulating import Simulated

    simulated = Simulated(start_at, speed, seed, port)
    run_demo(simulated, Showing(windowed, layout, language), record, config, seconds)


@wallboard.command()
@config_option
@endpoint_option
@record_option
@show_options
@seconds_option
def run(
    config: Path | None,
    endpoint: str | None,
    record: Path | None,
    windowed: bool,
    layout: str | None,
    language: str | None,
    seconds: float | None,
) -> None:
    """The wall on your endpoint.

    Collects and shows, supervised: whichever of the two dies or freezes is started anew, and the picture comes back as
    it was.
    """
    from wallboard.cli.running import run_wall
    from wallboard.cli.showing import Showing

    run_wall(config, endpoint, record, Showing(windowed, layout, language), seconds)


@wallboard.command()
@config_option
@endpoint_option
@record_option
@seconds_option
@supervised_option
def collect(
    config: Path | None, endpoint: str | None, record: Path | None, seconds: float | None, supervised: bool
) -> None:
    """Only collect: poll the endpoint and record what it says."""
    from wallboard.cli.collecting import run_collect

    run_collect(config, endpoint, record, seconds, supervised=supervised)


@wallboard.command()
@record_option
@config_option
@show_options
@seconds_option
@click.option("--pictures", type=FOLDER, metavar="DIR", help="Where pictures are kept when there is no display.")
@click.option("--safe", is_flag=True, hidden=True)
@click.option("--resume", is_flag=True, hidden=True)
@supervised_option
def show(
    record: Path | None,
    config: Path | None,
    windowed: bool,
    layout: str | None,
    language: str | None,
    seconds: float | None,
    pictures: Path | None,
    safe: bool,
    resume: bool,
    supervised: bool,
) -> int:
    """Only show: follow a recording that is being collected.

    It is the newest one, unless --record names another.
    """
    from wallboard.cli.showing import Manner, Showing, run_show

    showing = Showing(windowed, layout, language, pictures)
    return run_show(record, config, showing, seconds, Manner(safe=safe, resume=resume, supervised=supervised))


@wallboard.command()
@start_option
@night_speed_option
@port_option
@seed_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@seconds_option
@click.option("--anchor-us", type=int, hidden=True)
@supervised_option
def simulate(
    start_at: str,
    speed: Decimal,
    port: int,
    seed: int,
    host: str,
    seconds: float | None,
    anchor_us: int | None,
    supervised: bool,
) -> None:
    """The demonstration's endpoint alone.

    A real HTTP server that plays the night of 2016-11-11, for collectors here or elsewhere.
    """
    from wallboard.cli.simulating import Simulated, run_simulate

    run_simulate(Simulated(start_at, speed, seed, port, host), anchor_us, seconds, supervised=supervised)


@wallboard.command()
@click.argument("url", required=False)
@config_option
def probe(url: str | None, config: Path | None) -> int:
    """Tell what an endpoint says, and how it is understood.

    Fetches it once, and tells what is missing and which panels would be empty. Without URL the configured endpoints are
    asked.
    """
    from wallboard.cli.inquiring import run_probe

    return run_probe(url, config)


@wallboard.command()
@click.argument("file", type=FILE, required=False)
@click.option("--room", callback=length, metavar="LENGTH", help="List what is too small for a back row so far away.")
@click.option("--pitch", callback=length, metavar="LENGTH", help="With --room: from pixel to pixel of the wall.")
@click.option("--width", callback=length, metavar="LENGTH", help="With --room: the width of the whole picture.")
@click.option(
    "--size", callback=size, metavar="WxH", default="3840x2160", show_default=True, help="With --room: its pixels."
)
def check(
    file: Path | None, room: float | None, pitch: float | None, width: float | None, size: tuple[int, int]
) -> int:
    """Tell every problem of a configuration, with line and key.

    With --room, as in --room 18m --pitch 2.5mm, also every stated text of every layout that is too small for the back
    row: less than an inch high for each 25 feet. Exit status 1 if any is.
    """
    from wallboard.cli.inquiring import run_check
    from wallboard.cli.legible import Hall, run_legible

    if room is None:
        if pitch is not None or width is not None:
            msg = "--pitch and --width go with --room, the distance of the back row"
            raise click.UsageError(msg)
        run_check(file)
        return 0
    return run_legible(file, Hall(room, pitch, width, size))


@wallboard.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def screens(config: Path | None, as_json: bool) -> None:
    """List the screens, and what each of them would show."""
    from wallboard.cli.monitors import run_screens

    run_screens(config, as_json=as_json)


@wallboard.command()
@config_option
@click.option("--markdown", is_flag=True, help="As a table for documents.")
def keys(config: Path | None, markdown: bool) -> None:
    """List the keys of the wall, as they are configured."""
    from wallboard.cli.inquiring import run_keys

    run_keys(config, markdown=markdown)


@wallboard.command()
def schema() -> None:
    """Print the JSON Schema of what an endpoint answers."""
    from wallboard.cli.inquiring import run_schema

    run_schema()


@wallboard.command()
@config_option
@click.option("--fix", is_flag=True, help="Install the system libraries that are missing.")
@click.option("--tests", is_flag=True, help="Look at (and install) what the test suite needs, too.")
def doctor(config: Path | None, fix: bool, tests: bool) -> int:
    """Look at all that the wall stands on.

    A line for each thing: what was found, and what to do where something is wrong. Exit status 1 if anything is.
    """
    from wallboard.cli.examining import run_doctor

    return run_doctor(config, fix=fix, tests=tests)


add_exporting(wallboard)
wallboard.add_command(bench)
wallboard.add_command(curtain)
wallboard.add_command(rehearse)
wallboard.add_command(record)
wallboard.add_command(soak)
wallboard.add_command(understudy)

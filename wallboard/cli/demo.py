"""`wallboard demo`: the demonstration night; simulate, collect and show, supervised."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click
from msgspec.structs import replace as with_fields

from wallboard.cli.child_specs import free_port, is_free, link_plan, owned, wall_plans
from wallboard.cli.command_settings import examine_maps, load_settings, recording_folder, with_first_picture
from wallboard.cli.demo_machines import DemoWords, run_machines
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    ShowOptions,
    config_option,
    log_level_option,
    night_speed_option,
    port_option,
    record_option,
    seconds_option,
    seed_option,
    show_options,
    start_option,
)
from wallboard.cli.output import say
from wallboard.cli.simulate import Simulated
from wallboard.cli.wall_run import WallPlan, keep_up
from wallboard.config.console_settings import PORT
from wallboard.config.settings import Settings
from wallboard.core.errors import UsageError
from wallboard.core.instants import SECOND_US, elapsed
from wallboard.core.resources import shipped
from wallboard.core.system_clocks import system_utc_us
from wallboard.demo.endpoint import PATH
from wallboard.supervise.child import program
from wallboard.supervise.child_spec import ChildSpec
from wallboard.supervise.child_state import Timeouts
from wallboard.video.decoder_process import lacking


@click.command()
@start_option
@night_speed_option
@seconds_option
@log_level_option
@show_options
@record_option
@config_option
@port_option
@seed_option
@click.option("--gala", is_flag=True, help="A stage, drawn by a script, under the countdown; needs the extra video.")
@click.option("--console", "with_console", is_flag=True, help="With the operators' console, on this machine alone.")
@click.option(
    "--machines", type=click.IntRange(2, 6), metavar="N", help="As one wall of N machines, with a broker of its own."
)
@click.option("--endpoint", hidden=True, help="The endpoint of a demonstration of several machines.")
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
    gala: bool,
    with_console: bool,
    machines: int | None,
    endpoint: str | None,
) -> None:
    """The night of 2016-11-11, simulated.

    Starts an endpoint of its own on this machine, collects, records and shows it; twenty seconds before midnight at
    first. Everything on the wall is marked SIMULATED. Without a display it draws off screen and keeps pictures. Of your
    configuration it takes the wall (screens, layouts, panels, display, theme, keys), not the event and its sources.
    """

    if gala:
        config = _gala_file(config)
    simulated = Simulated(start_at, speed, seed, port)
    if machines is not None:
        shown = ShowOptions(windowed, layout, language)
        run_machines(simulated, machines, shown, DemoWords(record, config, seconds, with_console))
        return
    showing = ShowOptions(windowed, layout, language)
    start_logging("demo")
    settings, file = load_settings(config, demonstration=True)
    settings = with_first_picture(settings, showing.layout, showing.language)
    for line in examine_maps(settings):
        say(line)
    anchor_us = system_utc_us()
    clock = simulated.clock(anchor_us)  # what cannot be played is refused before anything is made
    folder = owned(recording_folder(settings, record))
    simulated = replace(simulated, port=simulated.port or free_port(simulated.host))
    url = endpoint or f"http://{simulated.host}:{simulated.port}{PATH}"
    simulate = ChildSpec(
        "simulate",
        program("simulate", *simulated.words(), "--anchor-us", str(anchor_us), "--supervised"),
        Timeouts(beat_us=10 * SECOND_US),
    )
    if endpoint is None:
        say(f"the night of 2016-11-11 from {elapsed(clock.start_at_us)}, ×{simulated.speed}, simulated at {url}")

    def specs(kept: Path) -> tuple[ChildSpec, ...]:
        after = "simulate" if endpoint is None else None
        collect, show = wall_plans(
            settings, file, folder, showing, endpoint=url, after=after, last_good=kept, demonstration=True
        )
        # before the first snapshot the clock is the system's: a display of 2016 must not start by it
        wall = collect, with_fields(show, after="collect")
        linked = link_plan(settings, file, folder, last_good=kept, demonstration=True)
        return (simulate, *wall, *linked) if endpoint is None else (*wall, *linked)

    listen = _console_address(settings) if with_console else None
    settings = settings if with_console else settings.model_copy(update={"console": None})
    keep_up(WallPlan("demo", settings, file, folder, showing, specs, seconds, demonstration=True, console=listen))


def _gala_file(config: Path | None) -> Path:
    """The configuration that shows the gala. Raises UsageError: one is named already, or nothing can be decoded."""
    if config is not None:
        msg = f"--gala brings a configuration of its own: leave --config out, or write [panels.stage] into {config}"
        raise UsageError(msg)
    why = lacking()
    if why:
        msg = f"the gala needs PyAV ({why}): install it with `pip install 'wallboard[video]'`"
        raise UsageError(msg)
    return shipped("config/gala.toml")


def _console_address(settings: Settings) -> str:
    """Where the console will listen, told with a code that pairs the first device. Raises DevicesError."""
    from wallboard.cli.console import chiefs_code  # noqa: PLC0415 - only who wants a console needs its libraries

    host, port = "127.0.0.1", PORT
    if not is_free(host, port):
        port = free_port(host)
    code = chiefs_code(settings)
    say(f"the operators' console is at http://{host}:{port}")
    say(f"the code {code[:3]} {code[3:]} pairs one browser, for two minutes; `wallboard console pair` makes another")
    return f"{host}:{port}"

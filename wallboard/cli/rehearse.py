"""`wallboard rehearse`: the demonstration night with faults on a schedule, announced on the terminal alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import click
from msgspec.structs import replace

from wallboard.cli.child_specs import owned, wall_plans, with_curtain
from wallboard.cli.command_settings import examine_maps, load_settings, recording_folder, with_first_picture
from wallboard.cli.logs import start_logging
from wallboard.cli.options import CURTAIN, ShowOptions, config_option, log_level_option, record_option, show_options
from wallboard.cli.output import say
from wallboard.cli.terminal import Terminal
from wallboard.config.event_facts import facts_of
from wallboard.core.errors import UsageError
from wallboard.core.instants import elapsed
from wallboard.core.resources import shipped
from wallboard.core.system_clocks import system_utc_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.demo.endpoint import Teller
from wallboard.demo.misbehaving import Misbehaving
from wallboard.demo.night import DEFAULT_SEED
from wallboard.demo.rehearsal import FAULTS, Rehearsal, read_plan
from wallboard.demo.simulated_clock import EventClock, steady_wall_us
from wallboard.rehearse.director import Director
from wallboard.rehearse.fault_run import FaultRun
from wallboard.rehearse.watcher import Watcher
from wallboard.stage.fallback_header import taken_us
from wallboard.supervise.supervisor import TURN_S, Supervisor
from wallboard.supervise.wall_folder import WallInfo, new_wall_folder

_PLANS = "config/rehearsals"


@click.command()
@click.argument("plan", required=False, metavar="[PLAN]")
@click.option("--list", "listed", is_flag=True, help="List the plans that ship with the program.")
@click.option("--faults", is_flag=True, help="List the faults that a plan can name.")
@show_options
@record_option
@config_option
@log_level_option
def rehearse(
    plan: str | None,
    listed: bool,
    faults: bool,
    windowed: bool,
    layout: str | None,
    language: str | None,
    record: Path | None,
    config: Path | None,
) -> int:
    """Rehearse what can go wrong, on the demonstration night.

    PLAN is a TOML file, or the name of a plan that ships. Each fault is announced here and not on the wall; at the end
    a report says what the wall showed, and how long it took to be right again. Exit status 1 if one never was.
    """

    if faults:
        for name, said in FAULTS.items():
            say(f"{name:<16} {said}")
        return 0
    plans = {path.stem: path for path in sorted(shipped(_PLANS).glob("*.toml"))}
    if listed:
        for name, path in plans.items():
            say(f"{name:<12} {read_plan(path).title}")
        return 0
    name = "evening" if plan is None else plan
    path = plans.get(name) or Path(name)
    if not path.is_file():
        msg = f"no plan is called {name!r}: name a file, or one of {', '.join(plans)}"
        raise UsageError(msg)
    return run_rehearsal(path, ShowOptions(windowed, layout, language), record, config)


def run_rehearsal(path: Path, showing: ShowOptions, record: Path | None, config: Path | None) -> int:
    """Play a plan; the exit status. Raises ConfigError, UsageError, RecordingError, ChildError."""

    plan = read_plan(path)
    start_logging("rehearse")
    settings, file = load_settings(config, demonstration=True)
    settings = with_first_picture(settings, showing.layout, showing.language)
    for line in examine_maps(settings):
        say(line)
    folder = owned(recording_folder(settings, record))
    anchor_us = system_utc_us()
    wall_us = steady_wall_us()
    teller = Teller(EventClock(plan.start_at_us, anchor_us, Decimal(1)), DEFAULT_SEED, wall_us)
    terminal = Terminal()
    say(f"rehearsal: {plan.title}; {plan.seconds:g} s from {elapsed(plan.start_at_us)}, recording to {folder}")
    with Misbehaving(lambda: teller.answer().plain) as endpoint:
        collect, show = wall_plans(settings, file, folder, showing, endpoint=endpoint.url, demonstration=True)
        with new_wall_folder(WallInfo(os.getpid(), str(folder))) as place:
            plans = with_curtain((collect, replace(show, after="collect")), settings, showing, place)
            supervisor = Supervisor(plans, tell=terminal.tell, hear=terminal.hear, tell_crash=terminal.tell_crash)
            watcher = Watcher(folder, facts_of(settings))
            hung = next((child.environment[CURTAIN] for child in plans if CURTAIN in child.environment), None)
            director = Director(
                plan.strikes,
                supervisor,
                endpoint,
                watcher.moment,
                say=say,
                folder=folder,
                curtained=hung is not None,
                pictures=dict if hung is None else lambda: taken_us(Path(hung)),
            )
            try:
                with stopped_by_signals(supervisor.stop):
                    _play(plan, supervisor, director, lambda: plan.start_at_us + wall_us() - anchor_us)
            finally:
                director.undo()
                supervisor.end_all()
                watcher.close()
    return _reported(director.courses)


def _play(plan: Rehearsal, supervisor: Supervisor, director: Director, event_us: Callable[[], int]) -> None:
    """Let the night go by until the plan is over, or the supervisor is stopped."""

    end_us = plan.start_at_us + int(plan.seconds * 1e6)
    while not supervisor.is_stopped and event_us() < end_us:
        supervisor.turn(TURN_S)
        director.turn(event_us())


def _reported(courses: Sequence[FaultRun]) -> int:
    """Tell how each fault went; 1 if the picture was never right again after one of them."""
    say("")
    say("fault | what the wall showed | right again after")
    struck = [course for course in courses if course.struck_us is not None]
    for course in struck:
        say(f"{course.said} | {course.wall} | {course.recovery}")
    if len(struck) < len(courses):
        say(f"{len(courses) - len(struck)} faults were left: the rehearsal ended before them")
    return int(any(course.right_us is None and not course.left_out for course in struck))

"""`wallboard doctor`: its lines in order, after what can be mended was mended."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from wallboard.actions.table import default_keys
from wallboard.cli.cluster_checks import check_cluster
from wallboard.cli.logs import KEPT_FILES, LARGEST_BYTES, log_folder, log_level
from wallboard.cli.options import config_option
from wallboard.cli.plain_console import PlainConsole
from wallboard.config.load import find_file
from wallboard.core.errors import WallboardError
from wallboard.doctor import machine
from wallboard.doctor.configured import check_characters, check_configuration, check_endpoints, check_event, check_maps
from wallboard.doctor.display_check import no_display_because, qt_environment
from wallboard.doctor.findings import Finding, all_well, wrong
from wallboard.doctor.fix import mend, missing_libraries, missing_programs
from wallboard.doctor.live_pictures import check_pictures
from wallboard.doctor.packages import MACHINE_PROGRAMS, SERVER_PROGRAMS, TEST_PROGRAMS
from wallboard.doctor.terminal_text import show
from wallboard.recording.folder import recordings_folder
from wallboard.supervise.child import program


@click.command()
@config_option
@click.option("--fix", is_flag=True, help="Install the system libraries that are missing.")
@click.option(
    "--tests",
    is_flag=False,
    flag_value="some",
    type=click.Choice(["some", "all"]),
    help="Look at (and install) what the test suite starts, too; =all: X server, other servers and browser as well.",
)
@click.option("--machines", is_flag=True, help="Look at (and install) the broker of a wall of several, Mosquitto.")
def doctor(config: Path | None, fix: bool, tests: str | None, machines: bool) -> int:
    """Look at all that the wall stands on.

    A line for each thing: what was found, and what to do where something is wrong. Exit status 1 if anything is.
    """

    console = PlainConsole()
    if fix:
        programs = missing_programs(_started(tests, machines=machines))
        mend(missing_libraries(os.environ), programs, say=lambda command: console.print(f"$ {command}", soft_wrap=True))
    findings = []
    for finding in _findings(config, _started(tests, machines=machines), machines=machines):
        show(finding, console)
        findings.append(finding)
    return 0 if all_well(findings) else 1


def _started(tests: str | None, *, machines: bool) -> tuple[str, ...]:
    """The programs that the tests and the demonstration of several machines start, as far as they are asked for."""
    asked = (*(TEST_PROGRAMS if tests else ()), *(SERVER_PROGRAMS if tests == "all" else ()))
    return tuple(dict.fromkeys((*asked, *(MACHINE_PROGRAMS if machines else ()))))


def _findings(config: Path | None, programs: Sequence[str], *, machines: bool) -> Iterator[Finding]:
    yield machine.check_versions(*machine.versions())
    missing, libraries = _libraries()
    yield libraries
    tested = tuple(each for each in programs if not machines or each not in MACHINE_PROGRAMS)
    if tested:
        yield machine.check_programs(missing_programs(tested))
    if machines:
        yield machine.check_machines(missing_programs(MACHINE_PROGRAMS))
    yield machine.check_fonts()
    if not missing:
        environment = {**os.environ, **qt_environment(os.environ)}
        listing = program("screens", "--json")
        yield machine.check_screens(no_display_because(os.environ), lambda: machine.list_screens(listing, environment))
    configured, settings = check_configuration(find_file(config), default_keys())
    yield configured
    if settings is not None:
        event = check_event(settings)
        if event is not None:
            yield event
        characters = check_characters(settings, machine.system_has)
        if characters is not None:
            yield characters
        yield from check_maps(settings)
        yield from check_endpoints(settings)
        yield from check_cluster(settings)
        yield from check_pictures(settings)
        yield machine.check_disk(settings.recording.folder or recordings_folder())
        if settings.recording.fallback_folder is not None:
            yield machine.check_disk(settings.recording.fallback_folder)
    yield machine.check_logs(log_folder(), logging.getLevelName(log_level()).lower(), KEPT_FILES, LARGEST_BYTES)
    yield machine.check_clock(datetime.now(UTC), machine.is_synchronised())
    yield machine.check_monotonic()


def _libraries() -> tuple[tuple[str, ...], Finding]:
    try:
        missing = missing_libraries(os.environ)
    except WallboardError as error:
        return ("PySide6",), wrong("libraries", str(error), f'{sys.executable} -m pip install "{machine.QT_PACKAGE}"')
    return missing, machine.check_libraries(missing)

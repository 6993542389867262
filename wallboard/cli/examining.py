"""`wallboard doctor`: its lines in order, after what can be mended was mended."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from wallboard.actions.table import default_keys
from wallboard.config.load import find_file
from wallboard.core.errors import WallboardError
from wallboard.doctor import machine
from wallboard.doctor.configured import check_configuration, check_endpoints
from wallboard.doctor.display_check import no_display_because, qt_environment
from wallboard.doctor.findings import Finding, all_well, wrong
from wallboard.doctor.fix import mend, missing_libraries, missing_programs
from wallboard.doctor.terminal_text import show
from wallboard.recording.folder import recordings_folder
from wallboard.supervise.child import program


def run_doctor(config: Path | None, *, fix: bool, tests: bool) -> int:
    """Print a line for each thing; 0 if nothing is wrong, else 1. Raises MendingError where `fix` fails."""
    console = Console(markup=False, highlight=False)
    if fix:
        programs = missing_programs() if tests else ()
        mend(missing_libraries(os.environ), programs, say=lambda command: console.print(f"$ {command}", soft_wrap=True))
    findings = []
    for finding in _findings(config, tests=tests):
        show(finding, console)
        findings.append(finding)
    return 0 if all_well(findings) else 1


def _findings(config: Path | None, *, tests: bool) -> Iterator[Finding]:
    yield machine.check_versions(*machine.versions())
    missing, libraries = _libraries()
    yield libraries
    if tests:
        yield machine.check_programs(missing_programs())
    yield machine.check_fonts()
    if not missing:
        environment = {**os.environ, **qt_environment(os.environ)}
        listing = program("screens", "--json")
        yield machine.check_screens(no_display_because(os.environ), lambda: machine.list_screens(listing, environment))
    configured, settings = check_configuration(find_file(config), default_keys())
    yield configured
    if settings is not None:
        yield from check_endpoints(settings)
        yield machine.check_disk(settings.recording.folder or recordings_folder())
        if settings.recording.fallback_folder is not None:
            yield machine.check_disk(settings.recording.fallback_folder)
    yield machine.check_clock(datetime.now(UTC), machine.is_synchronised())
    yield machine.check_monotonic()


def _libraries() -> tuple[tuple[str, ...], Finding]:
    try:
        missing = missing_libraries(os.environ)
    except WallboardError as error:
        return ("PySide6",), wrong("libraries", str(error), f'{sys.executable} -m pip install "{machine.QT_PACKAGE}"')
    return missing, machine.check_libraries(missing)

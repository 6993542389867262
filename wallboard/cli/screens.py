"""`wallboard screens`: the monitors as Qt sees them, and what each would show."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.table import Table

from wallboard.cli.command_settings import load_settings
from wallboard.cli.options import config_option
from wallboard.cli.output import json_document
from wallboard.cli.plain_console import PlainConsole
from wallboard.cli.qt_loading import load_qt
from wallboard.core.errors import DisplayError
from wallboard.doctor.display_check import no_display_because, qt_environment
from wallboard.scene.canvases import Screen, place


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def screens(config: Path | None, as_json: bool) -> None:
    """List the screens, and what each of them would show."""

    reason = no_display_because(os.environ)
    if reason is not None and "QT_QPA_PLATFORM" not in os.environ:
        msg = f"no display, and so no screens: {reason}"
        raise DisplayError(msg)
    os.environ.update(qt_environment(os.environ))
    settings, _ = load_settings(config)
    screens = _screens()
    canvases = {placement.screen: placement for placement in place(screens, settings)}
    if as_json:
        json_document([_facts(screen) for screen in screens], indent=None)
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "pixels", "at", "ratio", "manufacturer", "model", "serial", "canvas"):
        table.add_column(heading)
    for screen in screens:
        placed = canvases.get(screen)
        width, height = screen.pixels
        at = f"{screen.geometry.x:+d}{screen.geometry.y:+d}"
        canvas = "none" if placed is None else placed.canvas
        shown = (screen.manufacturer, screen.model, screen.serial, canvas)
        table.add_row(screen.name, f"{width}×{height}", at, f"{screen.pixel_ratio:g}", *shown)
    PlainConsole().print(table)


def _screens() -> tuple[Screen, ...]:
    load_qt()
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only now is it known that it can be loaded

    from wallboard.stage.screen_keeper import describe  # noqa: PLC0415 - likewise

    app = QGuiApplication([])
    primary = app.primaryScreen()
    return tuple(describe(screen, primary=screen is primary) for screen in app.screens())


def _facts(screen: Screen) -> dict[str, object]:
    width, height = screen.pixels
    return {
        "name": screen.name,
        "width": width,
        "height": height,
        "x": screen.geometry.x,
        "y": screen.geometry.y,
        "ratio": screen.pixel_ratio,
        "manufacturer": screen.manufacturer,
        "model": screen.model,
        "serial": screen.serial,
        "primary": screen.primary,
    }

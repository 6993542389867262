"""`wallboard run`: the wall on your endpoint; collect and show, supervised."""

from __future__ import annotations

from pathlib import Path

import click

from wallboard.cli.child_specs import curtained, owned, pictures_folder, supervise, wall_plans
from wallboard.cli.command_settings import load_settings, recording_folder, with_endpoint, with_first_picture
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    ShowOptions,
    config_option,
    endpoint_option,
    record_option,
    seconds_option,
    show_options,
)
from wallboard.core.errors import ConfigError
from wallboard.sources.configured import opener_of


@click.command()
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

    showing = ShowOptions(windowed, layout, language)
    start_logging("run")
    settings, file = load_settings(config)
    settings = with_first_picture(with_endpoint(settings, endpoint), showing.layout, showing.language)
    if not settings.sources:
        msg = "no endpoint is configured: write a [[source]] into the configuration, or name it with --endpoint URL"
        raise ConfigError(msg)
    for source in settings.sources:
        opener_of(source)
    folder = owned(recording_folder(settings, record))
    plans = wall_plans(settings, file, folder, showing, endpoint=endpoint)
    with curtained(plans, settings, showing) as all_plans:
        supervise(all_plans, folder, pictures_folder(settings, folder, showing), seconds)

"""`wallboard run`: the wall on your endpoint; collect and show, supervised."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path

import click

from wallboard.cli.child_specs import link_plan, owned, press_plan, wall_plans
from wallboard.cli.command_settings import (
    examine_maps,
    load_settings,
    recording_folder,
    with_endpoint,
    with_first_picture,
)
from wallboard.cli.link import cluster_of
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    ShowOptions,
    config_option,
    endpoint_option,
    log_level_option,
    record_option,
    seconds_option,
    show_options,
)
from wallboard.cli.output import say
from wallboard.cli.source_lines import telling_lines
from wallboard.cli.wall_run import WallPlan, keep_up
from wallboard.config.unstated import unstated
from wallboard.core.errors import ConfigError
from wallboard.sources.configured import open_failover
from wallboard.supervise.child_spec import ChildSpec


@click.command()
@config_option
@endpoint_option
@record_option
@show_options
@seconds_option
@log_level_option
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
    if settings.cluster is not None:
        cluster_of(settings)
    if not settings.sources and (settings.cluster is None or settings.cluster.rank is not None):
        msg = "no endpoint is configured: write a [[source]] into the configuration, or name it with --endpoint URL"
        raise ConfigError(msg)
    if settings.sources:
        with telling_lines(settings, None if endpoint else file):
            open_failover(settings.sources, settings.polling, environ=os.environ, random=random.random).close()
    for each in (*map(str, unstated(settings)), *examine_maps(settings)):
        say(each)
    folder = owned(recording_folder(settings, record))
    plans = partial(wall_plans, settings, file, folder, showing, endpoint=endpoint)

    def specs(kept: Path) -> tuple[ChildSpec, ...]:
        beside = press_plan(settings, file, folder, last_good=kept), link_plan(settings, file, folder, last_good=kept)
        return (*plans(last_good=kept), *(spec for specs in beside for spec in specs))

    keep_up(WallPlan("run", settings, file, folder, showing, specs, seconds))

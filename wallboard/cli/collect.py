"""`wallboard collect`: the settings, the recording and the loop, put together."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import click

from wallboard.cli.command_settings import load_settings, load_usable_settings, recording_folder, with_endpoint
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    config_option,
    demonstration_option,
    endpoint_option,
    last_good_option,
    log_level_option,
    record_option,
    seconds_option,
    supervised_option,
)
from wallboard.cli.output import say
from wallboard.collect.leading import collect_while_leading
from wallboard.collect.start import collect as collect_into
from wallboard.collect.until_edited import UntilEdited, collect_on
from wallboard.config.settings import Settings
from wallboard.core.masking import redacted
from wallboard.core.system_signals import stopped_by_signals
from wallboard.supervise.heartbeat import Beats, when_cut

log = logging.getLogger(__name__)


@click.command()
@config_option
@endpoint_option
@record_option
@seconds_option
@log_level_option
@supervised_option
@last_good_option
@demonstration_option
def collect(
    config: Path | None,
    endpoint: str | None,
    record: Path | None,
    seconds: float | None,
    supervised: bool,
    last_good: Path | None,
    demonstration: bool,
) -> None:
    """Only collect: poll the endpoint and record what it says."""

    start_logging("collect")
    settings, file, _ = load_usable_settings(config, last_good, demonstration=demonstration)
    settings = with_endpoint(settings, endpoint)
    folder = recording_folder(settings, record)
    stop = threading.Event()
    if supervised:
        when_cut(stop.set)
    else:
        say(f"recording to {folder}; Ctrl-C ends")
    if seconds is not None:
        limit = threading.Timer(seconds, stop.set)
        limit.daemon = True
        limit.start()
    log.info("collecting by %s into %s", file or "the built-in configuration", folder)
    beats = Beats() if supervised else None

    def load() -> Settings:
        return with_endpoint(load_settings(config, demonstration=demonstration)[0], endpoint)

    def collect_by(settings: Settings, until: UntilEdited) -> None:
        if beats is None:
            collect_into(settings, folder, until, say=_say)
        else:
            collect_into(settings, folder, until, say=_say, beat=beats.beat, report=beats.report)

    def collect_until(end: threading.Event) -> None:
        collect_on(settings, lambda settings: UntilEdited(end, settings, file, load), collect_by)

    with stopped_by_signals(stop.set):
        if settings.cluster is None:
            collect_until(stop)
        else:
            collect_while_leading(folder, stop, collect_until, _nothing if beats is None else beats.beat)


def _nothing() -> None:
    """Without a supervisor nothing has to be told."""


def _say(line: str) -> None:
    """What the collector tells people: a line on standard error, and in the log."""
    log.warning("%s", redacted(line))

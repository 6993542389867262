"""`wallboard collect`: the settings, the recording and the loop, put together."""

from __future__ import annotations

import logging
import threading

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.command_settings import load_settings, recording_folder, with_endpoint
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    endpoint_option,
    seconds_option,
)
from wallboard.cli.output import say
from wallboard.cli.source_lines import telling_lines
from wallboard.collect.leading import collect_while_leading
from wallboard.collect.start import collect as collect_into
from wallboard.collect.until_edited import UntilEdited, collect_on
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError
from wallboard.core.masking import redacted
from wallboard.core.system_signals import stopped_by_signals

log = logging.getLogger(__name__)


@click.command()
@endpoint_option
@seconds_option
@child_options
def collect(endpoint: str | None, seconds: float | None, child: ChildOptions) -> None:
    """Only collect: poll the endpoint and record what it says."""

    start_logging("collect")
    settings, file, _ = child.settings()
    settings = with_endpoint(settings, endpoint)
    folder = recording_folder(settings, child.record)
    stop = threading.Event()
    child.when_cut(stop.set)
    if not child.supervised:
        if not settings.sources and settings.cluster is None:
            msg = "no endpoint is configured: write a [[source]] into the configuration, or name it with --endpoint URL"
            raise ConfigError(msg)
        say(f"recording to {folder}; Ctrl-C ends")
    if seconds is not None:
        limit = threading.Timer(seconds, stop.set)
        limit.daemon = True
        limit.start()
    log.info("collecting by %s into %s", file or "the built-in configuration", folder)
    beats = child.beats()

    def load() -> Settings:
        return with_endpoint(load_settings(child.config, demonstration=child.demonstration)[0], endpoint)

    def collect_by(settings: Settings, until: UntilEdited) -> None:
        with telling_lines(settings, None if endpoint else file):
            collect_into(settings, folder, until, say=_say, beat=beats.beat, report=beats.report)

    def collect_until(end: threading.Event) -> None:
        collect_on(settings, lambda settings: UntilEdited(end, settings, file, load), collect_by)

    with stopped_by_signals(stop.set):
        if settings.cluster is None:
            collect_until(stop)
        else:
            collect_while_leading(folder, stop, collect_until, beats.beat)


def _say(line: str) -> None:
    """What the collector tells people: a line on standard error, and in the log."""
    log.warning("%s", redacted(line))

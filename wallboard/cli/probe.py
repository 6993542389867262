"""`wallboard probe`: what an endpoint says, and how it is understood."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from wallboard.cli.command_settings import examine_maps, load_settings, with_endpoint
from wallboard.cli.options import FILE, config_option, seconds
from wallboard.cli.output import document, say
from wallboard.cli.plain_console import PlainConsole
from wallboard.cli.probe_report import render
from wallboard.cli.source_lines import telling_lines
from wallboard.config.files import read_file
from wallboard.config.new_file import quoted
from wallboard.config.picture_panels import is_picture
from wallboard.config.settings import Settings
from wallboard.config.unstated import unstated
from wallboard.core.errors import UsageError
from wallboard.core.masking import masked_url
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.doctor.findings import FindingMark
from wallboard.doctor.live_pictures import try_picture
from wallboard.doctor.terminal_text import show
from wallboard.probe import ProbeReport, opened, probe_sample, probe_url, watch
from wallboard.scene.region_map import places_of
from wallboard.scene.unknown_places import unknown_places


@click.command()
@click.argument("url", required=False)
@click.option("--sample", type=FILE, help="Read this file in place of an answer, without a network.")
@click.option(
    "--watch",
    "watch_s",
    callback=seconds,
    metavar="N",
    help="Then ask on for N seconds: how often there is something new.",
)
@config_option
def probe(url: str | None, sample: Path | None, watch_s: float | None, config: Path | None) -> int:
    """Tell what an endpoint says, and how it is understood.

    Fetches it once, and tells whether the wall would take it, what is missing and which panels would be empty. Without
    URL the configured endpoints are asked. Of an answer in words of its own it proposes the [mapping], to be looked at
    and copied; nothing is written. Of the address of a live picture it tells what it sends.
    """
    if url is not None and sample is None and is_picture(url):
        return _picture(url)
    settings, file = load_settings(config)
    if sample is not None:
        if url is not None or watch_s is not None:
            msg = "--sample reads a file and asks nobody: leave out the address and --watch"
            raise click.UsageError(msg)
        report = probe_sample(_read(sample, settings), sample.name, settings, city_of(settings))
    else:
        with telling_lines(settings, file):
            report = probe_url(url, settings, os.environ, city_of(settings))
    beside = (*examine_maps(settings), *unknown_places(report.snapshot, places_of(settings)))
    report = replace(report, problems=(*beside, *report.problems))
    PlainConsole().print(render(report, unstated(with_endpoint(settings, url))))
    if url is None and settings.live_pictures:
        say(f"live pictures ({', '.join(settings.live_pictures)}): `wallboard doctor` tries their sources")
    if watch_s is not None and report.snapshot is not None:
        with opened(url, settings, os.environ) as source:
            for line in watch(source, settings, watch_s, (system_mono_us, system_utc_us), time.sleep).lines(settings):
                say(line)
    block = tuple(_block(report, url, settings))
    if block:
        document("\n".join(("", "To be looked at, and copied into wallboard.toml:", "", *block)))
    return 0 if report.usable else 1


def _picture(url: str) -> int:
    """Tell what a live picture sends; 1 where there is none. Raises UsageError."""
    finding = try_picture(url)
    show(finding, PlainConsole())
    return int(finding.mark is FindingMark.WRONG)


def city_of(settings: Settings) -> Callable[[str], bool]:
    """Whether the map that is configured knows a city of a name or code."""
    known = places_of(settings)
    return lambda name: known.city(name) is not None


def _read(sample: Path, settings: Settings) -> bytes:
    try:
        return read_file(sample, settings.polling.max_body_bytes)
    except OSError as error:
        msg = f"cannot be read ({error.strerror or type(error).__name__}): {sample}"
        raise UsageError(msg) from None


def _block(report: ProbeReport, url: str | None, settings: Settings) -> Iterator[str]:
    """What to copy: the source where it is not configured yet, and the mapping that is proposed."""
    if report.answer is None:
        return
    known = url is None or any(source.url == url for source in settings.sources)
    if not known and (report.usable or report.proposal is not None):
        yield "[[source]]"
        yield f"url = {quoted(masked_url(url or ''))}"
    if report.proposal is not None:
        yield from () if known else ("",)
        yield from report.proposal.lines

"""One fetch of an endpoint, and the report on it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from wallboard.config.collection import SourceSettings, masked_url
from wallboard.config.settings import Settings
from wallboard.core.contract.reading import read_answer
from wallboard.core.errors import UsageError
from wallboard.core.mapping import Mapping as FieldMapping
from wallboard.core.system_clocks import system_mono_us
from wallboard.probe.lacking import empty_panels
from wallboard.probe.probe_report import ProbeReport
from wallboard.probe.understood import fields_of, outline
from wallboard.sources.configured import open_failover
from wallboard.sources.protocol import FetchFailed, NotModified, Source


def probe_url(url: str | None, settings: Settings, environ: Mapping[str, str]) -> ProbeReport:
    """Probe an address, with the token and certificates of the configured source of that address if there is one.

    Without an address the configured sources are asked in their order. Fetches once, within the polling deadline.

    Raises:
        UsageError: the address is none.
        ConfigError: there is neither an address nor a source.
    """
    sources = settings.sources
    if url is not None:
        sources = tuple(source for source in sources if source.url == url) or (_source(url),)
    failover = open_failover(sources, settings.polling, environ=environ, random=random.random)
    try:
        deadline_us = system_mono_us() + round(settings.polling.deadline_s * 1e6)
        return probe(failover, settings.contract_mapping, settings, deadline_us)
    finally:
        failover.close()


def _source(url: str) -> SourceSettings:
    try:
        return SourceSettings(url=url)
    except ValidationError:
        msg = f"this is no web address, write https://host/path: {masked_url(url)}"
        raise UsageError(msg) from None


def probe(source: Source, mapping: FieldMapping | None, settings: Settings, deadline_mono_us: int) -> ProbeReport:
    """Fetch once and report; a failed fetch is a report too."""
    try:
        answer = source.fetch(deadline_mono_us)
    except FetchFailed as failed:
        return ProbeReport(None, failed.failures)
    if isinstance(answer, NotModified):  # no validators were sent, so only a script can say so
        return ProbeReport(None, answer.failures)
    reading = read_answer(answer.body, mapping, settings.own_metrics)
    return ProbeReport(
        answer,
        answer.failures,
        tuple(fields_of(reading, ZoneInfo(settings.event.zone), settings.own_metrics)),
        tuple(str(problem) for problem in reading.problems),
        empty_panels(reading, settings),
        tuple(outline(answer.body)),
    )

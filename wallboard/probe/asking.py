"""One fetch of an endpoint, and the report on it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from pydantic import ValidationError

from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.settings import Settings
from wallboard.config.source_settings import SourceSettings
from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.readers import clean_text
from wallboard.core.contract.reading import ADAPTER, FILLED, PROBLEMS, Reading, read_answer
from wallboard.core.contract.snapshot import Category, Channel, Ranked
from wallboard.core.currencies import digits_of
from wallboard.core.errors import UsageError
from wallboard.core.glyphs import unwritable
from wallboard.core.instants import MINUTE_US, SECOND_US, elapsed
from wallboard.core.judge_state import JudgeState
from wallboard.core.judgement import judge
from wallboard.core.mapping import Mapping as FieldMapping
from wallboard.core.mapping import Received
from wallboard.core.masking import masked_url
from wallboard.core.source_clock import Arrival
from wallboard.core.strict_json import read_json
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.probe.lacking import empty_panels
from wallboard.probe.probe_report import ProbeReport
from wallboard.probe.proposal import propose
from wallboard.probe.understood import fields_of, outline
from wallboard.sources.configured import open_failover
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Source

KNOWN_KEYS = frozenset((*FIELDS, "contract", "metrics", ADAPTER, FILLED, PROBLEMS))
"""The keys of an answer that speaks the contract, and of one that a source of another kind has put into its words."""
_MOST_STRANGE = 6
Clock = Callable[[], int]
IsCity = Callable[[str], bool]


def probe_url(
    url: str | None, settings: Settings, environ: Mapping[str, str], is_city: IsCity | None = None
) -> ProbeReport:
    """Probe an address, with the token and certificates of the configured source of that address if there is one.

    Without an address the configured sources are asked in their order. Fetches once, within the polling deadline.
    `is_city` knows the names of the map: a list of them is proposed as one of cities; None: nobody knows them.

    Raises:
        UsageError: the address is none.
        ConfigError: there is neither an address nor a source.
    """
    with opened(url, settings, environ) as source:
        deadline_us = system_mono_us() + round(settings.polling.deadline_s * 1e6)
        return probe(source, settings.contract_mapping, settings, deadline_us, is_city=is_city)


@contextmanager
def opened(url: str | None, settings: Settings, environ: Mapping[str, str]) -> Iterator[Source]:
    """The source of an address, else the configured ones. Raises UsageError, ConfigError."""
    sources = settings.sources
    if url is not None:
        sources = tuple(source for source in sources if source.url == url) or (_source(url),)
    failover = open_failover(sources, settings.polling, environ=environ, random=random.random)
    try:
        yield failover
    finally:
        failover.close()


def probe_sample(body: bytes, name: str, settings: Settings, is_city: IsCity) -> ProbeReport:
    """What an answer that was kept in a file would say, had it come just now."""
    answer = Answer(body, 200, name, fetch_us=0, wire_bytes=len(body))
    return _report(answer, settings.contract_mapping, settings, system_utc_us(), is_city, fresh=False)


def _source(url: str) -> SourceSettings:
    try:
        return SourceSettings(url=url)
    except ValidationError:
        msg = f"this is no web address, write https://host/path: {masked_url(url)}"
        raise UsageError(msg) from None


def probe(
    source: Source,
    mapping: FieldMapping | None,
    settings: Settings,
    deadline_mono_us: int,
    utc_us: Clock = system_utc_us,
    is_city: IsCity | None = None,
) -> ProbeReport:
    """Fetch once and report; a failed fetch is a report too. `utc_us` is the machine's clock."""
    try:
        answer = source.fetch(deadline_mono_us)
    except FetchFailed as failed:
        return ProbeReport(None, failed.failures)
    if isinstance(answer, NotModified):  # no validators were sent, so only a script can say so
        return ProbeReport(None, answer.failures)
    return _report(answer, mapping, settings, utc_us(), is_city, fresh=True)


def _unwritable(reading: Reading) -> Iterator[str]:
    """Names whose characters no bundled font has."""
    snapshot = reading.snapshot
    if snapshot is None:
        return
    named: list[Category | Ranked | Channel] = [
        *(snapshot.categories or ()),
        *(snapshot.best_selling_brands or ()),
        *(snapshot.audience or ()),
    ]
    named += [item for category in snapshot.categories or () for item in category.top]
    found = unwritable(("", text) for item in named for text in dict.fromkeys(item.name.texts.values()))
    if found:
        yield f"no bundled font has {found}: such names come from the machine's fonts, or are boxes"


def _report(
    answer: Answer,
    mapping: FieldMapping | None,
    settings: Settings,
    now_us: int,
    is_city: IsCity | None,
    *,
    fresh: bool,
) -> ProbeReport:
    """What there is to say of an answer; of one that is not `fresh` its age says nothing."""
    received = Received(now_us, answer.date_us)
    reading = read_answer(answer.body, mapping, settings.own_metrics, received, facts_of(settings).minor_digits)
    remarks = (
        *_unread(reading, mapping, answer.body),
        *(_remarks(reading, now_us, settings) if fresh else ()),
        *_cut(reading, settings),
        *_unwritable(reading),
    )
    if not fresh and reading.snapshot is not None:  # nobody knows when it was kept: its clock is taken to be right
        now_us = reading.snapshot.at_us
    report = ProbeReport(
        answer,
        answer.failures,
        tuple(fields_of(reading, settings)),
        (*remarks, *(str(problem) for problem in reading.problems)),
        empty_panels(reading, settings, is_city),
        tuple(outline(answer.body)),
        _verdict(reading, answer, settings, now_us),
        reading.snapshot,
    )
    unreadable = reading.snapshot is None
    known = is_city or (lambda _name: False)
    return replace(report, proposal=propose(answer.body, settings, received, known)) if unreadable else report


def _verdict(reading: Reading, answer: Answer, settings: Settings, utc_us: int) -> str:
    """Why the wall would not show what can be read, judged as the first answer of a night; empty where it would."""
    if reading.snapshot is None:
        return ""
    arrival = Arrival(utc_us, utc_us, answer.date_us, answer.source)
    judgement, _ = judge(JudgeState(), reading, 1, rules_of(settings), arrival)
    if judgement.verdict != "accepted":
        return f"{judgement.verdict}: {judgement.detail}"
    return ""


def _unread(reading: Reading, mapping: FieldMapping | None, body: bytes) -> Iterator[str]:
    """What of an answer is of no use to the wall as it stands: keys that are no fields, and metrics of Prometheus."""
    try:
        tree = read_json(body)
    except ValueError:
        return
    if mapping is not None or not isinstance(tree, dict):
        return
    if reading.snapshot is None:
        data = tree.get("data")
        if isinstance(data, dict) and data.get("resultType") in ("vector", "matrix", "scalar"):
            yield 'body: it is an answer of Prometheus\'s API; ask it by kind = "prometheus" and queries'
        return
    strange = [clean_text(key) for key, value in tree.items() if key not in KNOWN_KEYS and value not in (None, [], {})]
    if strange:
        more = f" and {len(strange) - _MOST_STRANGE} more" if len(strange) > _MOST_STRANGE else ""
        yield (
            f"{', '.join(strange[:_MOST_STRANGE])}{more}: no fields of the contract, so nothing shows them; "
            "a [mapping] that names every field can"
        )


def _cut(reading: Reading, settings: Settings) -> Iterator[str]:
    """That places of the amounts are left out, since nobody has stated the currency before they were read."""
    code = "" if reading.snapshot is None else reading.snapshot.currency
    kept, places = facts_of(settings).minor_digits, digits_of(code)
    if settings.money.currency is None and places > kept:
        yield f'currency: {code} has {places} places, of which {kept} are kept until [money] says currency = "{code}"'


def _remarks(reading: Reading, utc_us: int, settings: Settings) -> Iterator[str]:
    """What the wall would say of the source's clock."""
    snapshot = reading.snapshot
    if snapshot is None or snapshot.simulated:
        return
    lag_us = utc_us - snapshot.at_us
    if lag_us > max(3 * round(settings.polling.interval_s * SECOND_US), MINUTE_US):
        yield f"clock: `at` lies {elapsed(lag_us)} behind this machine's clock, so the wall says DELAYED or STALE"

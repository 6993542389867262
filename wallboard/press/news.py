"""The news of an event for feeds: sums passed, leads and peaks that stood, corrections, each told once and for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wallboard.core.contract.metrics import metric_of
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import Happening
from wallboard.core.instants import MINUTE_US
from wallboard.core.wording import Said, say
from wallboard.press.instants import rankings_of
from wallboard.recording.columns import last_at
from wallboard.recording.reader import RecordingReader
from wallboard.scene.places import Places

STOOD_US = MINUTE_US
"""How long a peak or a lead stands before it is news: in the first minutes each poll would bring another."""
MOST = 200
"""So many items a feed keeps, the newest."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A sentence with its permanent id; `at_us` is event time, `commit_us` (recording time) since when it is known."""

    id: str
    kind: Literal["lead", "peak"]
    at_us: int
    commit_us: int
    said: Said


def news_of(reader: RecordingReader, facts: EventInfo, until_us: int, known: Places | None) -> tuple[NewsItem, ...]:
    """Leads and peaks that had stood for a minute at an instant of recording time, oldest first."""
    found = [*_leads(reader, until_us, known), *_peaks(reader, facts, until_us)]
    return tuple(sorted(found, key=lambda item: (item.commit_us, item.id))[-MOST:])


def _stood(reader: RecordingReader, kind: str, until_us: int) -> Iterator[Happening]:
    """Happenings of a kind that nothing of their subject followed within a minute, and that no new start undid."""
    rows = [h for h in reader.index.happenings if h.commit_us <= until_us]
    begun_us = max((h.commit_us for h in rows if h.kind == "start"), default=0)
    newest: dict[str, Happening] = {}
    for happening in rows:
        if happening.kind != kind or happening.commit_us < begun_us:
            continue
        before = newest.get(happening.subject)
        if before is not None and happening.commit_us - before.commit_us >= STOOD_US:
            yield before
        newest[happening.subject] = happening
    yield from (h for h in newest.values() if until_us - h.commit_us >= STOOD_US)


def _leads(reader: RecordingReader, until_us: int, known: Places | None) -> Iterator[NewsItem]:
    for happening in _stood(reader, "leader", until_us):
        ranking = happening.subject
        who = _name(reader, happening.commit_us, ranking, happening.who, known)
        if who is not None:
            said = say("wall.leads", who=who, ranking=say(f"wall.{ranking}"))
            key = f"lead-{ranking.replace('_', '-')}-{happening.commit_us}"
            yield NewsItem(key, "lead", happening.at_us, happening.commit_us, said)


@lru_cache(maxsize=1024)
def _name(reader: RecordingReader, commit_us: int, ranking: str, who: str, known: Places | None) -> Name | None:
    place = last_at(reader.index.shown["commit_us"], commit_us)
    if place < 0:
        return None
    listed = rankings_of(reader.sample(place), known).get(ranking, ())
    return next((entry.name for entry in listed if entry.id == who), None)


def _peaks(reader: RecordingReader, facts: EventInfo, until_us: int) -> Iterator[NewsItem]:
    for happening in _stood(reader, "peak", until_us):
        metric = metric_of(happening.subject, facts.metrics)
        if metric.kind == "rate":
            title: Said = metric.title if metric.title != Name() else say(f"metric.{metric.name}")
            said = say("wall.peaked", metric=title, value=happening.value)
            key = f"peak-{metric.name.replace('_', '-')}-{happening.commit_us}"
            yield NewsItem(key, "peak", happening.at_us, happening.commit_us, said)

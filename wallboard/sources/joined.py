"""Several sources that make one snapshot together: asked one after the other, as old as the oldest of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.reading import ADAPTER, FILLED, PROBLEMS, VERSION
from wallboard.core.instants import read_iso
from wallboard.core.strict_json import read_json, shortened
from wallboard.sources.document import written
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, PastSource, Source, Validators

_OF_ALL: Final = frozenset(
    {"contract", ADAPTER, FILLED, PROBLEMS, "at", "simulated", "currency", "rate", "metrics", "sequence"}
)
"""What is no figure, and may come from each part."""
KIND: Final = "joined"


class JoinedSource:
    """One snapshot of several sources, all of which must answer; none states what another one states."""

    def __init__(self, name: str, parts: Sequence[Source], mono_us: Callable[[], int]) -> None:
        self.name = name
        self._parts = tuple(parts)
        self._mono_us = mono_us
        self._last: dict[str, Answer] = {}

    @property
    def knows_the_past(self) -> bool:
        """Whether every part can be asked what was at an instant before."""
        return all(getattr(part, "knows_the_past", False) for part in self._parts)

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The parts' figures as one document. Raises FetchFailed: that of the first part that does not answer."""
        begun_us = self._mono_us()
        news = False
        for part in self._parts:
            before = self._last.get(part.name)
            try:
                told = part.fetch(deadline_mono_us, None if before is None else before.validators)
            except FetchFailed as failed:
                self._last.pop(part.name, None)
                raise self._of_part(failed, part, begun_us) from None
            if isinstance(told, Answer):
                news, self._last[part.name] = True, told
        if not news and known is not None and known.source == self.name:
            return NotModified(self.name, self._mono_us() - begun_us)
        return self._together([self._last[part.name] for part in self._parts], begun_us)

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """What all parts give for an instant. Raises FetchFailed."""
        begun_us = self._mono_us()
        told = [part.past(at_us, deadline_mono_us) for part in self._parts if isinstance(part, PastSource)]
        return self._together(told, begun_us)

    def close(self) -> None:
        """Close all parts."""
        for part in self._parts:
            part.close()

    def _together(self, answers: Sequence[Answer], begun_us: int) -> Answer:
        body = joined([(answer.source, answer.body) for answer in answers])
        took_us = self._mono_us() - begun_us
        dates = [answer.date_us for answer in answers if answer.date_us is not None]
        return Answer(
            body,
            200,
            self.name,
            took_us,
            Validators(self.name, etag="joined"),
            sum(answer.wire_bytes for answer in answers),
            tuple((answer.source, f"{len(answer.body):,} bytes") for answer in answers),
            date_us=min(dates, default=None),
        )

    def _of_part(self, failed: FetchFailed, part: Source, begun_us: int) -> FetchFailed:
        took_us = self._mono_us() - begun_us
        return FetchFailed(
            failed.kind, f"{part.name}: {failed.message}", failed.retry_after_s, source=self.name, fetch_us=took_us
        )


def joined(documents: Sequence[tuple[str, bytes]]) -> bytes:
    """The documents (of the source of that name) as one, whose `at` is the oldest.

    Raises:
        FetchFailed("unusable"): one is no document of the contract, or two state the same figure.
    """
    made: dict[str, object] = {"contract": VERSION, ADAPTER: KIND}
    stated: dict[str, str] = {}
    metrics: dict[str, object] = {}
    problems: dict[str, object] = {}
    oldest: tuple[datetime, str] | None = None
    for source, body in documents:
        part = _part(source, body)
        at = _at(source, part)
        oldest = (at, str(part["at"])) if oldest is None or at < oldest[0] else oldest
        for field in [field for field in part if field not in _OF_ALL]:
            if field in stated and field not in FIELDS:
                continue
            if field in stated:
                raise _unusable(f"{stated[field]} and {source} both state {field}; leave it out in one of them")
            stated[field] = source
            made[field] = part[field]
        _add(metrics, part.get("metrics"), source, "metrics")
        _add(problems, part.get(PROBLEMS), source, PROBLEMS)
        for flag in ("simulated", FILLED):
            if part.get(flag) is not None and part[flag] is not False:  # 0 is no False: nobody knows what it means
                made[flag] = part[flag]
        for same in ("currency", "rate"):
            said = part.get(same)
            if said is not None and made.setdefault(same, said) != said:
                raise _unusable(f"the {same} of {source} is {shortened(said)}, that of the others {made[same]!r}")
    assert oldest is not None  # a configuration joins at least one
    made["at"] = oldest[1]
    made |= {key: table for key, table in (("metrics", metrics), (PROBLEMS, problems)) if table}
    return written(made)


def _part(source: str, body: bytes) -> dict[str, object]:
    try:
        part = read_json(body)
    except ValueError as error:
        raise _unusable(f"what {source} says {error}") from None
    if not isinstance(part, dict) or part.get("contract", VERSION) != VERSION:
        raise _unusable(f"what {source} says is no document of the contract: give it a mapping of its own")
    return part


def _at(source: str, part: dict[str, object]) -> datetime:
    try:
        at = read_iso(str(part.get("at")))
    except ValueError:
        raise _unusable(f"{source} states no time `at`, so that nobody knows how old its figures are") from None
    if at.tzinfo is None:
        raise _unusable(f"{source} states a time without an offset: {at}")
    return at


def _add(table: dict[str, object], more: object, source: str, what: str) -> None:
    if not isinstance(more, dict):
        return
    if twice := sorted(set(table) & set(more)):
        raise _unusable(f"{source} states {what}.{twice[0]} once more; leave it out in one of them")
    table |= more


def _unusable(why: str) -> FetchFailed:
    return FetchFailed("unusable", why)

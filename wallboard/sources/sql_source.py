"""A database that is asked with fixed queries in one transaction that only reads; each database has a dialect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from wallboard.config.source_settings import TOTALS
from wallboard.core.contract.snapshot import MAX_ITEMS
from wallboard.core.instants import to_us
from wallboard.core.masking import KNOWN, redacted
from wallboard.core.plain_text import one_line
from wallboard.core.query_text import asks_until
from wallboard.sources.cutoff import cut_off
from wallboard.sources.document import Row, Tables, document, single
from wallboard.sources.protocol import Answer, FetchFailed, Kind, NotModified, SourceRequest, Validators

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_ROWS = MAX_ITEMS + 1
"""Of a list so many are fetched: one more than it may have, which is then said."""
AUTH_RETRY_S = 60.0
"""The slow rhythm after a refused login, as over HTTP."""

LATE = "no whole answer before the deadline: the database or the network is slow"


class Dialect(Protocol):
    """One database: how it is connected to, read consistently, and what its errors mean."""

    @property
    def connected(self) -> bool:
        """Whether a connection from an earlier fetch can be used."""

    @property
    def server(self) -> str:
        """What answers, such as `PostgreSQL 15.3`."""

    def connect(self, left_s: float) -> None:
        """Connect within so many seconds."""

    def begin(self, left_s: float) -> datetime:
        """Begin a transaction that only reads, of one state of the data; the server's time at that. `left_s` bounds
        each statement at the server, too."""

    def rows(self, query: str, until: datetime, most: int) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """The columns and the first `most` rows of a query, rows up to `until`."""

    def end(self) -> None:
        """End the transaction."""

    def cut(self) -> None:
        """Cut the connection, from another thread."""

    def close(self) -> None:
        """Forget the connection; never raises."""

    def explained(self, error: Exception) -> FetchFailed | None:
        """What an exception of the client means; None where it is not the client's."""


class SqlSource:
    """Asks one database; a connection is kept from fetch to fetch."""

    def __init__(self, request: SourceRequest, dialect: Dialect, where: str) -> None:
        self.name = request.name
        self._kind = request.settings.kind
        self._zone = request.settings.zone
        self._max_bytes = request.polling.max_body_bytes
        self._connect_timeout_s = request.polling.connect_timeout_s
        self._mono_us: Callable[[], int] = request.mono_us
        self._dialect = dialect
        self._where = where
        parts = request.settings.queries
        self._queries = {TOTALS: parts[TOTALS]} | parts
        self._part = ""

    @property
    def knows_the_past(self) -> bool:
        """Whether it can be asked what was at an instant before: each query has a place for the time."""
        return all(asks_until(text) for text in self._queries.values())

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """What the database says now. Raises FetchFailed."""
        return self._asked(deadline_mono_us, None)

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """What the queries give for the rows up to an instant. Raises FetchFailed."""
        return self._asked(deadline_mono_us, EPOCH + timedelta(microseconds=at_us))

    def close(self) -> None:
        """Let go of the connection."""
        self._dialect.close()

    def _asked(self, deadline_us: int, until: datetime | None) -> Answer:
        begun_us = self._mono_us()
        try:
            with cut_off((deadline_us - begun_us) / 1e6, self._dialect.cut) as late:
                try:
                    return self._whole(begun_us, deadline_us, until)
                except FetchFailed:
                    self._dialect.close()
                    if late.is_set() or self._mono_us() >= deadline_us:
                        raise self._failure(kind="deadline", why=LATE) from None
                    raise
        except FetchFailed as failure:
            raise FetchFailed(
                failure.kind,
                one_line(redacted(failure.message), 600),
                AUTH_RETRY_S if failure.kind == "auth" else failure.retry_after_s,
                source=self.name,
                fetch_us=self._mono_us() - begun_us,
            ) from None

    def _whole(self, begun_us: int, deadline_us: int, until: datetime | None) -> Answer:
        tables, now = self._read(deadline_us, until)
        try:
            body = document(tables, self._kind, self._zone, filled=until is not None)
        except FetchFailed as failed:
            raise self._failure(failed.kind, failed.message) from None
        body = KNOWN.masked_body(body)
        if len(body) > self._max_bytes:
            raise self._failure(kind="too_large", why=f"the figures are larger than {self._max_bytes / 1e6:g} MB")
        told = (("server", self._dialect.server), ("read", f"{len(self._queries)} queries of one state"))
        took_us = self._mono_us() - begun_us
        return Answer(body, 200, self.name, took_us, headers=told, wire_bytes=len(body), date_us=to_us(now))

    def _read(self, deadline_us: int, until: datetime | None) -> tuple[Tables, datetime]:
        """One consistent read; a kept connection that the server has closed meanwhile is worth one more try."""
        kept = self._dialect.connected
        try:
            return self._read_once(deadline_us, until)
        except FetchFailed as failed:
            if not kept or failed.kind != "reset" or self._mono_us() >= deadline_us:
                raise
            self._dialect.close()
        return self._read_once(deadline_us, until)

    def _read_once(self, deadline_us: int, until: datetime | None) -> tuple[Tables, datetime]:
        self._part = ""
        try:
            if not self._dialect.connected:
                self._dialect.connect(min(self._connect_timeout_s, self._left_s(deadline_us)))
            now = self._dialect.begin(self._left_s(deadline_us))
            found = {part: self._rows(part, text, until or now) for part, text in self._queries.items()}
            self._part = ""
            self._dialect.end()
        except FetchFailed:
            raise
        except Exception as error:
            told = self._dialect.explained(error)
            if told is None:
                raise
            raise self._failure(
                told.kind, f"query {self._part}: {told.message}" if self._part else told.message, told
            ) from error
        try:
            totals = single(found.pop(TOTALS), f"query {TOTALS}")
        except FetchFailed as failed:
            raise self._failure(failed.kind, failed.message) from None
        if until is None and totals.get("at") == now:
            raise self._failure(
                kind="unusable", why="`at` is the time of reading, not of the data; write max(updated_at) AS at"
            )
        return Tables(totals, found), now

    def _rows(self, part: str, text: str, until: datetime) -> Sequence[Row]:
        self._part = part
        columns, rows = self._dialect.rows(text, until, 2 if part == TOTALS else MOST_ROWS)
        if len(set(columns)) != len(columns):
            twice = next(name for name in columns if list(columns).count(name) > 1)
            raise self._failure(kind="unusable", why=f"query {part} has two columns called {twice}")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _left_s(self, deadline_us: int) -> float:
        left_us = deadline_us - self._mono_us()
        if left_us <= 0:
            raise self._failure(kind="deadline", why=LATE)
        return left_us / 1e6

    def _failure(self, kind: Kind, why: str, told: FetchFailed | None = None) -> FetchFailed:
        return FetchFailed(kind, f"{why}: {self._where}", None if told is None else told.retry_after_s)

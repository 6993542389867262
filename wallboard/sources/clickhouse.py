"""ClickHouse over HTTP: all queries in one statement, which reads one state of each table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from msgspec.structs import replace as with_fields

from wallboard.config.source_settings import TOTALS
from wallboard.core.contract.snapshot import MAX_ITEMS
from wallboard.core.query_text import asks_until, with_until
from wallboard.sources.document import Row, Tables, document, exact_float, single, unusable
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, SourceRequest, Validators
from wallboard.sources.secrets import Secret, redact
from wallboard.sources.table_file import typed

ONE_STATE: Final = "enable_shared_storage_snapshot_in_query"
"""The setting by which all parts of a statement see the same parts of a table; servers before 25.6 do not know it."""
SETTINGS: Final = {
    "readonly": "2",
    "wait_end_of_query": "1",
    "output_format_json_quote_decimals": "1",
    "output_format_json_quote_64bit_integers": "1",
    "output_format_json_quote_denormals": "1",
    "date_time_output_format": "iso",
    "session_timezone": "UTC",
    ONE_STATE: "1",
}
"""Exact figures, UTC, nothing but reading, and no answer before all of it is there."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALL = 2**53


class ClickHouseSource:
    """Asks one server; every fetch is one statement."""

    def __init__(self, request: SourceRequest, like: HttpEndpoint) -> None:
        settings = request.settings
        self.name = request.name
        self._kind = settings.kind
        self._queries = {TOTALS: settings.queries[TOTALS]} | settings.queries
        self._like = replace(like, content_type="text/plain; charset=UTF-8", error_of=_error)
        self._url = settings.url
        self._where = redact(settings.url)
        self._request = request
        self._one_state = True
        self._http = self._opened()

    @property
    def knows_the_past(self) -> bool:
        """Whether it can be asked what was at an instant before: each query has a place for the time."""
        return all(asks_until(text) for text in self._queries.values())

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """What the server says now. Raises FetchFailed."""
        return self._asked(deadline_mono_us, None)

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """What the queries give for the rows up to an instant. Raises FetchFailed."""
        return self._asked(deadline_mono_us, at_us)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _asked(self, deadline_us: int, at_us: int | None) -> Answer:
        text = statement(self._queries, at_us).encode()
        begun_us = self._request.mono_us()
        try:
            answer = self._http.ask(deadline_us, text)
        except FetchFailed as failed:
            if not self._one_state or ONE_STATE not in failed.message:
                raise
            # an older server: what it reads of several tables may be of different instants, and that is said
            self._one_state = False
            self._http.close()
            self._http = self._opened()
            answer = self._http.ask(deadline_us, text)
        assert isinstance(answer, Answer)  # nothing was known
        try:
            body = document(tables(answer.body, self._queries), self._kind, filled=at_us is not None)
        except FetchFailed as failed:
            took_us = self._request.mono_us() - begun_us
            raise FetchFailed(
                failed.kind, f"{failed.message}: {self._where}", source=self.name, fetch_us=took_us
            ) from None
        state = "of one state" if self._one_state else "of a server too old to promise one state of the data"
        told = (("read", f"{len(self._queries)} queries in one statement {state}"),)
        return with_fields(answer, body=body, headers=(*answer.headers, *told), validators=None)

    def _opened(self) -> HttpSource:
        parts = urlsplit(self._url)
        wanted = dict(SETTINGS)
        if not self._one_state:
            del wanted[ONE_STATE]
        limits = {
            "max_execution_time": f"{self._request.polling.deadline_s:g}",
            "max_result_rows": str(MAX_ITEMS * len(self._queries) + 10),
            "result_overflow_mode": "throw",
        }
        words = dict(parse_qsl(parts.query)) | wanted | limits
        url = Secret(urlunsplit(parts._replace(path=parts.path or "/", query=urlencode(words))))
        return HttpSource(replace(self._like, url=url), mono_us=self._request.mono_us)


def statement(queries: Mapping[str, str], at_us: int | None) -> str:
    """All queries as one statement: a row of each is a text of JSON beside the name of its part."""
    if at_us is None:
        until = "now64(6, 'UTC')"
    else:
        moment = _EPOCH + timedelta(microseconds=at_us)
        until = f"toDateTime64('{moment:%Y-%m-%d %H:%M:%S.%f}', 6, 'UTC')"
    parts = [
        f"SELECT '{name}' AS part, formatRowNoNewline('JSONEachRow', *) AS row FROM (\n{with_until(text, until)}\n)"
        f" LIMIT {2 if name == TOTALS else MAX_ITEMS + 1}"
        for name, text in queries.items()
    ]
    return "SELECT * FROM (\n" + "\nUNION ALL\n".join(parts) + "\n) FORMAT JSONCompact"


def tables(body: bytes, queries: Mapping[str, str]) -> Tables:
    """The figures of an answer. Raises FetchFailed."""
    found: dict[str, list[Row]] = {name: [] for name in queries}
    try:
        for part, row in json.loads(body)["data"]:
            found[part].append({name: _value(value, name) for name, value in json.loads(row).items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise unusable(
            why="the answer is not that of a ClickHouse: url is its HTTP address, of port 8123 or 8443"
        ) from None
    totals = single(found.pop(TOTALS), f"query {TOTALS}")
    return Tables(totals, found)


def _value(value: object, name: str) -> object:
    """A value of JSONEachRow: decimals and large integers come as texts, so that a bare number may be a float."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _SMALL:
        return exact_float(float(value), name)
    return typed(value, name, None)


def _error(body: bytes) -> str:
    """What a ClickHouse says: `Code: 47. DB::Exception: Unknown identifier …`."""
    return body.decode("utf-8", "replace").removeprefix("Code: ").strip()

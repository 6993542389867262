"""Prometheus (and what speaks its query API), asked once for all figures, of one instant of evaluation.

The value of a query carries the time of evaluation, which says nothing of the age of its samples; so `at` is a query of
its own, of the samples' timestamps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from msgspec.structs import replace as with_fields

from wallboard.config.source_settings import SourceSettings
from wallboard.core.contract.list_columns import LIST_COLUMNS
from wallboard.core.strict_json import read_json
from wallboard.sources.document import Row, Tables, document, single, unusable
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, SourceRequest, Validators
from wallboard.sources.secrets import Secret, redact

PART: Final = "wallboard"
"""The label that tells which field of the contract a series belongs to."""
AT: Final = "at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PrometheusSource:
    """Asks one server; every fetch is one request, whose queries are evaluated at one instant."""

    knows_the_past = True

    def __init__(self, request: SourceRequest, like: HttpEndpoint) -> None:
        settings = request.settings
        self.name = request.name
        self._settings = settings
        self._where = redact(settings.url)
        self._union = union(settings.queries)
        endpoint = replace(
            like,
            url=Secret(_query_url(settings.url)),
            content_type="application/x-www-form-urlencoded",
            error_of=_error,
        )
        self._http = HttpSource(endpoint, mono_us=request.mono_us)
        self._mono_us = request.mono_us

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """What the server says now. Raises FetchFailed."""
        return self._asked(deadline_mono_us, None)

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """What the server knows of an instant. Raises FetchFailed."""
        return self._asked(deadline_mono_us, at_us)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _asked(self, deadline_us: int, at_us: int | None) -> Answer:
        begun_us = self._mono_us()
        left_s = max(0.001, (deadline_us - begun_us) / 1e6)
        form = {"query": self._union, "timeout": f"{left_s * 1000:.0f}ms", "partial_response": "false"}
        if at_us is not None:
            form["time"] = f"{at_us // 1_000_000}.{at_us % 1_000_000:06d}"
        answer = self._http.ask(deadline_us, urlencode(form).encode())
        assert isinstance(answer, Answer)  # nothing was known
        try:
            series, warnings = _series(answer.body)
            body = document(
                tables(self._settings, series),
                self._settings.kind,
                scale=self._settings.scale,
                filled=at_us is not None,
            )
        except FetchFailed as failed:
            took_us = self._mono_us() - begun_us
            raise FetchFailed(
                failed.kind, f"{failed.message}: {self._where}", source=self.name, fetch_us=took_us
            ) from None
        told = tuple((name, text) for name, text in answer.headers if name in ("date", "server"))
        return with_fields(
            answer, body=body, headers=(*told, *(("warning", text) for text in warnings)), validators=None
        )


def union(queries: Mapping[str, str]) -> str:
    """All queries as one, so that they are evaluated at one instant: each series is marked by its field."""
    return " or ".join(f'label_replace(({text}\n), "{PART}", "{name}", "", "")' for name, text in queries.items())


def tables(settings: SourceSettings, series: Sequence[tuple[dict[str, str], str, str]]) -> Tables:
    """The figures of the series (labels, time of evaluation, value). Raises FetchFailed."""
    by_part: dict[str, list[tuple[dict[str, str], str, str]]] = {name: [] for name in settings.queries}
    for labels, evaluated, text in series:
        if labels.get(PART) in by_part:
            rest = {name: value for name, value in labels.items() if name not in (PART, "__name__")}
            by_part[labels[PART]].append((rest, evaluated, text))
    totals: dict[str, object] = {AT: _age(by_part[AT])}
    lists: dict[str, list[Row]] = {}
    for name, found in by_part.items():
        if name in LIST_COLUMNS:
            figure = LIST_COLUMNS[name].figure
            lists[name] = [{**labels, figure: _number(text)} for labels, _, text in found]
        elif name != AT and found:
            totals[name] = single([{name: _number(text)} for _, _, text in found], f"query {name}")[name]
    if "gmv" in settings.queries and "gmv" not in totals:
        raise unusable(why="query gmv finds no sample that is younger than five minutes: is its exporter up?")
    return Tables(totals, lists)


def _age(found: Sequence[tuple[dict[str, str], str, str]]) -> datetime:
    """When the samples were taken. Raises FetchFailed."""
    if not found:
        raise unusable(why="query at finds no sample that is younger than five minutes: is its exporter up?")
    if len(found) > 1:
        raise unusable(f"query at gives {len(found)} series; write min(timestamp(…)), the oldest of them")
    _, evaluated, text = found[0]
    taken, asked = _number(text), _number(evaluated)
    if not isinstance(taken, float) or not 0 < taken < 2**34:
        raise unusable(f"query at is {text}, no time in seconds")
    if taken == asked:
        raise unusable(
            why="query at is the time of evaluation: timestamp() must stand around the metric itself, before any sum"
        )
    return _EPOCH + timedelta(milliseconds=round(Decimal(text) * 1000))


def _number(text: str) -> float:
    """A sample's value; NaN and Inf are such, too. Raises FetchFailed."""
    try:
        return float(text)
    except ValueError:
        raise unusable(f"the value {text[:40]!r} is no number") from None


def _series(body: bytes) -> tuple[list[tuple[dict[str, str], str, str]], list[str]]:
    """The series of an answer, and the server's warnings. Raises FetchFailed."""
    try:
        told = read_json(body)
        assert isinstance(told, dict)
        data = told["data"]
        if told["status"] != "success" or data["resultType"] != "vector":
            raise unusable(why="the answer is none to an instant query")
        found = [
            ({str(k): str(v) for k, v in one["metric"].items()}, str(one["value"][0]), str(one["value"][1]))
            for one in data["result"]
        ]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, InvalidOperation):
        raise unusable(why="the answer is not that of a Prometheus: url is its address without /api/v1") from None
    warnings = told.get("warnings", [])
    return found, [str(text)[:200] for text in warnings[:5]] if isinstance(warnings, list) else []


def _error(body: bytes) -> str:
    """What a Prometheus says of a query that it refuses."""
    try:
        told = read_json(body)
    except ValueError:
        return ""
    return str(told["error"]) if isinstance(told, dict) and isinstance(told.get("error"), str) else ""


def _query_url(base: str) -> str:
    parts = urlsplit(base)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/api/v1/query"))

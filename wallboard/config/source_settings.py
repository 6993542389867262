"""Where the figures come from: the sources of the file, and what each kind of them takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.config.collection import MappingRule
from wallboard.config.files import MIB
from wallboard.config.value_types import (
    ExistingFile,
    Model,
    NamedFile,
    at_most,
    fail,
    nearest,
    raise_complaints,
)
from wallboard.config.web_address import WEB, wrong_with
from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.list_columns import LIST_COLUMNS
from wallboard.core.errors import MappingError
from wallboard.core.local_hosts import is_local
from wallboard.core.mapping import Mapping as FieldMapping
from wallboard.core.mapping import usable_scale
from wallboard.core.masking import MASK, is_secret, masked_url
from wallboard.core.number_text import GROUPED
from wallboard.core.query_text import MOST_CHARACTERS, states_reading_time, wrong_with_query
from wallboard.core.strict_json import shortened

HTTP: Final = "http"
"""The kind of source that is meant where none is said."""
TOTALS: Final = "totals"
"""The query of a database that gives one row: `at` and the single figures."""
TOKEN_BYTES: Final = 64 * 1024
"""Of a file that holds a token or password; what is larger is another file."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_OF_THE_CONNECTION = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer"),
        *("transfer-encoding", "upgrade", "if-none-match", "if-modified-since", "range"),
    }
)
"""Headers that the program sends itself, or that change what an answer is."""

_EVERY: Final = {"kind", "name", "join", "clock_offset_s"}
_TLS: Final = {"ca_file", "client_cert", "client_key"}
_OVER_HTTP: Final = {"url", "headers", "token_env", "token_file", "proxy", "oauth"} | _TLS
_LOGIN: Final = {"user", "password_env", "password_file"}
_SQL: Final = {"url", "queries", "zone"} | _LOGIN | _TLS
TAKES: Final[dict[str, set[str]]] = {
    HTTP: {"body", "mapping", "zone"} | _OVER_HTTP | _LOGIN,
    "prometheus": {"queries", "scale"} | _OVER_HTTP | _LOGIN,
    "clickhouse": {"queries"} | _OVER_HTTP | _LOGIN,
    "postgresql": _SQL,
    "mysql": _SQL,
    "mqtt": {"url", "topic", "mapping", "zone"} | _LOGIN | _TLS,
    "file": {"path", "zone", "number", "mapping"},
}
"""The keys of each kind, besides those of every kind."""
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    HTTP: ("url",),
    "prometheus": ("url", "queries"),
    "clickhouse": ("url", "queries"),
    "postgresql": ("url", "queries"),
    "mysql": ("url", "queries"),
    "mqtt": ("url", "topic"),
    "file": ("path",),
}
SCHEMES: Final[dict[str, tuple[str, ...]]] = {
    HTTP: WEB,
    "prometheus": WEB,
    "clickhouse": WEB,
    "postgresql": ("postgresql", "postgres"),
    "mysql": ("mysql", "mariadb"),
    "mqtt": ("mqtt", "mqtts"),
}
_EXAMPLES: Final = {
    HTTP: "https://host/path",
    "prometheus": "https://host:9090",
    "clickhouse": "https://host:8443/?database=shop",
    "postgresql": "postgresql://host:5432/database",
    "mysql": "mysql://host:3306/database",
    "mqtt": "mqtts://host:8883",
}


def _can_travel(text: str) -> bool:
    """Whether a header of HTTP can carry it as it stands."""
    return text.isascii() and text.isprintable() and text == text.strip()


def _variable(name: str) -> str:
    if "=" in name or not name.isprintable():
        raise fail(f"{shortened(name)} is no name of an environment variable")
    return name


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fail(f"{shortened(name)} is no time zone; write a name such as Europe/Berlin") from None
    return name


def _spelling(name: str) -> str:
    if name not in GROUPED:
        raise fail(f"{shortened(name)} is no spelling of numbers; write {' or '.join(GROUPED)}", nearest(name, GROUPED))
    return name


def _topic(name: str) -> str:
    if any(sign in name for sign in "+#\0") or not name:
        raise fail(f"{shortened(name)} names no single topic; write one without + and #")
    return name


def _scale(value: object) -> Decimal:
    try:
        return usable_scale(value)
    except ValueError as error:
        raise fail(str(error)) from None


Offset = Annotated[float, Field(strict=True, ge=-31_536_000, le=31_536_000, allow_inf_nan=False)]
Variable = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_variable)]
SecretFile = Annotated[ExistingFile, at_most(TOKEN_BYTES / MIB)]
Certificate = Annotated[ExistingFile, at_most(4)]
Queries = Annotated[dict[str, str], Field(max_length=64)]
Scales = Annotated[dict[str, Annotated[Decimal, BeforeValidator(_scale)]], Field(max_length=64)]


class OAuth(Model):
    """How a token is fetched: OAuth 2.0 client credentials (RFC 6749, 4.4), renewed before it runs out."""

    token_url: str
    client_id: Annotated[str, Field(min_length=1, max_length=500)]
    client_secret_env: Variable | None = None
    client_secret_file: SecretFile | None = None
    scope: Annotated[str, Field(max_length=2_000)] = ""
    audience: Annotated[str, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (why := wrong_with(self.token_url)) is not None:
            raise_complaints([(("token_url",), f"{why}; write https://host/path")])
        parts = urlsplit(self.token_url)
        if parts.scheme != "https" and not is_local(parts.hostname or ""):
            raise_complaints([(("token_url",), "would send the client's secret in the clear; write https://host/path")])
        if (self.client_secret_env is None) == (self.client_secret_file is None):
            msg = "needs client_secret_env or client_secret_file, one of them"
            raise fail(msg)
        return self

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What may be printed: never a secret."""
        for name, value in super().__repr_args__():
            yield name, masked_url(value) if name == "token_url" and isinstance(value, str) else value


class SourceSettings(Model):
    """One source; the first of the list is tried first, the others take over in order while it fails."""

    kind: str = HTTP
    """One of `TAKES`, or a kind that an installed package offers under the entry-point group `wallboard.sources`."""
    url: str = ""
    name: Annotated[str, Field(max_length=200)] = ""
    """How the recording and the status call it; its host, its file, else its kind, when left out."""
    join: Annotated[str, Field(max_length=200)] = ""
    """Sources of one `join` are asked together and make one snapshot, which is as old as the oldest of them."""
    options: dict[str, Any] = Field(default_factory=dict)
    """What a kind of another package takes besides; read and checked by that package."""
    headers: Annotated[dict[str, str], Field(max_length=50)] = Field(default_factory=dict)
    body: Annotated[str, Field(max_length=1_000_000)] | None = None
    """What is sent with POST; without it the address is asked with GET."""
    oauth: OAuth | None = None
    token_env: Variable | None = None
    """The environment variable that holds the bearer token."""
    token_file: SecretFile | None = None
    """The file that holds the bearer token, read anew for each connection."""
    user: Annotated[str, Field(max_length=500)] = ""
    password_env: Variable | None = None
    password_file: SecretFile | None = None
    ca_file: Certificate | None = None
    client_cert: Certificate | None = None
    client_key: Certificate | None = None
    proxy: str | None = None
    clock_offset_s: Offset | None = None
    """What the source's clock is known to lead by; it is taken off its times."""
    queries: Queries = Field(default_factory=dict)
    """Of a database: `totals` and lists of the contract; of Prometheus: each field of the contract."""
    scale: Scales = Field(default_factory=dict)
    """What the amounts of a field are multiplied by, exactly: "0.01" where a metric counts cents."""
    topic: Annotated[str, Field(max_length=1_000), AfterValidator(_topic)] | None = None
    path: NamedFile | None = None
    """A file that is there, or will be."""
    mapping: dict[str, MappingRule] = Field(default_factory=dict)
    """Rules for the foreign JSON of this source alone; the `[mapping]` of the file is for all that have none."""
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    """Of times that come without one."""
    number: Annotated[str, AfterValidator(_spelling)] | None = None
    """How numbers are spelled in a file: "grouped" (1,234.5) or "grouped:comma" (1.234,5); plain when left out."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.kind in TAKES:
            self._is_of_its_kind()
            self._asks_sensibly()
        if self.proxy is not None and (why := wrong_with(self.proxy)) is not None:
            raise_complaints([(("proxy",), f"{why}; write http://host:port")])
        for name, value in self.headers.items():
            if _HEADER_NAME.fullmatch(name) is None or not _can_travel(value):
                msg = "holds what HTTP cannot carry; names and values are plain ASCII"
                raise_complaints([(("headers", name), msg)])
            if name.lower() in _OF_THE_CONNECTION:
                raise_complaints([(("headers", name), "is a matter of the connection: leave it out")])
        for one, other in (("token_env", "token_file"), ("password_env", "password_file")):
            if getattr(self, one) and getattr(self, other):
                raise fail(f"has both {one} and {other}; keep one")
        if self.client_key and not self.client_cert:
            msg = "has client_key without client_cert"
            raise fail(msg)
        ways = [key for key in ("token_env", "token_file", "oauth", "user") if getattr(self, key)]
        if self.kind in SCHEMES and SCHEMES[self.kind] == WEB and len(ways) > 1:
            raise fail(f"has both {ways[0]} and {ways[1]}; keep one way to log in")
        return self

    def _is_of_its_kind(self) -> None:
        if self.options:
            raise fail(f'has options, which are for sources of other kinds than "{self.kind}"')
        for key in NEEDS[self.kind]:
            if not getattr(self, key):
                raise_complaints([((key,), "is missing")])
        for key in self.model_fields_set - TAKES[self.kind] - _EVERY - {"options"}:
            kinds = ", ".join(kind for kind, keys in TAKES.items() if key in keys)
            raise_complaints([((key,), f'means nothing to a source of the kind "{self.kind}"; it is for {kinds}')])
        schemes = SCHEMES.get(self.kind)
        if schemes is not None and (why := wrong_with(self.url, schemes)) is not None:
            raise_complaints([(("url",), f"{why}; write {_EXAMPLES[self.kind]}")])

    def _asks_sensibly(self) -> None:
        if self.mapping and self.path is not None and self.path.suffix.lower() != ".json":
            raise_complaints([(("mapping",), "is for JSON; a table names its columns")])
        try:
            _ = self.contract_mapping
        except MappingError as error:
            raise_complaints([(("mapping",), str(error))])
        if self.queries and self.kind == "prometheus":
            raise_complaints(list(wrong_promql(self.queries, self.scale)))
        elif self.queries:
            raise_complaints(list(_wrong_sql(self.queries)))

    @property
    def contract_mapping(self) -> FieldMapping | None:
        """The rules of this source's own, compiled; None where it has none."""
        rules = {name: rule.model_dump(exclude_none=True) for name, rule in self.mapping.items()}
        return FieldMapping.from_dict(rules, self.zone or "UTC") if rules else None

    @property
    def label(self) -> str:
        """What to call this source: its name, else its host and port, else its file, else its kind."""
        schemes = SCHEMES.get(self.kind, WEB)
        host = urlsplit(self.url).netloc.rpartition("@")[2] if wrong_with(self.url, schemes) is None else ""
        return self.name or host or (self.path.name if self.path is not None else "") or self.kind

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What may be printed: never a secret."""
        for name, value in super().__repr_args__():
            if name in ("url", "proxy") and isinstance(value, str):
                yield name, masked_url(value)
            elif name == "headers":
                yield name, {key: MASK if is_secret(key) else text for key, text in self.headers.items()}
            elif name in ("body", "queries") and value:
                yield name, MASK
            else:
                yield name, value


def _wrong_sql(queries: dict[str, str]) -> Iterable[tuple[tuple[str, ...], str]]:
    if TOTALS not in queries:
        yield ("queries",), f"has no {TOTALS}: the query of one row with `at` and the single figures"
    for name, text in queries.items():
        if name != TOTALS and name not in LIST_COLUMNS:
            near = nearest(name, (TOTALS, *LIST_COLUMNS))
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join((TOTALS, *LIST_COLUMNS))}"
            yield ("queries", name), f"is no part of a snapshot; {hint}"
        elif (why := wrong_with_query(text)) is not None:
            yield ("queries", name), why
        elif name == TOTALS and states_reading_time(text):
            why = "`at` is the time of reading, which says nothing of the data; write max(updated_at) AS at"
            yield ("queries", name), why


_OWN = re.compile(r"metrics\.\w{1,100}")


def wrong_promql(queries: dict[str, str], scale: dict[str, Decimal]) -> Iterable[tuple[tuple[str, ...], str]]:
    """What is wrong with the queries of a Prometheus, as far as that can be told without asking it."""
    known = [name for name in FIELDS if name not in ("currency", "simulated", "rate")] + ["categories.top"]
    if "at" not in queries:
        yield ("queries",), "has no `at`; write the age of its samples: at = 'min(timestamp(your_metric))'"
    for name, text in queries.items():
        if name not in known and _OWN.fullmatch(name) is None:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(known)}"
            yield ("queries", name), f"is no field of the contract; {hint}"
        elif not text.strip() or len(text) > MOST_CHARACTERS or "\0" in text:
            yield ("queries", name), "is no query"
    if "at" in queries and "timestamp" not in queries["at"]:
        yield ("queries", "at"), "says nothing of the age of samples; write at = 'min(timestamp(your_metric))'"
    for name in scale:
        if name not in queries:
            yield ("scale", name), "has no query"

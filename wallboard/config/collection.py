"""Where the figures come from and what is kept: sources, polling, judgement, foreign fields, the recording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from wallboard.config.files import MIB
from wallboard.config.value_types import (
    ExistingFile,
    Fen,
    Flag,
    Model,
    Place,
    Seconds,
    at_most,
    fail,
    nearest,
    raise_complaints,
)
from wallboard.config.web_address import wrong_with
from wallboard.core.contract.metrics import METRICS
from wallboard.core.errors import MappingError
from wallboard.core.figures import LISTS
from wallboard.core.mapping import Mapping as FieldMapping
from wallboard.core.mapping import compiled, lost_by
from wallboard.core.masking import MASK, is_secret, masked_url
from wallboard.core.strict_json import shortened

HTTP = "http"
"""The kind of source that is meant where none is said."""
TOKEN_BYTES = 64 * 1024
"""Of a file that holds a token; what is larger is another file."""


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_OF_THE_CONNECTION = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer"),
        *("transfer-encoding", "upgrade", "if-none-match", "if-modified-since", "range"),
    }
)
"""Headers that the program sends itself, or that change what an answer is."""


def _can_travel(text: str) -> bool:
    """Whether a header of HTTP can carry it as it stands."""
    return text.isascii() and text.isprintable() and text == text.strip()


def _variable(name: str) -> str:
    if "=" in name or not name.isprintable():
        raise fail(f"{shortened(name)} is no name of an environment variable")
    return name


Offset = Annotated[float, Field(strict=True, ge=-31_536_000, le=31_536_000, allow_inf_nan=False)]


class SourceSettings(Model):
    """One endpoint; the first of the list is tried first, the others take over in order while it fails."""

    kind: str = HTTP
    """`http`, or a kind that an installed package offers under the entry-point group `wallboard.sources`."""
    url: str = ""
    name: Annotated[str, Field(max_length=200)] = ""
    """How the recording and the status call it; its host, else its kind, when left out."""
    options: dict[str, Any] = Field(default_factory=dict)
    """What a kind of another package takes besides; read and checked by that package."""
    headers: Annotated[dict[str, str], Field(max_length=50)] = Field(default_factory=dict)
    token_env: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_variable)] | None = None
    """The environment variable that holds the bearer token."""
    token_file: Annotated[ExistingFile, at_most(TOKEN_BYTES / MIB)] | None = None
    """The file that holds the bearer token, read anew for each connection."""
    ca_file: Annotated[ExistingFile, at_most(4)] | None = None
    client_cert: Annotated[ExistingFile, at_most(4)] | None = None
    client_key: Annotated[ExistingFile, at_most(4)] | None = None
    proxy: str | None = None
    clock_offset_s: Offset | None = None
    """What the source's clock is known to lead by; it is taken off its times."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.kind == HTTP:
            self._is_of_the_web()
        if self.proxy is not None and (why := wrong_with(self.proxy)) is not None:
            raise_complaints([(("proxy",), f"{why}; write http://host:port")])
        for name, value in self.headers.items():
            if _HEADER_NAME.fullmatch(name) is None or not _can_travel(value):
                msg = "holds what HTTP cannot carry; names and values are plain ASCII"
                raise_complaints([(("headers", name), msg)])
            if name.lower() in _OF_THE_CONNECTION:
                raise_complaints([(("headers", name), "is a matter of the connection: leave it out")])
        if self.token_env and self.token_file:
            msg = "has both token_env and token_file; keep one"
            raise fail(msg)
        if self.client_key and not self.client_cert:
            msg = "has client_key without client_cert"
            raise fail(msg)
        return self

    def _is_of_the_web(self) -> None:
        if not self.url:
            raise_complaints([(("url",), "is missing")])
        if (why := wrong_with(self.url)) is not None:
            raise_complaints([(("url",), f"{why}; write https://host/path")])
        if self.options:
            msg = f'has options, which are for sources of other kinds than "{HTTP}"'
            raise fail(msg)

    @property
    def label(self) -> str:
        """What to call this source: its name, else its host and port, else its kind."""
        host = urlsplit(self.url).netloc.rpartition("@")[2] if wrong_with(self.url) is None else ""
        return self.name or host or self.kind

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What may be printed: never a secret."""
        for name, value in super().__repr_args__():
            if name in ("url", "proxy") and isinstance(value, str):
                yield name, masked_url(value)
            elif name == "headers":
                yield name, {key: MASK if is_secret(key) else text for key, text in self.headers.items()}
            else:
                yield name, value


class Polling(Model):
    """How often and how patiently the endpoint is asked; seconds."""

    interval_s: Seconds = 2.0
    deadline_s: Seconds = 5.0
    """The limit for a whole fetch; what comes later is thrown away."""
    connect_timeout_s: Seconds = 3.0
    max_body_mb: Annotated[float, Field(strict=True, ge=0.001, le=16)] = 8.0
    """The largest decoded answer that is read, in MB of 10^6 bytes."""
    delay_s: Annotated[float, Field(strict=True, ge=0, le=3600)] = Field(
        default_factory=lambda data: 1.5 * data.get("interval_s", 2.0)
    )
    """How far the picture stands behind the newest figure; 1.5 intervals when left out."""
    updates_every_s: Seconds | None = None
    """How often the source has something new; what the recording sees when left out."""

    @property
    def max_body_bytes(self) -> int:
        """The cap in bytes."""
        return int(self.max_body_mb * 1_000_000)


class JudgementSettings(Model):
    """When a figure is believed."""

    confirmations: Annotated[int, Field(strict=True, ge=1, le=1000)] = 3
    """So many further polls must agree before a falling or leaping total is shown."""
    plausible_fen_per_s: Fen = Field(default=200_000_000_00, alias="plausible_rate")
    """The fastest growth of an amount that is believed at once, in the file as yuan per second."""
    plausible_count_rate: Annotated[int, Field(strict=True, ge=1, le=10**15)] = 2_000_000
    """The same for counts, a second."""
    clock_tolerance_s: Annotated[float, Field(strict=True, ge=1, le=86_400)] = 120.0
    """How far the source's time may lead this machine's before it is held."""


class FigureRule(Model):
    """What a total or a list is, where it is not a sum that only grows."""

    cumulative: Flag = True
    """Of a list: its figures are sums since the start; not those of a sliding window, which are not judged."""
    may_fall: Flag = False
    """Of a total: it is net of refunds, and falls by them."""


def _figures(rules: dict[str, FigureRule], info: ValidationInfo) -> dict[str, FigureRule]:
    """`may_fall` is of totals, `cumulative` of lists."""
    totals = [metric.name for metric in METRICS.values() if metric.total] + [*(info.context or {}).get("metrics", ())]
    lists = list(LISTS)
    for name, rule in rules.items():
        if name not in (*totals, *lists):
            msg = f"no total or list is called {name!r}; there are {', '.join((*totals, *lists))}"
            raise fail(msg, nearest(name, (*totals, *lists)))
        if rule.may_fall and name not in totals:
            raise fail(f"{name} is a list: `may_fall` is of totals ({', '.join(totals)}); write cumulative = false")
        if not rule.cumulative and name not in lists:
            raise fail(f"{name} is a total: `cumulative` is of lists ({', '.join(lists)}); write may_fall = true")
    return rules


Figures = Annotated[dict[str, FigureRule], AfterValidator(_figures)]


class MappingRule(Model):
    """Where one field of the contract is found in a foreign answer; a plain string stands for the path alone."""

    path: str
    scale: str = "1"
    time_format: str | None = None
    number: str | None = None
    """How numbers are spelled where they come as texts: "grouped" (1,234.5) or "grouped:comma" (1.234,5)."""
    items: Flag = False
    """The list comes as an object whose keys tell its items apart: {"330100": 5}."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: object) -> object:
        if isinstance(value, str):
            try:
                compiled(value)
            except ValueError as error:  # told here, since the file has no key `path`
                raise fail(str(error)) from None
            return {"path": value}
        if isinstance(value, dict) and isinstance(value.get("scale"), int) and not isinstance(value["scale"], bool):
            return value | {"scale": str(value["scale"])}
        return value

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        given = self.model_dump(exclude_none=True, exclude={"items"})
        try:
            FieldMapping.from_dict({"gmv": given})
        except MappingError as error:
            key, _, why = str(error).removeprefix("mapping.gmv.").partition(": ")
            raise_complaints([((key,), why)])
        if self.time_format is not None and (part := lost_by(self.time_format)) is not None:
            why = f"{shortened(self.time_format)} says nothing of the {part}: no time would be right"
            raise_complaints([(("time_format",), why)])
        return self


class Recording(Model):
    """Where the night is kept."""

    folder: Place | None = None
    """A folder that gets a new recording each run; the platform's data folder when left out."""
    fallback_folder: Place | None = None
    """Where the collector goes on when the disk of `folder` is full."""
    max_segment_mb: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 256
    """A new file begins when the present one has this size, in MB of 10^6 bytes …"""
    max_segment_minutes: Annotated[int, Field(strict=True, ge=1, le=527_040)] = 60
    """… or this age; finished files open without being read."""
    keep_days: Annotated[float, Field(strict=True, ge=1, le=36500)] | None = None
    """Recordings of other nights that are older are deleted; none when left out."""
    keep_free_gb: Annotated[float, Field(strict=True, gt=0, le=1e6)] | None = None
    """The oldest recordings of other nights go until so much is free, in GB of 10^9 bytes; none when left out."""

"""How figures are collected and kept: polling, judgement, foreign fields, the recording."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from wallboard.config.value_types import (
    Fen,
    Flag,
    Model,
    Place,
    Seconds,
    fail,
    nearest,
    raise_complaints,
)
from wallboard.core.contract.metrics import METRICS
from wallboard.core.errors import MappingError
from wallboard.core.figures import LISTS
from wallboard.core.mapping import Mapping as FieldMapping
from wallboard.core.mapping import compiled, lost_by
from wallboard.core.strict_json import shortened


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
    plausible_fen_per_s: Fen | None = Field(default=None, alias="plausible_rate")
    """The fastest growth of an amount that is believed at once, in the file as whole money a second."""
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

    path: str = ""
    taken_from: Annotated[Literal["arrival", "date"] | None, Field(alias="from")] = None
    """Of `at`, where the source states no time: when the answer arrived, or its HTTP Date."""
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
        if (self.taken_from is None) == (not self.path):
            said = "is missing" if not self.path else "stands beside `from`, which takes its place"
            raise_complaints([(("path",), said)])
        given = self.model_dump(exclude_defaults=True, exclude={"items", "taken_from"})
        if self.taken_from is not None:
            if given:
                raise_complaints([((next(iter(given)),), "does not go with `from`")])
            return self
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

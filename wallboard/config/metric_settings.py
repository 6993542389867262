"""The settings of metrics that are the operator's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.config.value_types import Bilingual, Flag, Model, exact, fail
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.metrics import is_own_name
from wallboard.core.contract.snapshot import Name
from wallboard.core.mapping import compiled, usable_scale
from wallboard.core.strict_json import shortened


def _name(name: str) -> str:
    if not is_own_name(name):
        raise fail(
            f"{shortened(name)} cannot be a metric of your own: write up to 40 small letters, digits and _, "
            "beginning with a letter, that are no name of the contract"
        )
    return name


def _path(path: str) -> str:
    try:
        compiled(path)
    except ValueError as error:
        raise fail(str(error)) from None
    return path


def _scale(scale: Decimal) -> Decimal:
    try:
        return usable_scale(scale)
    except ValueError as error:
        raise fail(str(error)) from None


OwnMetricName = Annotated[str, AfterValidator(_name)]


class MetricSettings(Model):
    """One metric: its kind, whether it only ever grows, what it is called, and where an answer holds it."""

    kind: Literal["count", "money", "rate", "share"]
    total: Flag | None = None
    title: Bilingual | None = None
    path: Annotated[str, AfterValidator(_path)] | None = Field(default=None, alias="from")
    scale: Annotated[Decimal, BeforeValidator(exact), AfterValidator(_scale)] = Decimal(1)
    number: Literal["grouped", "grouped:comma"] | None = None
    """How it is spelled where it comes as a text, as in [mapping]."""

    @model_validator(mode="after")
    def _may_be_a_total(self) -> MetricSettings:
        if self.total and self.kind in ("rate", "share"):
            raise fail(f"a {self.kind} is no total: leave `total` out, or let `kind` be count or money")
        return self

    def named(self, name: str) -> Metric:
        """The metric under its name. Amounts and counts are totals unless the file says otherwise."""
        total = self.kind in ("count", "money") if self.total is None else self.total
        title = Name(en=name.replace("_", " ").capitalize())
        if self.title is not None:
            title = self.title.name
        return Metric(name, self.kind, total, title, name, self.path or "", str(self.scale), self.number or "")

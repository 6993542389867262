"""The kinds of panel and the options each one takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.config.map_panels import ChinaMapOptions, RegionMapOptions, WorldMapOptions
from wallboard.config.panel_options import PanelOptions
from wallboard.config.picture_panels import ImageOptions, SlidesOptions, VideoOptions
from wallboard.config.value_types import (
    Bilingual,
    Fen,
    Flag,
    MetricName,
    Model,
    Rows,
    Year,
    fail,
    former_lead,
    nearest,
)
from wallboard.config.web_address import wrong_with
from wallboard.core.contract.metric import Metric
from wallboard.core.qr_code import MOST as MOST_QR
from wallboard.core.strict_json import shortened

Currency = Annotated[Literal["own", "second", "control"], BeforeValidator(former_lead)]
"""`control` follows the operator's choice (key C), which begins as [money] lead."""
Form = Literal["full", "compact"]
"""`full` writes every digit, `compact` 475.12亿 and $6.99bn."""

RANKINGS = (
    "categories",
    "products",
    "best_selling_brands",
    "selling_to_china",
    "buying_from_china",
    "cities",
    "provinces",
)


PRODUCTS = "categories.top"
"""The products of the categories, by the list and the part of its items that hold them."""


class TitleBarOptions(PanelOptions):
    """Logo, name of the event, clocks, and the badges that every picture carries."""

    kind: Literal["title_bar"] = "title_bar"
    show_name: Flag = True
    show_elapsed: Flag = True
    show_clock: Flag = True

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


class CounterOptions(PanelOptions):
    """One figure in rolling digits."""

    kind: Literal["counter"] = "counter"
    metric: MetricName = "gmv"
    label: Bilingual | None = None
    unit: Bilingual | None = None
    form: Form = "full"
    currency: Currency = "control"
    size: Literal["hero", "large", "normal"] = "normal"
    secondary: Flag = True
    """A second line: for money the compact form and the other currency."""
    peak: Flag = True
    """A mark that holds the highest value; for rates only."""
    estimate: Flag = False
    """A range of when the next sum may be passed, called an estimate; for a hero alone on its canvas."""

    def needs(self, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return (metrics[self.metric].field,)


class FigureOptions(Model):
    """One figure of a strip."""

    metric: MetricName
    label: Bilingual | None = None
    form: Form = "full"
    peak: Flag = True

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: object) -> object:
        return {"metric": value} if isinstance(value, str) else value


class FiguresOptions(PanelOptions):
    """A strip of key figures, each with its label."""

    kind: Literal["figures"] = "figures"
    metrics: tuple[FigureOptions, ...] = Field(min_length=1)
    columns: Rows | None = None
    """Figures side by side; all of them when left out."""
    title: Bilingual | None = None

    def needs(self, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return tuple(metrics[figure.metric].field for figure in self.metrics)


def _ranking(text: str) -> str:
    if text in RANKINGS or (text.startswith("category:") and len(text) > len("category:")):
        return text
    choices = (*RANKINGS, "category:<id>")
    raise fail(f"there is no ranking of {shortened(text)}; there are {', '.join(choices)}", nearest(text, choices))


class RankingOptions(PanelOptions):
    """Ranks, names, bars and amounts; `products` turns through the products of every category."""

    kind: Literal["ranking"] = "ranking"
    of: Annotated[str, AfterValidator(_ranking)]
    rows: Rows = 10
    """Rows of one page, over all columns."""
    columns: Rows = 1
    pages: Rows = 1
    """Pages of a long list that take turns; `products` has a page for every category instead."""
    title: Bilingual | None = None
    bars: Flag = True
    changes: Flag = True
    """Marks of rise and fall."""

    @property
    def category(self) -> str | None:
        """The id of the one category whose products are ranked, or None."""
        return self.of.removeprefix("category:") if self.of.startswith("category:") else None

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        derived = {"products": PRODUCTS, "provinces": "cities"}
        return (PRODUCTS,) if self.category is not None else (derived.get(self.of, self.of),)


class TrendOptions(PanelOptions):
    """The night's curve."""

    kind: Literal["trend"] = "trend"
    metric: MetricName = "gmv"
    earlier_years: tuple[Year, ...] | None = None
    """Years drawn behind it, each with its [[earlier_year]]; all before the event's own year when left out."""
    window: Literal["auto", "event"] = "auto"
    """`auto` widens with the night, `event` is the whole of it from the beginning."""
    flags: Flag = True
    """The milestones, standing on the curve."""
    comparison: Flag = True
    """The figure that says how far ahead of last year this night is."""
    title: Bilingual | None = None

    def needs(self, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return (metrics[self.metric].field,)


class CountdownOptions(PanelOptions):
    """The time that remains."""

    kind: Literal["countdown"] = "countdown"
    to: Literal["start", "end"] = "start"
    label: Bilingual | None = None
    size: Literal["hero", "normal"] = "hero"

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


class AudienceOptions(PanelOptions):
    """Viewers, channel by channel."""

    kind: Literal["audience"] = "audience"
    columns: Rows = 5
    title: Bilingual | None = None
    total: Flag = True
    shakes: Flag = True

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("audience",)


class MilestoneOptions(PanelOptions):
    """Sums and the time each was reached, against an earlier year."""

    kind: Literal["milestone"] = "milestone"
    sums_fen: tuple[Fen, ...] = Field(default=(), alias="sums")
    """The sums listed; those of [milestones] when left out."""
    rows: Rows = 8
    columns: Rows = 1
    against: Year | None = None
    """The year compared with; the latest [[earlier_year]] before the event's own year when left out."""
    title: Bilingual | None = None

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("gmv",)


class TickerOptions(PanelOptions):
    """A line of news: milestones, leads, peaks, and the operator's messages."""

    kind: Literal["ticker"] = "ticker"
    messages: tuple[Bilingual, ...] = ()
    milestones: Flag = True
    news: Flag = True
    """Who took the lead of a ranking, and the highest rates."""
    speed: Annotated[float, Field(strict=True, gt=0, le=2)] = 0.06
    """Canvas widths a second."""

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


class StatusOptions(PanelOptions):
    """Clock, badges and age; `full` adds endpoint, delay, recording, screens and alarms.

    `full` is for canvases with role = "operator" only.
    """

    kind: Literal["status"] = "status"
    detail: Literal["line", "full"] = "line"

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


class TextOptions(PanelOptions):
    """Words of yours."""

    kind: Literal["text"] = "text"
    text: Bilingual
    size: Literal["hero", "large", "normal"] = "large"

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


class RecordDayOptions(PanelOptions):
    """The whole day of an earlier year, once it is passed."""

    kind: Literal["record_day"] = "record_day"

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("gmv",)


class CorrectionOptions(PanelOptions):
    """The newest correction of the sum: what was stated, what holds, and a line of the operator's."""

    kind: Literal["correction"] = "correction"

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("gmv",)


def _scanned(address: str) -> str:
    if not address:
        return address
    wrong = wrong_with(address)
    if wrong is None and len(address) > MOST_QR:
        wrong = f"has {len(address)} characters; {MOST_QR} are the most that a QR code across a room can hold"
    if wrong is not None:
        raise fail(f"{wrong}; write one such as https://press.example.org")
    return address


class BackdropOptions(PanelOptions):
    """A calm pattern of logos, for people to be photographed in front of."""

    kind: Literal["backdrop"] = "backdrop"
    pattern: Literal["logo", "plain"] = "logo"
    rows: Rows = 5
    qr: Annotated[str, AfterValidator(_scanned)] = ""
    """An address that stands in a corner as a QR code: that of the press desk, say."""

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


AnyPanel = (
    TitleBarOptions
    | CounterOptions
    | FiguresOptions
    | RankingOptions
    | TrendOptions
    | CountdownOptions
    | AudienceOptions
    | MilestoneOptions
    | TickerOptions
    | StatusOptions
    | ChinaMapOptions
    | RegionMapOptions
    | WorldMapOptions
    | TextOptions
    | RecordDayOptions
    | CorrectionOptions
    | BackdropOptions
    | ImageOptions
    | SlidesOptions
    | VideoOptions
)

Panel = Annotated[AnyPanel, Field(discriminator="kind")]
"""The options of any panel; `kind` tells which."""

OPTIONS: dict[str, type[PanelOptions]] = {model.model_fields["kind"].default: model for model in get_args(AnyPanel)}
"""The options of each kind of panel."""

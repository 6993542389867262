"""The kinds of panel and the options each one takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.config.panel_options import PanelOptions
from wallboard.config.picture_panels import ImageOptions, SlidesOptions, VideoOptions
from wallboard.config.value_types import (
    Bilingual,
    ExistingFile,
    Fen,
    Flag,
    MetricName,
    Model,
    Rows,
    Year,
    at_most,
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
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
Direction = Literal["selling_to_china", "buying_from_china", "both"]

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


class ChinaMapOptions(PanelOptions):
    """The country, province by province and city by city."""

    kind: Literal["china_map"] = "china_map"
    metric: MetricName = "gmv"
    labels: Annotated[int, Field(strict=True, ge=0, le=60)] = 12
    """How many cities are named."""
    flows: Flag = True
    style: Literal["choropleth", "hexagons"] = "choropleth"
    """Provinces coloured by their sums, with lights on the cities; or a column on every city, as high as its sum."""
    columns: Flag = True
    """Columns of light on the leading cities."""
    list: Flag = False
    """A list of leading cities and provinces beside the map."""
    province: str | None = None
    """Six digits of the province that is shown alone."""
    hub: str | None = None
    """Six digits of the city that trails run to; the middle of the country when left out."""
    base_map: Annotated[ExistingFile, at_most(64)] | None = None
    """A file that replaces the built-in map: GeoJSON, ECharts' encoded GeoJSON, TopoJSON or Esri JSON, in WGS84."""

    @model_validator(mode="after")
    def _are_codes(self) -> Self:
        if self.province is not None and not _is_code(self.province):
            raise fail(f'province {shortened(self.province)} is no code of six digits, such as "440000" for Guangdong')
        if self.hub is not None and not _is_code(self.hub):
            raise fail(f'hub {shortened(self.hub)} is no code of six digits, such as "440100" for Guangzhou')
        return self

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("cities",)


Fraction = Annotated[float, Field(strict=True, ge=-1, le=2, allow_inf_nan=False)]
InsetBox = tuple[Fraction, Fraction, Fraction, Fraction]
"""Left, top, right, bottom as fractions of the map without its insets, counted from its upper left corner."""


def _is_box(box: InsetBox) -> InsetBox:
    left, top, right, bottom = box
    if right - left < 0.01 or bottom - top < 0.01:
        msg = "is no box: write [left, top, right, bottom], such as [0.0, 0.75, 0.2, 1.0]"
        raise fail(msg)
    return box


class RegionMapOptions(PanelOptions):
    """Any country or region, part by part and city by city, from files of the operator's own."""

    kind: Literal["region_map"] = "region_map"
    regions: Annotated[ExistingFile, at_most(64)]
    """Its parts: GeoJSON, ECharts' encoded GeoJSON, TopoJSON or Esri JSON, in WGS84, each with a code and a name."""
    places: Annotated[ExistingFile, at_most(8)] | None = None
    """Its cities: CSV with name, region, lon, lat; code, zh and aliases if wanted. Without it amounts are by part."""
    latitude_first: Flag = False
    """The file of the parts writes latitude before longitude."""
    insets: Annotated[dict[str, Annotated[InsetBox, AfterValidator(_is_box)]], Field(max_length=20)] = Field(
        default_factory=dict
    )
    """Parts that lie far away, by code, each in a box of its own."""
    labels: Annotated[int, Field(strict=True, ge=0, le=60)] = 12
    """How many cities are named."""
    flows: Flag = False
    style: Literal["choropleth", "hexagons"] = "choropleth"
    """Parts coloured by their sums, with lights on the cities; or a column on every city, as high as its sum."""
    columns: Flag = True
    list: Flag = False
    """A list of leading cities and parts beside the map."""
    province: str | None = None
    """The code of the part that is shown alone."""
    hub: str | None = None
    """The code of the city that trails run to; the middle of the map when left out."""

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("cities",)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 6


class WorldMapOptions(PanelOptions):
    """Countries that sell to China and buy from it."""

    kind: Literal["world_map"] = "world_map"
    style: Literal["flat", "globe"] = "flat"
    """A flat map of the whole world; or a globe with day and night, its land shaded by sums."""
    turns: Flag = True
    """The globe sways slowly around the middle of the country."""
    direction: Direction = "both"
    arcs: Flag = True
    hub: tuple[Longitude, Latitude] | None = None
    """Where the ways of trade end, in degrees east and north; the middle of the country when left out."""
    labels: Annotated[int, Field(strict=True, ge=0, le=60)] = 10

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ("selling_to_china", "buying_from_china") if self.direction == "both" else (self.direction,)


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

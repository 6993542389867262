"""The options of the panels that show a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from wallboard.config.panel_options import PanelOptions
from wallboard.config.value_types import ExistingFile, Flag, MetricName, at_most, fail
from wallboard.core.contract.metric import Metric
from wallboard.core.strict_json import shortened

Longitude = Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
Direction = Literal["selling_to_china", "buying_from_china", "both"]
Fraction = Annotated[float, Field(strict=True, ge=-1, le=2, allow_inf_nan=False)]
InsetBox = tuple[Fraction, Fraction, Fraction, Fraction]
"""Left, top, right, bottom as fractions of the map without its insets, counted from its upper left corner."""


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
    """Countries that sell to the event's own and buy from it."""

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

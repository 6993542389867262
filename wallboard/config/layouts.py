"""What every screen shows: layouts, the canvases in them, and compositions drawn as grid areas."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from wallboard.config.areas import Block, blocks, complaints, names
from wallboard.config.display_settings import Way
from wallboard.config.key_names import Key
from wallboard.config.value_types import Bilingual, Flag, Model, raise_complaints

ANY_CANVAS = "*"
FALLBACK_LAYOUT = "counter"
"""What a wall shows after repeated failures."""
Shape = Literal["tall", "square", "wide", "ribbon"]
SHAPES: dict[Shape, tuple[float, float]] = {
    "tall": (0.0, 0.8),
    "square": (0.8, 1.3),
    "wide": (3.0, 5.0),
    "ribbon": (5.0, math.inf),
}
"""Shapes of canvases with a composition of their own: from which width : height on, and below which."""


@lru_cache(maxsize=64)
def shape_of(aspect: float) -> Shape | None:
    """The shape of a canvas of `aspect` = width / height; None for the ordinary one, around 16 : 9."""
    return next((shape for shape, (low, high) in SHAPES.items() if low <= aspect < high), None)


FRACTIONS_WITHIN = 1e-6
"""How close to 1 weights must add up to count as fractions of the whole canvas."""

Weight = Annotated[float, Field(strict=True, gt=0, le=1000)]
Weights = Annotated[tuple[Weight, ...], Field(min_length=1, max_length=48)]
Gap = Annotated[float, Field(strict=True, ge=0, le=0.1)]
CellNumber = Annotated[int, Field(strict=True, ge=1)]
Cells = tuple[CellNumber, CellNumber]
Areas = Annotated[tuple[str, ...], Field(max_length=48)]


class Under(Model):
    """A panel beneath the others: from the first to the last of the named columns and rows, counted from 1."""

    panel: str
    columns: Cells | None = None
    rows: Cells | None = None
    bleed: Flag = False
    """Reach to the very edge of the canvas where it touches an outer cell, over the safe margin."""


class CanvasAreas(Model):
    """One picture: weights or fractions of columns and rows, and the areas.

    Weights that add up to 1 are fractions of the whole canvas, cut by its safe margin; any others share what lies
    inside the margin. `gutter` is (between columns as a fraction of the width, between rows of the height).
    """

    columns: Weights | None = None
    rows: Weights | None = None
    areas: Areas
    under: tuple[Under, ...] = ()
    gutter: tuple[Gap, Gap] = (0.0125, 0.012)

    @field_validator("under", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _is_drawn_well(self) -> Self:
        raise_complaints(_drawing(self))
        return self

    @property
    def blocks(self) -> dict[str, Block]:
        """The cells of each panel in the areas, in reading order."""
        return blocks(self.areas)

    @property
    def panels(self) -> tuple[str, ...]:
        """The names of all panels, those beneath first."""
        return (*(under.panel for under in self.under), *names(self.areas))

    @property
    def column_weights(self) -> tuple[float, ...]:
        """The columns, equal ones where the file gives none."""
        return self.columns or (1.0,) * len(self.areas[0].split())

    @property
    def row_weights(self) -> tuple[float, ...]:
        """The rows, equal ones where the file gives none."""
        return self.rows or (1.0,) * len(self.areas)


class Variant(Model):
    """The composition for another shape of canvas; what it leaves out is as in the ordinary one."""

    columns: Weights | None = None
    rows: Weights | None = None
    areas: Areas | None = None
    under: tuple[Under, ...] | None = None
    gutter: tuple[Gap, Gap] | None = None

    _one_or_many = field_validator("under", mode="before")(lambda value: (value,) if isinstance(value, dict) else value)


class CanvasLayout(CanvasAreas):
    """The composition of one canvas in one layout, and its variants for other shapes."""

    tall: Variant | None = None
    square: Variant | None = None
    wide: Variant | None = None
    ribbon: Variant | None = None

    @model_validator(mode="after")
    def _variants_are_drawn_well(self) -> Self:
        if not _drawing(self):
            found = [(shape, _drawing(self._varied(variant))) for shape, variant in self._variants.items()]
            raise_complaints([((shape, *path), message) for shape, wrong in found for path, message in wrong])
        return self

    @property
    def _variants(self) -> dict[Shape, Variant]:
        given = {shape: getattr(self, shape) for shape in SHAPES}
        return {shape: variant for shape, variant in given.items() if variant is not None}

    def _varied(self, variant: Variant) -> CanvasAreas:
        given = {name: value for name, value in variant if value is not None}
        own = {name: value for name, value in self if name not in SHAPES}
        return CanvasAreas.model_construct(**(own | given))

    @property
    def compositions(self) -> tuple[CanvasAreas, ...]:
        """The ordinary composition and all its variants."""
        return (self, *self.by_shape.values())

    @property
    def by_shape(self) -> dict[Shape, CanvasAreas]:
        """The variants, whole."""
        return {shape: self._varied(variant) for shape, variant in self._variants.items()}

    def for_aspect(self, aspect: float) -> CanvasAreas:
        """The composition for a canvas of `aspect` = width / height; a ribbon without one of its own is wide."""
        shape, variants = shape_of(aspect), self._variants
        wanted: tuple[Shape, ...] = ("ribbon", "wide") if shape == "ribbon" else (shape,) if shape else ()
        variant = next((variants[name] for name in wanted if name in variants), None)
        return self if variant is None else self._varied(variant)


class Layout(Model):
    """What all screens show together, brought up by one key.

    `until` and `then`: when the event starts (or ends), the wall goes over to the layout `then` by itself; [event]
    opening when `then` is left out. `pages`: layouts that take turns with it while it is up, each for as long as one
    of the rotation; one that has nothing to show is passed over. `change`: how it takes the place of another, if not
    as [display] has it. `needs`: "start":
    an event without a start never shows it, nor one that lasts until the start; or "record": it has something to show
    once an earlier year's whole day is passed; or "picture": only where one of its live pictures has a source. `later`
    stands in its place where it is chosen when it has gone over already.
    """

    title: Bilingual | None = None
    key: Key | None = None
    canvas: Annotated[dict[str, CanvasLayout], Field(min_length=1)]
    until: Literal["start", "end"] | None = None
    then: str | None = None
    change: Way | None = None
    needs: Literal["start", "record", "picture"] | None = None
    later: str | None = None
    pages: Annotated[tuple[str, ...], Field(max_length=8)] = ()

    @cached_property
    def panels(self) -> frozenset[str]:
        """The names of its panels, on whatever canvas of whatever shape; asked for at every frame."""
        compositions = (each for canvas in self.canvas.values() for each in canvas.compositions)
        return frozenset(name for composition in compositions for name in composition.panels)

    @property
    def needs_start(self) -> bool:
        """Whether it says nothing about an event that has no start."""
        return self.needs in ("start", "record") or self.until == "start"


def _drawing(composition: CanvasAreas) -> list[tuple[tuple[str | int, ...], str]]:
    columns, rows = composition.columns, composition.rows
    found: list[tuple[tuple[str | int, ...], str]] = [
        (("areas",) if line is None else ("areas", line), message)
        for line, message in complaints(
            composition.areas, len(columns) if columns else None, len(rows) if rows else None
        )
    ]
    if found:
        return found
    for number, under in enumerate(composition.under):
        counts = (("columns", under.columns, composition.column_weights), ("rows", under.rows, composition.row_weights))
        for name, cells, weights in counts:
            if cells is not None and not cells[0] <= cells[1] <= len(weights):
                message = f"{list(cells)} is no range within the {len(weights)} {name}, counted from 1"
                found.append((("under", number, name), message))
    return found

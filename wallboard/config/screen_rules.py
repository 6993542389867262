"""Which monitor shows which canvas."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from wallboard.config.value_types import Model, fail, nearest
from wallboard.core.strict_json import shortened

NO_CANVAS = "none"
"""As a screen's canvas: leave that screen alone."""
POSITIONS = ("primary", "leftmost", "rightmost", "middle")
_GEOMETRY = re.compile(r"([0-9]{1,6})x([0-9]{1,6})(?:([+-][0-9]{1,6})([+-][0-9]{1,6}))?")


_SMALLEST, _LARGEST = 64, 16384
"""Of a monitor's width and height in pixels; without a display a picture of that size is drawn."""


def _geometry(text: str) -> str:
    match = _GEOMETRY.fullmatch(text)
    if match is None:
        raise fail(f'{shortened(text)} is no geometry; write "3840x2160+0+0", or "3840x2160" for any place')
    if not all(_SMALLEST <= int(pixels) <= _LARGEST for pixels in match.groups()[:2]):
        raise fail(f"{shortened(text)} is no monitor's size; width and height are {_SMALLEST} to {_LARGEST} pixels")
    return text


def _position(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and (value in POSITIONS or (value.isdigit() and int(value) >= 1)):
        return value
    names = ", ".join(POSITIONS)
    close = nearest(value, POSITIONS) if isinstance(value, str) else None
    raise fail(f"{shortened(value)} is no position; there are {names}, or a number counted from the left from 1", close)


class ScreenRule(Model):
    """How a monitor is found; all that is given must agree. Without any of them it takes what is left over."""

    name: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    geometry: Annotated[str, AfterValidator(_geometry)] | None = None
    position: Annotated[str, BeforeValidator(_position)] | None = None
    """`primary`, `leftmost`, `rightmost`, `middle`, or a number counted from the left, beginning with 1."""
    canvas: str | None = None
    """What it shows; the canvas of the same name as this entry when left out."""

    @property
    def is_particular(self) -> bool:
        """Whether it says anything about the monitor it means."""
        return any((self.name, self.manufacturer, self.model, self.serial, self.geometry, self.position))

    @property
    def size_and_place(self) -> tuple[int, int, int | None, int | None] | None:
        """`geometry` as (width, height, x, y), x and y None where any place will do."""
        match = _GEOMETRY.fullmatch(self.geometry) if self.geometry else None
        if match is None:
            return None
        width, height, x, y = match.groups()
        return int(width), int(height), None if x is None else int(x), None if y is None else int(y)


class Canvas(Model):
    """A picture of its own: whose eyes it is for, and the screens it spans."""

    role: Literal["public", "operator"] = "public"
    span: tuple[str, ...] = ()
    """Names of [screens.*] that show one picture together, from left to right."""
    layout: str | None = None
    """A layout that stays on this canvas whatever key is pressed."""

    @model_validator(mode="after")
    def _spans_each_once(self) -> Self:
        if len(set(self.span)) != len(self.span):
            msg = "span names a screen twice"
            raise fail(msg)
        return self

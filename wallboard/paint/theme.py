"""The look of the wall in one place: colours, fills, glows, type scale and strokes, as fractions of the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace

from wallboard.config.layouts import Shape, shape_of
from wallboard.paint.lettering import Style

Stops = tuple[tuple[float, str], ...]

CAMERA_LUMINANCE = 0.70
"""The brightest that a camera set for the faces before the wall takes without clipping: white at 85 % of its signal."""

LEAST = 0.0163
"""The least em of what is stated, as a fraction of the height: 24 pixels of letter on 2160, 15.4 on a wide 860."""


class GlowRecipe(msgspec.Struct, frozen=True):
    """A light behind letters: blurred copies, each (radius as a fraction of the em, opacity, colour)."""

    copies: tuple[tuple[float, float, str], ...]
    drop: float = 0.0
    """How far they lie below the letters, in ems: a shadow by daylight."""


class Theme(msgspec.Struct, frozen=True, eq=False):
    """A palette and the fills and glows made of it.

    Compared by identity: see `dressed`. `fills` are vertical gradients from cap top (0) to baseline (1) of a
    text. `ramp` colours a map from little to much, by even
    steps of lightness (CIE L* 19 to 63, on which lights stand out; by daylight 89 to 49).
    """

    name: str
    colors: Mapping[str, str]
    fills: Mapping[str, Stops]
    glows: Mapping[str, GlowRecipe]
    ramp: Stops
    dark: bool = True
    most: float = 1.0
    """The relative luminance that nothing exceeds."""

    def __getitem__(self, name: str) -> str:
        """A colour of the palette by its name."""
        return self.colors[name]

    @property
    def told(self) -> tuple[object, ...]:
        """All that tells pictures in this theme from those in another, as a value that can be written down."""
        return self.name, sorted(self.colors.items()), self.ramp, self.dark, self.most

    def lit(self, color: str) -> str:
        """A colour of light that is no colour of the palette, as bright as the theme allows."""
        light = luminance(color)
        return dimmed(color, self.most / light) if light > self.most else color


NIGHT = Theme(
    name="night",
    colors={
        "ground_top": "#081226",
        "ground": "#060D1D",
        "ground_low": "#040916",
        "ground_bottom": "#02050D",
        "glow_blue": "#0D3FA8",
        "glow_warm": "#7A3206",
        "glow_ember": "#5A2402",
        "gold": "#FFC94A",
        "amber": "#FF9A1F",
        "orange": "#FF6A00",
        "ember": "#C4420A",
        "cream": "#FFF3D2",
        "cyan": "#38D6FF",
        "blue": "#1B6BFF",
        "rim": "#9FEBFF",
        "slab_top": "#124A9C",
        "slab_bottom": "#040C1E",
        "ice": "#E9F5FF",
        "steel": "#9DB4D6",
        "mist": "#7C98C6",
        "last_year": "#8FD4FF",
        "down": "#59B4FF",
        "red": "#FF3B3B",
        "hairline": "#78AAF0",
        "halo": "#030814",
        "no_data": "#0D1E42",
    },
    fills={
        "hero": ((0, "#FFF6DC"), (0.30, "#FFE09A"), (0.58, "#FFC145"), (0.80, "#FF9420"), (1, "#FF6E08")),
        "milestone": (
            (0, "#FFF9E6"), (0.28, "#FFE7A8"), (0.52, "#FFCB52"), (0.53, "#FFBE3A"), (0.78, "#FF9A22"), (1, "#FF7A10"),
        ),
        "figure": ((0, "#FFFFFF"), (0.45, "#FFF6DC"), (1, "#FFCF70")),
        "countdown": (
            (0, "#FFFFFF"), (0.40, "#DDF4FF"), (0.70, "#9ADCFF"), (0.78, "#C9E6F2"), (0.84, "#FFD9A0"), (1, "#FF8A1E"),
        ),
        "cold": ((0, "#F4FBFF"), (0.55, "#D3ECFF"), (1, "#8FC8F5")),
        "steel": ((0, "#F1F6FD"), (0.5, "#C6D3E8"), (1, "#7F92B6")),
        "logo": ((0, "#FFD873"), (0.6, "#FF9A1F"), (1, "#FF5A00")),
    },
    glows={
        "hero": GlowRecipe(((0.146, 0.24, "#FF8A1E"), (0.046, 0.24, "#FF8A1E"))),
        "milestone": GlowRecipe(((0.128, 0.55, "#FF7A10"), (0.046, 0.45, "#FF9A30"))),
        "countdown": GlowRecipe(((0.09, 0.34, "#2E7BFF"), (0.03, 0.22, "#9ADCFF"))),
        "soft": GlowRecipe(((0.12, 0.30, "#FF8A1E"),)),
    },
    ramp=(
        (0, "#0E2D5E"), (0.2, "#42386C"), (0.4, "#7A416C"),
        (0.6, "#AC4D4A"), (0.8, "#CE612F"), (1, "#E67D18"),
    ),
)  # fmt: skip


BRIGHT = Theme(
    name="bright",
    dark=False,
    colors={
        "ground_top": "#FBFCFE",
        "ground": "#F3F6FB",
        "ground_low": "#EAF0F8",
        "ground_bottom": "#DFE8F3",
        "glow_blue": "#BBD3F5",
        "glow_warm": "#FFE2C4",
        "glow_ember": "#FFE9D2",
        "gold": "#984400",
        "amber": "#B05000",
        "orange": "#E06000",
        "ember": "#F0A060",
        "cream": "#7A3600",
        "cyan": "#005F92",
        "blue": "#1B5FD0",
        "rim": "#2F6DB5",
        "slab_top": "#9DB9DE",
        "slab_bottom": "#C9D8EC",
        "ice": "#0B1730",
        "steel": "#3D5076",
        "mist": "#4F6289",
        "hairline": "#2C4F86",
        "last_year": "#0A5F9E",
        "down": "#0A5FB4",
        "red": "#C4122F",
        "halo": "#FFFFFF",
        "no_data": "#D3DEEC",
    },
    fills={
        "hero": ((0, "#DC5200"), (1, "#BE3800")),
        "milestone": ((0, "#C44600"), (0.52, "#B44000"), (0.53, "#AC3A00"), (1, "#7C2400")),
        "figure": ((0, "#B84000"), (1, "#982C00")),
        "countdown": ((0, "#0B2A5C"), (0.70, "#174A94"), (0.84, "#C25A00"), (1, "#A64B00")),
        "cold": ((0, "#0B2A5C"), (1, "#174A94")),
        "steel": ((0, "#5A6B8C"), (1, "#33435F")),
        "logo": ((0, "#CE5A00"), (1, "#B03400")),
    },
    glows={
        "hero": GlowRecipe(((0.03, 0.42, "#7A3600"),), drop=0.015),
        **{name: GlowRecipe(()) for name in ("milestone", "countdown", "soft")},
    },
    ramp=(
        (0, "#D3E1F2"), (0.2, "#BEC9EA"), (0.4, "#D4A5CD"),
        (0.6, "#E8807F"), (0.8, "#E06239"), (1, "#BE551C"),
    ),
)  # fmt: skip

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (NIGHT, BRIGHT)}


@lru_cache(maxsize=4)
def dressed(name: str, colours: tuple[tuple[str, str], ...], *, for_cameras: bool) -> Theme:
    """The theme of a name in the operator's colours.

    The same wishes get the same object, so that what is kept for a theme outlives an edit that does not touch it.
    """
    theme = recoloured(THEMES[name], dict(colours))
    return limited(theme) if for_cameras else theme


def recoloured(theme: Theme, colors: Mapping[Any, str]) -> Theme:
    """The theme with some of its colours changed by the operator."""
    return Theme(theme.name, {**theme.colors, **colors}, theme.fills, theme.glows, theme.ramp, theme.dark, theme.most)


def limited(theme: Theme, most: float = CAMERA_LUMINANCE) -> Theme:
    """The theme for cameras: no colour is brighter than `most` (relative luminance), and lights are softer.

    By daylight everything becomes darker alike, what is written most, so that it stands out as before.
    """

    def less(color: str) -> str:
        light = luminance(color)
        if theme.dark:
            return dimmed(color, most / light) if light > most else color
        return dimmed(color, most * (0.5 + 0.5 * min(1.0, light / 0.5)))

    return Theme(
        theme.name,
        {name: less(color) for name, color in theme.colors.items()},
        {name: tuple((at, less(color)) for at, color in stops) for name, stops in theme.fills.items()},
        {
            name: replace(
                recipe, copies=tuple((radius, opacity * 0.7, color) for radius, opacity, color in recipe.copies)
            )
            for name, recipe in theme.glows.items()
        },
        tuple((at, less(color)) for at, color in theme.ramp),
        theme.dark,
        most,
    )


def luminance(color: str) -> float:
    """WCAG's relative luminance of a colour, 0 to 1."""
    return sum(level * weight for level, weight in zip(_linear(color), (0.2126, 0.7152, 0.0722), strict=True))


def dimmed(color: str, factor: float) -> str:
    """A colour of the same hue with `factor` (up to 1) of its luminance."""
    less = [level * factor for level in _linear(color)]
    back = [12.92 * level if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055 for level in less]
    return "#" + "".join(f"{int(level * 255):02X}" for level in back)


def _linear(color: str) -> list[float]:
    levels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]


class Look(msgspec.Struct, frozen=True, cache_hash=True):
    """A theme on a canvas of a size: what every `place` measures with. `width` and `height` are device pixels."""

    theme: Theme
    width: int
    height: int
    safe: float = 0.05

    def h(self, fraction: float) -> float:
        """A fraction of the canvas height in pixels."""
        return fraction * self.height

    @property
    def shape(self) -> Shape | None:
        """The shape of the canvas, as compositions have it; None around 16 : 9."""
        return shape_of(self.width / self.height)

    @property
    def wide(self) -> bool:
        """A canvas so wide that its height is precious: a ribbon too."""
        return self.shape in ("wide", "ribbon")

    @property
    def enlarged(self) -> float:
        """How much larger type is set than on 16 : 9 of that height: a low canvas is seen from as far."""
        return {"wide": 1.6, "ribbon": 2.2}.get(self.shape or "", 1.0)

    def type(self, fraction: float) -> float:
        """An em in pixels: a fraction of the height, more where the canvas is low and wide."""
        return fraction * self.height * self.enlarged

    @property
    def least(self) -> float:
        """The least em, in pixels, of anything that is stated: the back row of the room it is made for reads it."""
        return self.type(LEAST)

    @property
    def line(self) -> float:
        """The width of a hairline, at least one pixel."""
        return max(1.0, round(self.height * 9e-4))

    def color(self, name: str) -> str:
        """A colour of the palette."""
        return self.theme.colors[name]

    def style(self, size: float, color: str = "ice", latin: int = 700, hanzi: int = 700, **more: object) -> Style:
        """A text style of `size` (Latin em in pixels) in a colour of the palette or "@fill"."""
        return Style(size, color if color.startswith("@") else self.color(color), latin, hanzi, **more)  # type: ignore[arg-type]  # the names are Style's own

    def heading(self, size: float) -> tuple[Style, Style]:
        """The styles of a section's heading: the leading language, and its double in tracked capitals."""
        return (
            self.style(size * 1.08, "ice", 700, 700),
            self.style(size * 0.84, "steel", 600, 500, tracking=size * 0.06, caps=True, fact=False),
        )

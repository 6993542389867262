"""The event's own colours on the pages, each made dark or light enough to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_LIGHT, _DARK = "#FFFFFF", "#060D1D"
READ, SEEN = 4.5, 3.0
"""The least contrast of words, and of lines and marks (WCAG 2.2)."""
_USES: Final = (("--money", "gold", READ), ("--tick", "amber", SEEN), ("--curve", "orange", SEEN))


def variables(colours: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The style sheet's variables by light and by dark, of those colours of the theme that the event has set."""
    light, dark = {}, {}
    for variable, name, least in _USES:
        if name in colours:
            light[variable] = readable(colours[name], _LIGHT, least)
            dark[variable] = readable(colours[name], _DARK, least)
    return light, dark


def style(colours: Mapping[str, str]) -> str:
    """The style sheet that sets them; "" where the event sets none."""
    light, dark = variables(colours)
    if not light:
        return ""
    first, second = (";".join(f"{name}:{value}" for name, value in found.items()) for found in (light, dark))
    return f":root{{{first}}}@media screen and (prefers-color-scheme:dark){{:root{{{second}}}}}\n"


def readable(colour: str, ground: str, least: float) -> str:
    """A colour moved away from the ground, step by step, until it has the least contrast."""
    channels = _channels(colour)
    goal = (0, 0, 0) if luminance(ground) > 0.5 else (255, 255, 255)
    for step in range(21):
        mixed = tuple(round(c + (g - c) * step / 20) for c, g in zip(channels, goal, strict=True))
        found = "#{:02X}{:02X}{:02X}".format(*mixed)
        if contrast(found, ground) >= least:
            return found
    return "#{:02X}{:02X}{:02X}".format(*goal)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour (#RRGGBB), from 0 to 1."""
    parts = [c / 255 for c in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue

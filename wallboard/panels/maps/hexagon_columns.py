"""Six-sided columns, one on the cell of every city: how high each stands at an instant, and what one looks like."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from wallboard.core.motion import cubic_out, progress
from wallboard.paint.ops import Op, Painted, Picture
from wallboard.paint.theme import Look, Stops
from wallboard.panels.maps.pulses import Sums
from wallboard.panels.maps.ramp import color_at

GROW_US = 1_000_000
"""How long a column takes to its new height."""
DECADES = 2.5
"""How many powers of ten below the highest the colours reach."""
TONES = 12
NIGHT_STOPS: Stops = (
    (0, "#3557B8"), (0.25, "#6F55B4"), (0.5, "#B65280"), (0.7, "#E8641F"), (0.9, "#FF9A2A"), (1, "#FFD58A"),
)  # fmt: skip
"""The top of a column from the least to the largest sums, by night."""
BRIGHT_STOPS: Stops = (
    (0, "#8FB0E6"), (0.25, "#B9A2DC"), (0.5, "#E58A98"), (0.7, "#F2772E"), (0.9, "#E85A00"), (1, "#D94A00"),
)  # fmt: skip
"""The same by daylight."""
FILLED = 0.90
"""How much of its cell a column fills: the ground between them shows where each one stands."""

Floats = npt.NDArray[np.float64]


class MapColumns(msgspec.Struct, frozen=True, eq=False):
    """The columns of a map: `feet` in pixels, those in the back first, and for each snapshot their heights from then.

    `heights` holds (commit_us, pixels of every column), oldest first; `tones` 0 to TONES - 1 by the newest sums.
    """

    codes: tuple[str, ...]
    feet: Floats
    heights: tuple[tuple[int, Floats], ...]
    tones: tuple[int, ...]
    radius: float
    squash: float

    def phase(self, t_us: int) -> int:
        """The instant while anything moves, else the instant at which it all came to rest."""
        return min(t_us, max((commit_us for commit_us, _ in self.heights), default=0) + GROW_US)

    def at(self, t_us: int) -> list[int]:
        """The height of each column in whole pixels: as `motion.chase` has it, for all of them at once."""
        if not self.heights:
            return []
        set_out_us, left = self.heights[0]
        target = left
        for start_us, following in self.heights[1:]:
            if start_us > t_us:
                break
            left = left + (target - left) * cubic_out(progress(start_us, set_out_us, GROW_US))
            set_out_us, target = start_us, following
        now = left + (target - left) * cubic_out(progress(t_us, set_out_us, GROW_US))
        return [int(v) for v in np.rint(now)]


def columns_of(
    codes: Sequence[str], feet: Floats, history: Sequence[tuple[int, Sums]], tallest: float, radius: float,
    squash: float,
) -> MapColumns:  # fmt: skip
    """The columns of sums by code: linear in them, the highest of each snapshot `tallest` pixels high."""
    order = sorted(range(len(codes)), key=lambda n: (float(feet[n][1]), float(feet[n][0])))
    ordered = tuple(codes[n] for n in order)
    heights = []
    for commit_us, sums in history:
        shares = np.array([sums.get(code, 0) for code in ordered], np.float64)
        heights.append((commit_us, shares / max(1.0, float(shares.max(initial=0.0))) * tallest))
    newest = history[-1][1] if history else {}
    most = max((newest.get(code, 0) for code in ordered), default=0)
    tones = tuple(tone_of(newest.get(code, 0), most) for code in ordered)
    return MapColumns(ordered, feet[order].reshape(-1, 2), tuple(heights), tones, radius, squash)


def tone_of(fen: int, most: int) -> int:
    """The colour of a sum, by its logarithm."""
    if fen <= 0 or most <= 0:
        return 0
    return max(0, min(TONES - 1, int((1 + math.log10(fen / most) / DECADES) * (TONES - 1) + 0.5)))


def column(x: float, foot: float, height: int, tone: int, radius: float, squash: float, look: Look) -> Picture:
    """One column with the middle of its foot at (x, `foot`)."""
    r = max(1.5, radius * FILLED)
    s = r * math.sqrt(3) / 2 * squash
    left, top = math.floor(x - r) - 1, math.floor(foot - s - height) - 1
    wide, high = math.ceil(2 * r) + 3, math.ceil(2 * s) + height + 3
    key = ("hexagon", height, tone, r, squash, look.theme.name, look.theme.most)
    # the picture is the same wherever it stands: its middle lies on a whole pixel
    return Picture(left, top, wide, high, key, Painted(lambda painter: _paint(painter, r, s, height, tone, look)))


def ops(columns: MapColumns, heights: Sequence[int], look: Look) -> Iterator[Op]:
    """All columns, those in the back first."""
    for (x, y), height, tone in zip(columns.feet, heights, columns.tones, strict=True):
        yield column(float(x), float(y), height, tone, columns.radius, columns.squash, look)


def _paint(painter: QPainter, r: float, s: float, height: int, tone: int, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, top = math.ceil(r) + 1.0, s + 1.0
    stops = NIGHT_STOPS if look.theme.dark else BRIGHT_STOPS
    red, green, blue = color_at(stops, tone / (TONES - 1))
    bright = look.theme.lit(f"#{red:02X}{green:02X}{blue:02X}")
    corners = [(r, 0.0), (r / 2, s), (-r / 2, s), (-r, 0.0), (-r / 2, -s), (r / 2, -s)]
    at = [QPointF(middle + x, top + y) for x, y in corners]
    painter.setPen(Qt.PenStyle.NoPen)
    down = QPointF(0, height)
    for number, shade in enumerate((0.50, 0.74, 0.92) if look.theme.dark else (0.74, 0.88, 0.97)):
        side = QLinearGradient(0, top, 0, top + s + height)
        side.setColorAt(0, _shaded(bright, shade))
        side.setColorAt(1, _shaded(bright, shade * (0.34 if look.theme.dark else 0.8)))
        painter.setBrush(side)
        painter.drawPolygon(QPolygonF([at[number], at[number + 1], at[number + 1] + down, at[number] + down]))
    painter.setBrush(QColor(bright))
    edge = QColor(look.theme.lit("#FFF3D2") if look.theme.dark else look.color("cream"))
    edge.setAlphaF(0.30 + 0.55 * tone / (TONES - 1))
    painter.setPen(QPen(edge, max(0.7, r * 0.07)))
    painter.drawPolygon(QPolygonF(at))


def _shaded(color: str, factor: float) -> QColor:
    found = QColor(color)
    return QColor.fromRgbF(found.redF() * factor, found.greenF() * factor, found.blueF() * factor)

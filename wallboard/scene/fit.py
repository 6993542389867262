"""Map metres to pixels: a scale, the tilt that makes columns stand up, and where the origin lies."""

from __future__ import annotations

import msgspec
import numpy as np

from wallboard.scene.geography import Extent, Points

TILT = 0.803
"""How much the map of China is squashed from north to south."""


class Fit(msgspec.Struct, frozen=True):
    """`scale` pixels a metre from west to east, `scale * tilt` from north to south; the origin lies at (x0, y0)."""

    scale: float
    tilt: float
    x0: float
    y0: float

    def points(self, metres: Points) -> Points:
        """Metres, shape (n, 2), as pixels."""
        return np.column_stack((self.x0 + metres[:, 0] * self.scale, self.y0 - metres[:, 1] * self.scale * self.tilt))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """One point in metres as pixels."""
        return self.x0 + x * self.scale, self.y0 - y * self.scale * self.tilt

    def moved(self, dx: float, dy: float) -> Fit:
        """The same, (dx, dy) pixels away."""
        return Fit(self.scale, self.tilt, self.x0 + dx, self.y0 + dy)


def fitted(extent: Extent, box: tuple[float, float, float, float], tilt: float) -> Fit:
    """The largest map of `extent` in the middle of a box (x, y, width, height)."""
    west, south, east, north = extent
    x, y, width, height = box
    scale = max(1e-9, min(width / max(1.0, east - west), height / max(1.0, (north - south) * tilt)))
    spare_x, spare_y = width - (east - west) * scale, height - (north - south) * scale * tilt
    return Fit(scale, tilt, x + spare_x / 2 - west * scale, y + spare_y / 2 + north * scale * tilt)

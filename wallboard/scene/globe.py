"""The earth seen from afar: orthographic projection, great circles above its surface, and how it sways with time."""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.instants import SECOND_US
from wallboard.scene.projection import SPHERE_M, Patterson

Floats = npt.NDArray[np.float64]

SWAY_US = 720 * SECOND_US
"""How long the globe takes to turn to one side, to the other, and back."""
SWAY = 38.0
"""How far it turns to either side, in degrees: what it is turned towards stays in sight all the time."""
LOW, HIGH = 0.05, 0.26
"""How high above the surface an arc rises in its middle: least, and from one side of the earth to the other."""


class View(msgspec.Struct, frozen=True):
    """The point of the earth that faces the viewer, in degrees east and north."""

    lon: float
    lat: float

    def seen(self, points: Floats) -> Floats:
        """Points (n, 3) of the earth, in its radii, as x to the right, y upwards and z towards the viewer."""
        lon, lat = math.radians(self.lon), math.radians(self.lat)
        right = (-math.sin(lon), math.cos(lon), 0.0)
        up = (-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat))
        near = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        return np.asarray(points @ np.array([right, up, near]).T)


def is_seen(points: Floats) -> npt.NDArray[np.bool_]:
    """Which points of a view, shape (n, 3), the earth does not hide: those before it, and those above its limb."""
    return np.asarray((points[:, 2] >= 0) | (np.hypot(points[:, 0], points[:, 1]) > 1.0))


def vectors(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Points of the surface, shape (n, 3), of degrees east and north."""
    east, north = np.radians(np.atleast_1d(lon)), np.radians(np.atleast_1d(lat))
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))


def arc(start: tuple[float, float], end: tuple[float, float], count: int, lift: float = 1.0) -> Floats:
    """A great circle between two points (degrees east and north), raised above the surface, shape (count, 3)."""
    a, b = vectors(*start)[0], vectors(*end)[0]
    angle = math.acos(max(-1.0, min(1.0, float(a @ b))))
    u = np.linspace(0, 1, count)[:, None]
    if angle < 1e-6:
        along = np.repeat(a[None, :], count, axis=0)
    elif math.pi - angle < 1e-6:  # the way between antipodes leads over the nearer pole
        pole = np.array([0.0, 0.0, 1.0 if a[2] >= 0 else -1.0])
        side = pole - a * float(a @ pole)
        side = side / max(1e-9, float(np.linalg.norm(side))) if np.linalg.norm(side) > 1e-6 else np.array([1.0, 0, 0])
        along = a * np.cos(u * math.pi) + side * np.sin(u * math.pi)
    else:
        along = (a * np.sin((1 - u) * angle) + b * np.sin(u * angle)) / math.sin(angle)
    high = (LOW + (HIGH - LOW) * (angle / math.pi)) * lift
    return np.asarray(along * (1 + high * np.sin(u * math.pi)))


def kilometres(start: tuple[float, float], end: tuple[float, float]) -> float:
    """The distance of two points over the surface."""
    a, b = vectors(*start)[0], vectors(*end)[0]
    return math.acos(max(-1.0, min(1.0, float(a @ b)))) * SPHERE_M / 1000


def swayed(lon: float, t_us: int) -> float:
    """The longitude that faces the viewer at an instant, where `lon` does in the middle."""
    return lon + SWAY * math.sin(math.tau * (t_us % SWAY_US) / SWAY_US)


def degrees(metres: Floats) -> Floats:
    """Points of the map of the world, shape (n, 2) in metres, as degrees east and north."""
    lat, y = _parallels()
    lon = np.degrees(metres[:, 0] / SPHERE_M) + Patterson().lon_0
    return np.column_stack((lon, np.interp(metres[:, 1], y, lat)))


@lru_cache(maxsize=1)
def _parallels() -> tuple[Floats, Floats]:
    """Latitudes, and how far north the map of the world has them."""
    lat = np.linspace(-90, 90, 7201)
    return lat, Patterson().forward(np.zeros_like(lat), lat)[1]

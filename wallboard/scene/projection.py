"""The three projections of the maps: degrees of longitude and latitude (WGS84) to metres, x eastwards, y northwards."""

from __future__ import annotations

import math
from typing import Final, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WGS84_A_M = 6_378_137.0
WGS84_E2 = 0.006_694_379_990_141_316
"""Semi-major axis and squared eccentricity of the WGS84 ellipsoid (f = 1/298.257223563)."""
SPHERE_M = 6_371_000.0


class Projection(Protocol):
    """Degrees to metres, elementwise."""

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """The (x, y) in metres of longitudes and latitudes in degrees."""


_ONE_PARALLEL: Final = 1e-9
"""Standard parallels nearer to each other than some millimetres are one: the cone is its sine (Snyder, p. 101)."""


class Albers(msgspec.Struct, frozen=True):
    """Albers' equal-area conic on the WGS84 ellipsoid (Snyder, Map Projections: A Working Manual, USGS 1395, p. 101).

    The defaults are those of the map of China: standard parallels 25° and 47°, origin 105°E 35°N.
    """

    lat_1: float = 25.0
    lat_2: float = 47.0
    lat_0: float = 35.0
    lon_0: float = 105.0

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """The (x, y) in metres of longitudes and latitudes in degrees."""
        q1, q2, q0 = (float(_authalic(np.radians(a))) for a in (self.lat_1, self.lat_2, self.lat_0))
        m1, m2 = (_parallel(math.radians(a)) for a in (self.lat_1, self.lat_2))
        n = math.sin(math.radians(self.lat_1)) if abs(q2 - q1) < _ONE_PARALLEL else (m1**2 - m2**2) / (q2 - q1)
        c = m1**2 + n * q1
        rho = WGS84_A_M * np.sqrt(np.maximum(c - n * _authalic(np.radians(np.asarray(lat, np.float64))), 0)) / n
        rho_0 = WGS84_A_M * math.sqrt(c - n * q0) / n
        theta = n * np.radians(np.asarray(lon, np.float64) - self.lon_0)
        return np.asarray(rho * np.sin(theta)), np.asarray(rho_0 - rho * np.cos(theta))


class Mercator(msgspec.Struct, frozen=True):
    """Mercator's projection on the WGS84 ellipsoid (Snyder, p. 44): the South China Sea inset."""

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """The (x, y) in metres of longitudes and latitudes in degrees; the poles are out of reach."""
        e = math.sqrt(WGS84_E2)
        phi = np.radians(np.asarray(lat, np.float64))
        sine = e * np.sin(phi)
        y = np.log(np.tan(np.pi / 4 + phi / 2) * ((1 - sine) / (1 + sine)) ** (e / 2))
        return np.asarray(WGS84_A_M * np.radians(np.asarray(lon, np.float64))), np.asarray(WGS84_A_M * y)


class Patterson(msgspec.Struct, frozen=True):
    """Patterson's cylindrical projection (Patterson, Šavrič, Jenny 2014) on a sphere: the map of the world.

    Centred on 150°E, longitudes are taken from the seam at 30°W eastwards.
    """

    lon_0: float = 150.0

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """The (x, y) in metres of longitudes and latitudes in degrees."""
        east = (np.asarray(lon, np.float64) - self.lon_0 + 180.0) % 360.0 - 180.0
        phi = np.radians(np.asarray(lat, np.float64))
        y = phi * (1.0148 + phi**4 * (0.23185 + phi**2 * (-0.14499 + phi**2 * 0.02406)))
        return np.asarray(SPHERE_M * np.radians(east)), np.asarray(SPHERE_M * y)


def _authalic(phi: npt.ArrayLike) -> Floats:
    """Snyder's q of a latitude in radians (3-12)."""
    sine = np.sin(np.asarray(phi, np.float64))
    e = math.sqrt(WGS84_E2)
    within = sine / (1 - WGS84_E2 * sine**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
    return np.asarray((1 - WGS84_E2) * within)


def _parallel(phi: float) -> float:
    """Snyder's m: the radius of a parallel over the semi-major axis (14-15)."""
    return math.cos(phi) / math.sqrt(1 - WGS84_E2 * math.sin(phi) ** 2)

"""Undo the shift that Chinese public map data carry (GCJ-02) and return to WGS84."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Krasovsky 1940, which the shift is computed on.
SEMI_MAJOR_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323

Floats = NDArray[np.float64]


def shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """What GCJ-02 adds to a WGS84 position, in degrees: the widely published approximation, good to about a metre."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3

    phi = np.radians(lat)
    magic = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    dlat = np.degrees(north / (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / magic**1.5))
    dlon = np.degrees(east / (SEMI_MAJOR_M / np.sqrt(magic) * np.cos(phi)))
    return dlon, dlat


def to_wgs84(points: Floats) -> Floats:
    """Positions (n, 2) of lon, lat in GCJ-02 as WGS84: three rounds of fixed-point iteration, to 1e-9 degrees."""
    lon, lat = points[:, 0], points[:, 1]
    real_lon, real_lat = lon, lat
    for _ in range(3):
        dlon, dlat = shift(real_lon, real_lat)
        real_lon, real_lat = lon - dlon, lat - dlat
    return np.column_stack((real_lon, real_lat))

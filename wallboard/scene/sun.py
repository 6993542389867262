"""Where the sun stands: the point of the earth under it at an instant."""

from __future__ import annotations

import math

from wallboard.core.instants import SECOND_US

J2000_US = 946_728_000 * SECOND_US
"""2000-01-01 12:00 UTC."""
DAY_US = 86_400 * SECOND_US


def subsolar(at_us: int) -> tuple[float, float]:
    """Degrees east (-180 to 180) and north of where the sun is overhead, at an instant in microseconds of Unix time.

    The low-precision formulas of the Astronomical Almanac: within 0.02 degrees from 1950 to 2050, which is five seconds
    of a sunset.
    """
    days = (at_us - J2000_US) / DAY_US
    mean = 280.460 + 0.9856474 * days
    anomaly = math.radians(357.528 + 0.9856003 * days)
    ecliptic = math.radians(mean + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.0000004 * days)
    ascension = math.degrees(math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic)))
    sidereal = 280.46062 + 360.98564737 * days
    lat = math.degrees(math.asin(math.sin(tilt) * math.sin(ecliptic)))
    return (ascension - sidereal + 180.0) % 360.0 - 180.0, lat

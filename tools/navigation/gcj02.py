"""GCJ-02, the shifted coordinates of Chinese map services, to and from WGS-84 (degrees). Accurate to a centimetre."""

from __future__ import annotations

import math

_A = 6_378_245.0  # the ellipsoid of Krassowski 1940
_EE = 0.006_693_421_622_965_943


def in_china(latitude: float, longitude: float) -> bool:
    """Roughly: only there the coordinates are shifted."""
    return 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347


def to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    if not in_china(latitude, longitude):
        return latitude, longitude
    dy, dx = _shift(latitude, longitude)
    return latitude + dy, longitude + dx


def to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """By approaching: the shift hardly changes over its own length."""
    if not in_china(latitude, longitude):
        return latitude, longitude
    y, x = latitude, longitude
    for _ in range(4):
        shifted = to_gcj02(y, x)
        y, x = y + latitude - shifted[0], x + longitude - shifted[1]
    return y, x


def _shift(latitude: float, longitude: float) -> tuple[float, float]:
    x, y = longitude - 105.0, latitude - 35.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + _waves(x)
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + _waves(x)
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(latitude)
    magic = 1 - _EE * math.sin(angle) ** 2
    root = math.sqrt(magic)
    dy = north * 180.0 / ((_A * (1 - _EE)) / (magic * root) * math.pi)
    return dy, east * 180.0 / (_A / root * math.cos(angle) * math.pi)


def _waves(x: float) -> float:
    return (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0

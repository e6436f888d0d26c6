"""Vitals that come in: simple, explained rules over one person's own numbers, and an Apple Health export read. Pure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import IO

from assistant.types import Say

# LOINC code -> (names, lowest, highest that is unremarkable in an adult at rest, unit)
KINDS: dict[str, tuple[Say, float, float, str]] = {
    "8867-4": (Say(zh="心率", en="heart rate"), 45, 110, "/min"),
    "8480-6": (Say(zh="收缩压", en="systolic blood pressure"), 90, 140, "mmHg"),
    "8462-4": (Say(zh="舒张压", en="diastolic blood pressure"), 55, 90, "mmHg"),
    "2708-6": (Say(zh="血氧", en="oxygen saturation"), 94, 100, "%"),
    "8310-5": (Say(zh="体温", en="temperature"), 35.5, 37.9, "°C"),
}
_APPLE = {
    "HKQuantityTypeIdentifierHeartRate": ("8867-4", 1.0),
    "HKQuantityTypeIdentifierBloodPressureSystolic": ("8480-6", 1.0),
    "HKQuantityTypeIdentifierBloodPressureDiastolic": ("8462-4", 1.0),
    "HKQuantityTypeIdentifierOxygenSaturation": ("2708-6", 100.0),
    "HKQuantityTypeIdentifierBodyTemperature": ("8310-5", 1.0),
}
_ENOUGH = 5  # earlier values before one's own usual means anything
_FAR_OFF = 0.25  # of one's own usual


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    code: str
    value: float
    at: datetime


def remark(new: Observation, before: Sequence[Observation]) -> Say | None:
    """Why this value is worth a word, with the numbers; None when it is not. Never a diagnosis."""
    name, low, high, unit = KINDS[new.code]
    shown = f"{new.value:g} {unit}"
    if not low <= new.value <= high:
        return Say(
            zh=f"你的{name.zh}是{shown}，一般在{low:g}到{high:g}之间。你感觉怎么样？",
            en=f"Your {name.en} is {shown}; {low:g} to {high:g} is common. How do you feel?",
        )
    mine = [o.value for o in before if o.code == new.code][-30:]
    if len(mine) >= _ENOUGH and abs(new.value - median(mine)) > _FAR_OFF * median(mine):
        return Say(
            zh=f"你的{name.zh}是{shown}，你平时大约{median(mine):g}。你感觉怎么样？",
            en=f"Your {name.en} is {shown}; yours is usually about {median(mine):g}. How do you feel?",
        )
    return None


def apple_health(export: IO[bytes]) -> Iterator[Observation]:
    """The vitals of an Apple Health export.xml, read as a stream. Raises ET.ParseError."""
    for _, element in ET.iterparse(export):
        known = _APPLE.get(element.get("type", ""))
        if element.tag == "Record" and known is not None:
            try:
                at = datetime.strptime(element.get("startDate", ""), "%Y-%m-%d %H:%M:%S %z")
                yield Observation(code=known[0], value=float(element.get("value", "")) * known[1], at=at)
            except ValueError:
                pass
        element.clear()

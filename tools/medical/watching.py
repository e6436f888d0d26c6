"""Vitals that come in: simple, explained rules over one person's own numbers. Pure; never a diagnosis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from assistant.changes import Change, PutFollowUp, PutRecord
from assistant.types import Record, Say, Sensitivity

# LOINC code -> (names, lowest, highest that is unremarkable in an adult at rest, unit)
KINDS: dict[str, tuple[Say, float, float, str]] = {
    "8867-4": (Say(zh="心率", en="heart rate"), 45, 110, "/min"),
    "8480-6": (Say(zh="收缩压", en="systolic blood pressure"), 90, 140, "mmHg"),
    "8462-4": (Say(zh="舒张压", en="diastolic blood pressure"), 55, 90, "mmHg"),
    "2708-6": (Say(zh="血氧", en="oxygen saturation"), 94, 100, "%"),
    "8310-5": (Say(zh="体温", en="temperature"), 35.5, 37.9, "°C"),
}
_ENOUGH = 5  # earlier values before one's own usual means anything
_FAR_OFF = 0.25  # of one's own usual
_TREND_DAYS = 4  # days in a row that all go one way
_TREND = 0.10  # from the first of them to the last
_FRESH = timedelta(days=2)  # what is older is kept and not talked about


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
    mine = sorted((o for o in before if o.code == new.code and o.at <= new.at), key=lambda o: o.at)
    usual = [o.value for o in mine][-30:]
    if len(usual) >= _ENOUGH and abs(new.value - median(usual)) > _FAR_OFF * median(usual):
        return Say(
            zh=f"你的{name.zh}是{shown}，你平时大约{median(usual):g}。你感觉怎么样？",
            en=f"Your {name.en} is {shown}; yours is usually about {median(usual):g}. How do you feel?",
        )
    return _trend([*mine, new])


def by_day(values: Iterable[Observation], since: datetime) -> tuple[Observation, ...]:
    """One value a day and kind, the median, at the time of the day's last: years of a watch are millions of values."""
    days: dict[tuple[str, str], list[Observation]] = {}
    for one in values:
        if one.at >= since:
            days.setdefault((one.code, f"{one.at:%Y-%m-%d}"), []).append(one)
    return tuple(
        Observation(code=code, value=round(median(o.value for o in all_day), 1), at=max(o.at for o in all_day))
        for (code, _), all_day in days.items()
    )


def taken_in(
    new: Iterable[Observation], rows: Sequence[Record], now: datetime
) -> tuple[tuple[Change, ...], tuple[Say, ...]]:
    """What to keep of new values, and what to ask about: at most once a day per kind, and only what is fresh."""
    before = [o for row in rows if (o := _of(row)) is not None]
    known = {(o.code, o.at) for o in before}
    changes: list[Change] = []
    asked: dict[str, Say] = {}
    for one in sorted(new, key=lambda o: o.at):
        if (one.code, one.at) in known:
            continue
        known.add((one.code, one.at))
        changes.append(_kept(one))
        if now - one.at < _FRESH and (said := remark(one, before)):
            asked[one.code] = said
        before.append(one)
    # One key a day: a second unusual value replaces the question and does not ask twice.
    changes += [_ask(code, said, now) for code, said in asked.items()]
    return tuple(changes), tuple(asked.values())


def _ask(code: str, said: Say, now: datetime) -> PutFollowUp:
    put = PutFollowUp.check_in(key=f"observed:{code}:{now:%Y-%m-%d}", due_at=now, say=said)
    return replace(put, sensitivity=Sensitivity.PRIVATE)


def _trend(all_of_them: Sequence[Observation]) -> Say | None:
    """The daily medians of the last days all rise, or all fall, and by more than a little."""
    days: dict[str, list[float]] = {}
    for one in all_of_them:
        days.setdefault(f"{one.at:%Y-%m-%d}", []).append(one.value)
    last = [median(values) for _, values in sorted(days.items())][-_TREND_DAYS:]
    steps = [later - earlier for earlier, later in pairwise(last)]
    if len(last) < _TREND_DAYS or not (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
        return None
    if abs(last[-1] - last[0]) < _TREND * last[0]:
        return None
    name, _, _, unit = KINDS[all_of_them[-1].code]
    zh, en = ("升高", "has risen") if steps[0] > 0 else ("降低", "has fallen")
    shown = f"{last[-1]:g} {unit}"
    return Say(
        zh=f"你的{name.zh}连续{_TREND_DAYS}天{zh}，从{last[0]:g}到{shown}。你感觉怎么样？",
        en=f"Your {name.en} {en} {_TREND_DAYS} days in a row, from {last[0]:g} to {shown}. How do you feel?",
    )


def _of(row: Record) -> Observation | None:
    code = str(row.data.get("code"))
    if code not in KINDS:
        return None
    return Observation(code=code, value=float(row.data["value"]), at=datetime.fromisoformat(str(row.data["at"])))


def _kept(one: Observation) -> PutRecord:
    data = {
        "resourceType": "Observation",
        "status": "final",
        "code": one.code,
        "value": one.value,
        "at": one.at.isoformat(),
    }
    key = f"{one.code} {one.at.isoformat()}"
    return PutRecord(kind="observation", key=key, data=data, sensitivity=Sensitivity.PRIVATE)

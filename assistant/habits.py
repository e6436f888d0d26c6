"""What repeated choices say about somebody, with counts as evidence. Pure: no I/O, no model.

Only what the user asked for counts; a choice that text from the world decided says nothing about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.types import Json, Provenance, Say, ToolCall

LOOKED_AT = 6  # choices, the last ones
ENOUGH = 5  # of them the same: then it is a habit
GIVEN_UP = 3  # of them or fewer: then it is one no more


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One choice about a topic, such as ("route", "fewest_lights")."""

    topic: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    value: str
    times: int
    of: int

    @property
    def confidence(self) -> float:
        return round(self.times / self.of, 2)


def choice_of(call: ToolCall) -> Choice | None:
    """The choice in a call, when it is one that a habit can be made of and the user made it."""
    habit = _HABITS.get(call.tool)
    if habit is None or Provenance.UNTRUSTED in call.provenance.values():
        return None
    value = habit.value(call.arguments)
    return Choice(topic=habit.topic, value=value) if value else None


def learned(choices: Sequence[str]) -> Learned | None:
    """What the last choices have in common, when nearly all have."""
    last = choices[-LOOKED_AT:]
    [(value, times)] = Counter(last).most_common(1) or [("", 0)]
    return Learned(value=value, times=times, of=len(last)) if times >= ENOUGH else None


def has_faded(choices: Sequence[str], value: str) -> bool:
    return choices[-LOOKED_AT:].count(value) <= GIVEN_UP


def said(topic: str, found: Learned) -> Say:
    """The habit in words, with its evidence."""
    habit = next(h for h in _HABITS.values() if h.topic == topic)
    words = habit.words(found.value)
    return Say(
        zh=f"{words.zh}（最近{found.of}次里{found.times}次）",
        en=f"{words.en} ({found.times} of the last {found.of} times)",
    )


@dataclass(frozen=True, slots=True)
class _Habit:
    topic: str
    value: Callable[[Mapping[str, Json]], str | None]
    words: Callable[[str], Say]


_WAYS = {
    "fewest_lights": Say(zh="出门时我选红绿灯少的路", en="I take the route with the fewest traffic lights"),
    "fastest": Say(zh="出门时我选最快的路", en="I take the fastest route"),
    "usual": Say(zh="出门时我走平时的路", en="I take my usual route"),
}


def _way(arguments: Mapping[str, Json]) -> str | None:
    way = str(arguments.get("which", "")).partition("|")[0]
    return way if way in _WAYS else None


def _number(name: str) -> Callable[[Mapping[str, Json]], str | None]:
    return lambda arguments: str(arguments[name]) if isinstance(arguments.get(name), int) else None


_HABITS = {
    "navigation__start_trip": _Habit("route", _way, lambda value: _WAYS[value]),
    "restaurants__reserve": _Habit(
        "table", _number("party_size"), lambda n: Say(zh=f"我订餐厅一般{n}位", en=f"I book restaurant tables for {n}")
    ),
    "tickets__buy": _Habit(
        "tickets",
        _number("quantity"),
        lambda n: Say(zh=f"我一般买{n}张票", en=f"I buy tickets for {n}"),
    ),
}

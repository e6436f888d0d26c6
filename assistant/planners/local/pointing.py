"""Which of the things just named is meant: "the second one", "第二家", "the cheaper one", "that alarm"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from assistant.planners.local.material import Found, Material
from assistant.planners.local.numbers import read_ordinal
from assistant.planners.local.sentence import Sentence
from assistant.types import Item, Json, Parameter

# Words for the least and the most of a measure -> the names under which items carry it.
_MEASURES: tuple[tuple[re.Pattern[str], tuple[str, ...], bool], ...] = tuple(
    (re.compile(pattern), names, least)
    for pattern, names, least in (
        (r"cheap(?:er|est)|least expensive|less expensive|便宜", ("price", "fare", "cost", "amount"), True),
        (r"most expensive|pricier|priciest|最贵|贵的", ("price", "fare", "cost", "amount"), False),
        (r"clos(?:er|est)|near(?:er|est)|最近的|近一点|更近|近的", ("metres", "distance", "minutes"), True),
        (
            r"best(?: rated)?|highest rated|top rated|评分最高|评价最好|最好的|分最高",
            ("rating", "score", "stars"),
            False,
        ),
        (r"fast(?:er|est)|quick(?:er|est)|short(?:er|est)|最快|快一点|最短", ("seconds", "minutes", "duration"), True),
        (r"earli(?:er|est)|sooner|soonest|最早|早一点|早的", ("at", "start", "due_at", "departs", "time"), True),
        (r"lat(?:er|est) one|最晚|晚一点的|晚的那", ("at", "start", "due_at", "departs", "time"), False),
    )
)
_THAT = re.compile(
    # "forget that I like jazz": before a clause, "that" points at nothing.
    r"\b(?:it|that(?! (?:i|i'm|i've|my|we|our|he|she|they|his|her|their|the|there|you|your)\b)|this|that one|this one"
    r"|them|the one|the same|there)\b|那个|这个|那家|这家|那场|这场|它|刚才的|刚刚|这|那"
)
_OTHER = re.compile(r"\bthe other (?:one)?|另一个|另外一个|另一家|另外那个")
_LATIN = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]")


def point(sentence: Sentence, items: Sequence[Item]) -> Found | None:
    """The id of the item meant, by its place in the list, a measure, its name, or "that one" when there is one."""
    if not items:
        return None
    finders: tuple[Callable[[Sentence, Sequence[Item]], tuple[Item, str] | None], ...] = (
        _by_name,
        _by_place,
        _by_measure,
        _by_time,
        _by_that,
    )
    for find in finders:
        if found := find(sentence, items):
            item, words = found
            return Found(item.id, words)
    return None


def item(material: Material, parameter: Parameter, _: object = ()) -> Found | None:
    """One of the things just named that this parameter takes; else the words a pattern caught for it."""
    fitting = [i for i in material.items if i.argument in ("", parameter.name)]
    if found := point(material.sentence, fitting):
        return found
    caught = material.captured(parameter.name)
    if caught and not re.fullmatch(r"(?:the |my |that |this )?\W*(?:it|one|that|this)?", caught[0].lower()):
        return Found(caught[0], caught[0], caught[1])
    return None


def _by_place(sentence: Sentence, items: Sequence[Item]) -> tuple[Item, str] | None:
    if any(m.has_clock and "first" in m.text.lower() for m in sentence.times):
        return None
    place = read_ordinal(sentence.text)
    if place is None:
        return None
    at = place - 1 if place > 0 else len(items) + place
    return (items[at], f"#{place}") if 0 <= at < len(items) else None


def _by_measure(sentence: Sentence, items: Sequence[Item]) -> tuple[Item, str] | None:
    for pattern, names, least in _MEASURES:
        if match := pattern.search(sentence.plain):
            measured = [(value, i) for i in items if (value := _measure(i.data, names)) is not None]
            if len(measured) >= 2:
                best = (min if least else max)(measured, key=lambda m: m[0])
                return best[1], match[0]
    return None


def _measure(data: Mapping[str, Json], names: Sequence[str]) -> Decimal | None:
    for name in names:
        value = data.get(name)
        value = value.get("amount") if isinstance(value, Mapping) else value
        try:
            return Decimal(str(value)) if value is not None else None
        except InvalidOperation:
            try:
                return Decimal(str(datetime.fromisoformat(str(value)).timestamp()))
            except ValueError:
                continue
    return None


def _by_name(sentence: Sentence, items: Sequence[Item]) -> tuple[Item, str] | None:
    """An item whose name is in the sentence; the longest name when several are."""
    named = [(label, i) for i in items for label in (i.label.zh, i.label.en) if _holds(sentence.plain, label)]
    if not named:
        return None
    label, best = max(named, key=lambda n: len(n[0]))
    return best, label


def _holds(said: str, label: str) -> bool:
    name = re.split(r"[,，(（:：]", label.lower())[0].strip()
    if len(name) < 2 or not _LATIN.search(name):
        return False
    if name.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said) is not None
    return name in said


def _by_time(sentence: Sentence, items: Sequence[Item]) -> tuple[Item, str] | None:
    """ "The seven thirty one": an item that is at that time."""
    clocks = [m for m in sentence.times if m.at is not None and m.has_clock]
    if not clocks or not re.search(r"\bone\b|那场|那班|那个|那趟|场|班次", sentence.plain):
        return None
    wanted = clocks[0].at
    assert wanted is not None
    for one in items:
        at = next((one.data[n] for n in ("at", "start", "due_at", "departs") if one.data.get(n)), None)
        if at and datetime.fromisoformat(str(at)) == wanted:
            return one, clocks[0].text
    return None


def _by_that(sentence: Sentence, items: Sequence[Item]) -> tuple[Item, str] | None:
    if len(items) == 2 and (match := _OTHER.search(sentence.plain)):
        return items[1], match[0]
    match = _THAT.search(sentence.plain)
    return (items[0], match[0]) if match and len(items) == 1 else None

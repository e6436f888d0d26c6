"""Which dishes of a menu somebody names, and how many of each: 两份宫保鸡丁和一碗米饭, "a margherita and two colas"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from tools.restaurants.menus import Dish

_NUMBERS = {
    **{word: n for n, word in enumerate("一二三四五六七八九十", 1)},
    **{"两": 2, "俩": 2, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "dozen": 12},
}
_COUNTED = re.compile(
    r"(?P<n>\d{1,3}|[一二三四五六七八九十两俩]|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen))"
    r"\s*(?:x|×|份|个|碗|杯|盘|只|瓶|张|盒|客|portions? of|orders? of|plates? of|bowls? of|cups? of|pieces? of|of)?"
    r"\s*(?:the |more )?$"
)
_AFTER = re.compile(
    r"^\s*(?:[,，:：]?\s*)(?:要|来|x|×)?\s*(?P<n>\d{1,3}|[一二三四五六七八九十两俩])\s*(?:份|个|碗|杯|盘|只|瓶|张|盒)"
)
_CLOSE = 82  # of 100: a slip of the ear, not another dish


def named(text: str, menu: Sequence[Dish]) -> list[tuple[Dish, int | None]]:
    """The dishes in the order they are said; the number is None where none is said with it."""
    rest = text.casefold()
    found: list[tuple[int, Dish, int | None]] = []
    names = sorted(((n.casefold(), d) for d in menu for n in (d.name.zh, d.name.en, *d.also)), key=lambda p: -len(p[0]))
    for name, dish in names:
        if (match := _find(name, rest)) is None or any(dish is d for _, d, _ in found):
            continue
        found.append((match.start(), dish, _number(rest, match)))
        rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
    return [(dish, number) for _, dish, number in sorted(found, key=lambda f: f[0])]


def meant(words: str, menu: Sequence[Dish]) -> Dish | None:
    """One dish by its id, its name, or nearly its name."""
    asked = words.casefold().strip()
    if known := next((d for d in menu if d.id == asked), None):
        return known
    if said := named(asked, menu):
        return said[0][0]
    close = [(fuzz.ratio(asked, n.casefold()), d) for d in menu for n in (d.name.zh, d.name.en, *d.also)]
    score, dish = max(close, key=lambda pair: pair[0], default=(0, None))
    return dish if score >= _CLOSE else None


def _find(name: str, text: str) -> re.Match[str] | None:
    if name.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?:s|es)?(?![a-z0-9])", text)
    return re.search(re.escape(name), text)


def _number(text: str, match: re.Match[str]) -> int | None:
    said = _COUNTED.search(text[: match.start()]) or _AFTER.match(text[match.end() :])
    if said is None:
        return None
    return int(said["n"]) if said["n"].isdigit() else _NUMBERS[said["n"]]

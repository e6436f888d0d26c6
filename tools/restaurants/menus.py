"""What the demonstration kitchens cook, what is in it, and how people call what they do not eat."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

from assistant.ports import Place
from assistant.types import Money, Say

_EURO_IN_YUAN = Decimal(4)  # what a plate costs there, not what a bank gives
_LUNCH = range(11, 15)  # hours at which the house's plate of the day costs less
_LUNCH_SHARE = Decimal("0.8")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dish:
    """`has` names what somebody may have to avoid; None: the house does not say. `left`: portions for the day."""

    id: str
    name: Say
    price: Money
    also: tuple[str, ...] = ()
    has: frozenset[str] | None = None
    left: int | None = None
    available: bool = True


def currency(place: Place) -> str:
    """What one pays with there: the map's extracts are of China or of the euro area unless a vendor says otherwise."""
    in_china = 73 < place.longitude < 135 and 18 < place.latitude < 54
    return "CNY" if in_china else "EUR"


def cooked_at(place: Place, now: datetime) -> tuple[Dish, ...]:
    """The house's own menu: fixed by the house and the day, a little dearer here, sold out of something there."""
    money, share = currency(place), Decimal(90 + _share(place.id) * 30 // 256) / 100
    dishes = _menu(place)
    daily = list(dishes)[_share(f"{place.id}/{now:%Y-%m-%d}") % len(dishes)]
    return tuple(_dish(place, key, told, money, share, daily, now) for key, told in dishes.items())


def plate(place: Place, now: datetime) -> Money:
    """What a dish costs there: the one in the middle, of those that are a meal."""
    prices = sorted(d.price.amount for d in cooked_at(place, now))
    return Money(amount=prices[len(prices) // 2], currency=currency(place))


def _dish(
    place: Place, key: str, told: Mapping[str, Any], money: str, share: Decimal, daily: str, now: datetime
) -> Dish:
    costs = Decimal(told["costs"]) * share * (_EURO_IN_YUAN if money == "CNY" else 1)
    if key == daily and now.hour in _LUNCH:
        costs *= _LUNCH_SHARE
    steps = Decimal(1) if money == "CNY" else Decimal("0.5")
    left = _share(f"{place.id}/{key}/{now:%Y-%m-%d}") % 25
    return Dish(
        id=key,
        name=Say(zh=told["zh"], en=told["en"]),
        price=Money(amount=max(steps, (costs / steps).to_integral_value() * steps), currency=money),
        also=tuple(told.get("also", ())),
        has=frozenset(told.get("has", ())),
        left=left,
        available=left > 0,
    )


def way_in_words(words: str) -> str | None:
    """The way of eating that is meant: "vegan", 吃素."""
    return next((way for way, told in _told()["ways"].items() if _says(told, words)), None)


def words_of_way(way: str) -> tuple[str, ...]:
    told = _told()["ways"][way]
    # 素 alone is in too many names; 肉 and "meat" are what such a house is not about.
    return tuple(w for w in (*told["zh"], *told["en"]) if len(w) > 1 and way != "meatless")


def contents_in_words(words: str) -> frozenset[str]:
    """What is in food that these words forbid: "nuts", 海鲜, "vegetarian"."""
    if way := way_in_words(words):
        return frozenset(_told()["ways"][way]["without"])
    found, rest = set(), words
    # 鸡蛋 is no chicken: the longer word is read first, and what is read is gone.
    for word, food in _food_words():
        if word in rest if not word.isascii() else re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", rest):
            found.add(food)
            rest = rest.replace(word, " ")
    return frozenset(found)


@cache
def _food_words() -> tuple[tuple[str, str], ...]:
    said = [(w, food) for food, told in _told()["foods"].items() for w in (*told["zh"], *told["en"])]
    return tuple(sorted(said, key=lambda pair: -len(pair[0])))


def _says(told: Mapping[str, Any], words: str) -> bool:
    return words.strip() in (*told["zh"], *told["en"])


def _menu(place: Place) -> Mapping[str, Mapping[str, Any]]:
    menus = _told()["menus"]
    kinds = (*place.cuisine, *place.name("en").casefold().split(), place.kind)
    found = next((m for kind in kinds for m in menus if kind in m["cooks"]), menus[-1])
    dishes: Mapping[str, Mapping[str, Any]] = found["dishes"]
    return dishes


def _share(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0]


@cache
def _told() -> Mapping[str, Any]:
    text = resources.files("tools.restaurants").joinpath("menus.yaml").read_text(encoding="utf-8")
    told: Mapping[str, Any] = yaml.safe_load(text)
    return told

"""How dangerous what is said sounds, by everyday signs that add up: surely an emergency, perhaps one, or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.medical.meant import is_of_a_thing, told_of_now
from tools.medical.signs import fold, said_of

SURE, PERHAPS = 4, 3
_MOST_WORSE = 2
_NEAR = 5  # clauses
_ENGLISH = (
    (r"\bcan't\b", "cannot"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"'m\b", " am"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"\b(he|she|it|there|that|what|who)'s\b", r"\1 is"),
    (r"\btheres\b", "there is"),
)


@dataclass(frozen=True, slots=True)
class Danger:
    """The family that weighs most, and how much; `help` names another line than the ambulance's."""

    family: str
    weight: int
    source: str
    help: str | None


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    source: str
    help: str | None
    signs: tuple[tuple[int, re.Pattern[str]], ...]
    needs: re.Pattern[str] | None
    eased: re.Pattern[str] | None
    only: bool  # said of a person; a phone that does not respond is none


@lru_cache(maxsize=4)  # asked twice of each sentence
def danger(text: str) -> Danger | None:
    """The most dangerous family that weighs enough to ask about, or None."""
    found = [one for part in _together(_plain(told_of_now(fold(text)))) if (one := _danger(part)) is not None]
    return max(found, key=lambda one: one.weight, default=None)


def _together(said: str) -> list[str]:
    """What is told close together: signs at both ends of a long text do not add up."""
    clauses = [clause for clause in said.split("，") if clause.strip()]
    return ["，".join(clauses[i : i + _NEAR]) for i in range(max(1, len(clauses) - _NEAR + 1))] if clauses else []


def _danger(said: str) -> Danger | None:
    families, worse = _book()
    weight, family = max(((_weigh(family, said), family) for family in families), key=lambda pair: pair[0])
    if weight >= 2:  # what makes anything worse says nothing alone
        weight += min(_MOST_WORSE, sum(said_of(said, p) for p in worse)) if weight < SURE else 0
    return Danger(family.name, weight, family.source, family.help) if weight >= PERHAPS else None


def sign_of_danger(text: str) -> bool:
    """Whether any sign at all is named."""
    said = _plain(told_of_now(fold(text)))
    return any(_weigh(family, said) > 0 for family in _book()[0])


def _weigh(family: _Family, said: str) -> int:
    if family.needs is not None and not family.needs.search(said):
        return 0
    if family.only and is_of_a_thing(said):
        return 0
    weight = sum(weight for weight, pattern in family.signs if said_of(said, pattern))
    return weight - 2 if weight and family.eased is not None and family.eased.search(said) else weight


def _plain(folded: str) -> str:
    for short, long in _ENGLISH:
        folded = re.sub(short, long, folded)
    return folded


@cache
def _book() -> tuple[tuple[_Family, ...], tuple[re.Pattern[str], ...]]:
    rows: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "danger.yaml").read_text(encoding="utf-8"))
    worse = tuple(_either(zh, en) for zh, en in rows["worse"])
    return tuple(_family(name, row) for name, row in rows["families"].items()), worse


def _family(name: str, row: dict[str, Any]) -> _Family:
    needs, eased = row.get("needs"), row.get("eased")
    return _Family(
        name=name,
        source=row["source"],
        help=row.get("help"),
        signs=tuple((int(weight), _either(zh, en)) for weight, zh, en in row["signs"]),
        needs=re.compile(needs) if needs else None,
        eased=re.compile(eased) if eased else None,
        only="only" in row,
    )


def _either(zh: str, en: str) -> re.Pattern[str]:
    """English begins at the beginning of a word."""
    return re.compile(rf"(?:{zh})|\b(?:{en})")

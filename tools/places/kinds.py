"""Which kind a tagged thing is, and which kind or cuisine people mean by a word. The words are data, in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.types import Say
from tools.osm import Reading
from tools.places.names import fold

_HERE = Path(__file__).parent
_ARTICLES = frozenset({"the", "a", "an", "my"})


@cache
def _read(name: str) -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load((_HERE / name).read_text(encoding="utf-8")))


@cache
def _tagged() -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    exact: dict[tuple[str, str], str] = {}
    loose: dict[str, str] = {}
    for kind, entry in _read("kinds.yaml").items():
        for tag in entry["tags"]:
            key, _, value = tag.partition("=")
            if value == "*":
                loose.setdefault(key, kind)
            else:
                exact.setdefault((key, value), kind)
    return exact, loose


@cache
def _keys() -> frozenset[str]:
    return frozenset(key for key, _ in _tagged()[0])


def kind_of(tags: Mapping[str, str]) -> str:
    """The kind of a thing on the map; "" for what nobody would ask for by name or kind."""
    exact, loose = _tagged()
    telling = _keys()
    for key in tags:
        if key in telling and (kind := exact.get((key, tags[key]))):
            return kind
    named = "name" in tags
    kind = next((kind for key, kind in loose.items() if key in tags and named), "")
    return kind or ("address" if "addr:street" in tags and "addr:housenumber" in tags else "")


def reading() -> Reading:
    """What of an extract belongs into the place index: things by themselves, streets by their names."""
    telling = (*_keys(), *_tagged()[1], "addr:street")
    of_ways = ("name", *(key for key in telling if key != "highway"))
    return Reading(things=_is_thing, of_nodes=telling, of_ways=of_ways, shapes=False)


def _is_thing(tags: Mapping[str, str]) -> bool:
    return kind_of(tags) not in ("", "street")


@cache
def _kind_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for kind, entry in _read("kinds.yaml").items():
        words.setdefault(kind.replace("_", " "), kind)
        for word in [*entry["zh"], *entry["en"]]:
            words.setdefault(fold(word), kind)
    return words


def kind_in_words(text: str) -> str | None:
    """The kind meant by exactly these words ("pharmacies", "加油站"), or None."""
    folded = fold(text)
    folded = folded.removeprefix("a ").removeprefix("an ").removeprefix("the ")
    words = _kind_words()
    forms = [folded, folded.removesuffix("s"), folded.removesuffix("es")]
    if folded.endswith("ies"):
        forms.append(f"{folded[:-3]}y")
    return next((words[f] for f in forms if f in words), None)


def name_and_kind(text: str) -> tuple[str, str] | None:
    """A name said with its kind ("the Ateneum museum", 同仁堂药店, "hotel Kämp") taken apart, or None."""
    folded = fold(text)
    words, parts = _kind_words(), folded.split()
    for size in (3, 2, 1):
        for kept, said in ((parts[:-size], parts[-size:]), (parts[size:], parts[:size])):
            if kept and set(kept) - _ARTICLES and (kind := words.get(" ".join(said))):
                return " ".join(kept), kind
    for size in range(min(len(folded) - 2, 6), 1, -1):
        if kind := words.get(folded[-size:]):
            return folded[:-size].strip(), kind
    return None


def kind_words(kind: str) -> Say:
    """How the kind is called."""
    entry = _read("kinds.yaml").get(kind)
    return Say(zh=entry["zh"][0], en=entry["en"][0]) if entry else Say(zh=kind, en=kind)


@cache
def _cuisine_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for cuisine, entry in _read("cuisines.yaml").items():
        for word in [cuisine, *entry["zh"], *entry["en"]]:
            words.setdefault(fold(word), cuisine)
    for word, cuisine in list(words.items()):  # 意大利菜 is also asked for as 意大利 (餐厅)
        stem = word.removesuffix("料理").removesuffix("菜").removesuffix("餐")
        if len(stem) >= 2:
            words.setdefault(stem, cuisine)
    return words


def cuisine_in_words(text: str) -> str | None:
    """The cuisine meant by these words ("日本料理", "Italian food"), or None."""
    words, folded = _cuisine_words(), fold(text)
    for suffix in ("", " food", " restaurant", " cuisine", " place", "餐厅", "馆", "店", "菜"):
        if suffix and not folded.endswith(suffix):
            continue
        if found := words.get(folded.removesuffix(suffix) if suffix else folded):
            return found
    return None


def speaks_of_cuisine(name: str, cuisine: str) -> bool:
    """Whether a name says by itself what is cooked there (Pizzarium, 海底捞火锅)."""
    entry, folded = _read("cuisines.yaml").get(cuisine, {}), fold(name)
    return any(len(word) > 1 and fold(word) in folded for word in [*entry.get("zh", ()), *entry.get("en", ())])


def cuisine_family(cuisine: str) -> frozenset[str]:
    """The map's words that satisfy a wish for this cuisine."""
    entry = _read("cuisines.yaml").get(cuisine, {})
    return frozenset([cuisine, *entry.get("also", ())])


def cuisine_words(cuisine: str) -> Say:
    entry = _read("cuisines.yaml").get(cuisine)
    if entry is None:
        plain = cuisine.replace("_", " ")
        return Say(zh=plain, en=plain)
    return Say(zh=entry["zh"][0], en=entry["en"][0])

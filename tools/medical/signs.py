"""Reads what somebody says about their body: which signs are named, and not denied, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.planners.simplified import simplified
from tools.medical.spelling import respelt

_HERE = Path(__file__).parent
_HAN = re.compile(r"[\u3400-\u9fff]")
# Right before a sign these deny it: "no chest pain", 没有发烧. What is part of a sign ("can't breathe") is not touched.
_DENIED = re.compile(
    r"(?:\b(?:no|without|don't have(?: any| a)?|do not have(?: any| a)?|never had(?: any)?|nor|not any)\s+(?:\w+\s+)?"
    r"|没有|并没有|没|无|不)$"
)


@cache
def emergencies() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "emergencies.yaml").read_text(encoding="utf-8")))


@cache
def presentations() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "presentations.yaml").read_text(encoding="utf-8")))


_SHORT = {"im": "i'm", "ive": "i've", "hes": "he's", "shes": "she's"}


def fold(text: str) -> str:
    """One spelling: NFKC, simplified, lower case, straight apostrophes; "cant", "can not" and words mistyped."""
    plain = simplified(unicodedata.normalize("NFKC", text)).casefold().replace("’", "'").replace("`", "'")
    plain = re.sub(r"\b(can|don|won|isn|doesn|couldn|didn|hasn|wasn|aren)t\b", r"\1't", plain)
    plain = re.sub(r"\b(?:im|ive|hes|shes)\b", lambda found: _SHORT[found[0]], plain)
    return respelt(re.sub(r"\bcan not\b", "cannot", plain))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; Latin ones from their beginning, short ones whole, so that "ate" is not found in "late"."""
    return re.compile("|".join(_part(word) for word in sorted(words, key=len, reverse=True)))


def _part(word: str) -> str:
    if word.startswith("/"):
        return f"(?:{word[1:-1]})"
    if _HAN.search(word):
        return re.escape(word)
    return rf"\b{re.escape(word)}" + (r"s?\b" if len(word) <= 4 else "")


def says(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words (or /patterns/) is said of somebody, and not denied. `text` is folded."""
    return said_of(text, _pattern(words))


def said_of(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether the pattern is in the folded text and not denied right before."""
    return any(not _DENIED.search(text[: m.start()]) for m in pattern.finditer(text))


def in_group(text: str, group: str) -> bool:
    """A group of a rule: the name of a word list, or a /pattern/."""
    return said_of(text, _of_group(group))


@cache
def _of_group(group: str) -> re.Pattern[str]:
    return _pattern((group,) if group.startswith("/") else tuple(str(w) for w in emergencies()["words"][group]))

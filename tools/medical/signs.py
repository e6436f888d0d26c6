"""Reads what somebody says about their body: which signs are named, and not denied, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_HAN = re.compile(r"[\u3400-\u9fff]")
# Right before a sign these deny it: "no chest pain", 没有发烧. What is part of a sign ("can't breathe") is not touched.
_DENIED = re.compile(
    r"(?:\b(?:no|without|don't have(?: any| a)?|do not have(?: any| a)?|never had(?: any)?|nor|not any)\s+(?:\w+\s+)?"
    r"|没有|并没有|没|无|不)$"
)
_TOLD = re.compile(
    r"\b(?:movie|film|novel|book|song|game|series|episode|dream(?:t|ed)?|years? ago|last year|as a child|used to|"
    r"what is|what are|define|definition|meaning of|history of|exam|essay|article)\b|"
    r"电影|小说|电视剧|新闻里|游戏|做梦|梦见|去年|前年|年前|小时候|以前得过|是什么意思|论文|考试|写一篇"
)
_NOW = re.compile(r"\b(?:right now|now|just|currently|at the moment)\b|现在|刚才|刚刚|正在")


@cache
def emergencies() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "emergencies.yaml").read_text(encoding="utf-8")))


@cache
def presentations() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "presentations.yaml").read_text(encoding="utf-8")))


def fold(text: str) -> str:
    """One spelling: NFKC, lower case, straight apostrophes; "cant" and "can not" as people type them."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("`", "'")
    plain = re.sub(r"\b(can|don|won|isn|doesn|couldn|didn)t\b", r"\1't", plain)
    return re.sub(r"\bcan not\b", "cannot", plain)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; Latin ones from their beginning, short ones whole, so that "ate" is not found in "late"."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        if _HAN.search(word):
            parts.append(re.escape(word))
        else:
            parts.append(rf"\b{re.escape(word)}" + (r"s?\b" if len(word) <= 4 else ""))
    return re.compile("|".join(parts))


def says(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words is said of somebody, and not denied. `text` is folded."""
    return any(not _DENIED.search(text[: m.start()]) for m in _pattern(words).finditer(text))


def is_told(text: str) -> bool:
    """Whether the sentence tells of a film, a book or long ago, and not of now."""
    return bool(_TOLD.search(text)) and not _NOW.search(text)


def in_group(text: str, group: str) -> bool:
    """A group of a rule: the name of a word list, or a /pattern/."""
    if group.startswith("/"):
        return re.search(group.strip("/"), text) is not None
    return says(text, tuple(str(w) for w in emergencies()["words"][group]))

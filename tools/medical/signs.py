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
# A clause that starts anew: what is told in one (a film, long ago) says nothing about the next.
_CLAUSE = re.compile(
    r"[。！？!?;；，,\n]|\.\s|\bbut\b|但是|可是|(?<![喘透上])不过(?!气|来)|"
    r"\band (?=(?:i|i'm|i've|my|now|he|he's|she|she's|his|her|our|we|today)\b)|而且(?=我|现在)"
)
_FICTION = re.compile(
    r"\b(?:in|from|watch\w*|read\w*|play\w*|saw)\b.{0,20}\b(?:movie|film|novel|book|game|series|episode|show|drama|story)\b"
    r"|\b(?:in|on|from) the news\b|\bi (?:read|heard) (?:that|about)\b"
    r"|\bthe (?:hero|heroine|main character|villain)\b|\bdream(?:t|ed|ing)?\b|\bnightmare\b"
    r"|(?:电影|小说|电视剧|剧|游戏|漫画|故事)(?:里|中)|看的?(?:电影|电视剧|小说|新闻)|新闻|听说|报道|男主|女主|主角|做梦|梦见|梦到|噩梦"
)
_LONG_AGO = re.compile(
    r"\b(?:years?|months?|decades?) ago\b|\blast (?:year|summer|winter|month)\b|\bas a (?:child|kid|teenager)\b"
    r"|\bwhen i was (?:a |young|little|\w+ years)|\bused to have\b|\bback in (?:19|20)\d\d\b"
    r"|去年|前年|年前|上个月|几个月前|小时候|以前得过|曾经|当年"
)
_ABOUT = re.compile(
    r"\bwhat (?:does|do) .{2,40} mean\b|\bwhat (?:is|are) (?:a|an|the (?:signs|symptoms|warning signs|causes?|meaning|"
    r"difference|definition|first aid)|stroke|sepsis|heart attacks?)\b"
    r"|\b(?:warning )?signs of an?\b|\bdefin(?:e|ition)\b|\bmeaning of\b"
    r"|\blearn(?:ing)?\b|\b(?:write|read|find)\b.{0,25}\b(?:article|essay|book|paper|report|story)\b"
    r"|\bhistory of\b|\bcourse (?:on|in|about)\b"
    r"|是什么意思|什么叫|有(?:哪些|什么)(?:前兆|症状|表现|征兆)|想了解|学习|怎么学|科普|论文|文章|写一篇|找(?:本|一本|几本)|培训|课程"
)
_HERE_AND_NOW = re.compile(
    r"\b(?:i|i'm|i've|my|me|now|we|our)\b|我|现在|刚才|刚刚|正在",
)
_FIGURE = re.compile(
    r"(?:压力|工作|作业|价格|房价|房贷|生活|气氛|贵|忙|美|帅).{0,8}(?:喘不过|喘不上|透不过)"
    r"|想死(?:你|我|他|她|妈|爸|家)|(?:笑|累|困|热|饿|气|急|烦|难|丢|吓|无聊|尴尬)死"
    r"|\bdrown(?:ing|ed)? in (?:my |too much |all this )?"
    r"(?:work|debt|email\w*|paper\w*|homework|meetings|books|tasks|laundry)"
    r"|\bkill(?:ed|ing)? myself laughing|\bdying (?:of|to|for)\b|\btook my breath away|\bbroke my heart|\bheart ?broken"
)


@cache
def emergencies() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "emergencies.yaml").read_text(encoding="utf-8")))


@cache
def presentations() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "presentations.yaml").read_text(encoding="utf-8")))


def fold(text: str) -> str:
    """One spelling: NFKC, lower case, straight apostrophes; "cant" and "can not" as people type them."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("`", "'")
    plain = re.sub(r"\b(can|don|won|isn|doesn|couldn|didn|hasn|wasn|aren)t\b", r"\1't", plain)
    return re.sub(r"\bcan not\b", "cannot", plain)


def told_of_now(folded: str) -> str:
    """The text without what it tells of films, of long ago, or asks about in general; figures of speech go, too."""
    kept: list[str] = []
    fiction = False
    for clause in _CLAUSE.split(_FIGURE.sub(" ", folded)):
        if _FICTION.search(clause):
            fiction = True
            continue
        fiction = fiction and not _HERE_AND_NOW.search(clause)
        if not (fiction or _LONG_AGO.search(clause) or _ABOUT.search(clause)):
            kept.append(clause)
    return "，".join(kept)


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
    return any(not _DENIED.search(text[: m.start()]) for m in _pattern(words).finditer(text))


def in_group(text: str, group: str) -> bool:
    """A group of a rule: the name of a word list, or a /pattern/."""
    if group.startswith("/"):
        return says(text, (group,))
    return says(text, tuple(str(w) for w in emergencies()["words"][group]))

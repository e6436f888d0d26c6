"""Reads doctor's orders and answers about doses: medicine, times a day, how long, when to come back. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "十": 10, "半": 15}
_WORDS = {
    "once": 1,
    "one": 1,
    "twice": 2,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "a": 1,
}
_N = r"(\d+|[一两二三四五六七八十]+|once|one|twice|two|three|four|five|six|seven|ten|a)"
_TIMES = re.compile(
    rf"(?:每天|一天|每日)(?:吃|服|用)?{_N}(?:次|遍|顿)|{_N}\s*(?:times)?\s*(?:a day|daily|per day|every day)", re.I
)
# "Morning and evening" says how often as well as a number does.
_PARTS_OF_DAY = re.compile(
    r"(早[中午]晚|早晚|早中|中晚|午晚)(?:饭[前后])?(?:各|都|一次|吃|服)"
    r"|\b(?:mornings?|noon|midday|evenings?|nights?)"
    r"(?:(?:,| and|, and) (?:at |in the |every )?(?:noon|midday|evenings?|nights?))+",
    re.I,
)
_PART_OF_DAY = re.compile(r"morning|noon|midday|evening|night", re.I)
_DAYS = re.compile(rf"(?:吃|服|用|连续|共)?{_N}\s*(天|周|个星期|星期)(?!后)|for\s+{_N}\s*(days?|weeks?)", re.I)
_BACK = re.compile(
    rf"{_N}\s*(天|周|个星期|星期)后.{{0,4}}(?:复诊|复查|再来)|(?:come back|return|check-?up)\D{{0,12}}in {_N}\s*(days?|weeks?)",  # noqa: E501
    re.I,
)
_NAME_ZH = re.compile(
    r"(?:吃|服用|服|用|开了|医嘱[:：])\s*(?:\d+|[一两二三四五六七八十]+)?(?:次|片|粒|颗)?\s*([\u4e00-\u9fffA-Za-z]{2,10}?)(?=每天|一天|每日|吃|，|,|。|连续|$|\d|[一两二三四五六七八十]+(?:天|周|次))"
)
_NAME_EN = re.compile(
    r"(?:take|taking|prescribed(?: me)?|orders?[:,]?(?:\s+take)?)\s+(?:the |my |some |an? )?([a-z][a-z -]{2,30}?)(?=\s+(?:once|twice|one|two|three|four|\d|for|every|daily|a day|(?:in the |at )?(?:morning|noon|midday|evening|night))|[,.]|$)",  # noqa: E501
    re.I,
)
_NOT = re.compile(r"没吃|忘|漏|不想吃|还没|没有吃|missed|forgot|skipped|not taken|haven't|have not|didn't", re.I)
_WORSE = re.compile(r"更(?:难受|严重|疼|痛|差|不舒服)|恶化|加重|起疹|worse|rash|not better at all", re.I)


_UNTIL = re.compile(
    r"(?:有效期?(?:到|至)?|过期|valid until|expires?(?: on)?|until)\D{0,6}"
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Orders:
    medicine: str
    times: int  # a day, 1 to 4
    days: int
    back_in: int | None  # days until the return visit


def read_orders(text: str) -> Orders | None:
    """None when the medicine or how often is missing."""
    often = _often(text)
    named = _NAME_ZH.search(text) or _NAME_EN.search(text)
    if often is None or named is None:
        return None
    return Orders(named[1].strip(), min(max(often, 1), 4), _span(_DAYS.search(text)) or 7, _span(_BACK.search(text)))


def valid_until(text: str, today: date) -> date | None:
    """ "Valid until 2026-12-01", 有效期到12月1日. A day without a year is the coming one."""
    if found := _UNTIL.search(text):
        year, month, day = (int(found[g]) if found[g] else 0 for g in ("year", "month", "day"))
        try:
            ends = date(year or today.year, month, day)
        except ValueError:
            return None
        return ends if year or ends >= today else ends.replace(year=today.year + 1)
    return None


def was_taken(text: str) -> bool:
    return not _NOT.search(text)


def feels_worse(text: str) -> bool:
    return bool(_WORSE.search(text))


def _often(text: str) -> int | None:
    """How many times a day."""
    if parts := _PARTS_OF_DAY.search(text):
        return len(parts[1]) if parts[1] else len(_PART_OF_DAY.findall(parts[0]))
    found = _TIMES.search(text)
    return _number(next(g for g in found.groups() if g)) if found else None


def _span(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    number, unit = [g for g in match.groups() if g][:2]
    return min(_number(number) * (7 if unit[0] in "周星个w" else 1), 180)


def _number(text: str) -> int:
    low = text.lower()
    return int(low) if low.isdigit() else _WORDS.get(low) or _DIGITS.get(low, 1)

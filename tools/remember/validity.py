"""How long something told is true: "this week I'm in Shanghai" ends with the week. Lasting things have no end."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from assistant import Say
from assistant.moments import at_wall

_DAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_ZH = "一二三四五六日"
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "十": 10}
_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}

# Only where somebody is or what they do for now: "I moved this week" and "my birthday is today" go on being true.
_STATE = re.compile(
    r"\b(?:i'm|i am|we're|we are|i'll be|i will be|i stay|\w+(?:'s| is| are| will be)) (?:\w+ )?"
    r"(?:in|at|on|off|away|out|home|abroad|staying|visiting|working|travelling|traveling|sick|ill|busy|here)\b"
    r"|(?:在|去|住|出差|休假|放假|值班|请假|生病|感冒|不在|加班|来)",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:birthday|anniversary|expires?|born|moved|bought|sold|started|got|changed|married|since|from now on)\b"
    r"|生日|纪念日|到期|过期|搬(?!家公司)|买了|卖了|换了|入职|结婚|出生|以后|从今",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:today|tonight)\b|今天|今晚|今日", re.IGNORECASE)
_TOMORROW = re.compile(r"\btomorrow\b|明天|明日", re.IGNORECASE)
_NEXT_WEEK = re.compile(r"\bnext week\b|下(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天])", re.IGNORECASE)
_THIS_WEEK = re.compile(
    r"\b(?:this week(?:end)?|all week|the weekend)\b|(?:这|本)(?:个)?(?:周|星期|礼拜)末?(?![一二三四五六日天])|周末",
    re.IGNORECASE,
)
_THIS_MONTH = re.compile(r"\b(?:this month|the rest of the month)\b|(?:这个|本)月", re.IGNORECASE)
_UNTIL_DAY = re.compile(
    rf"\b(?:until|till|through|to) (?:next )?({'|'.join(_DAYS_EN)})\b|到(?:下)?(?:周|星期|礼拜)([一二三四五六日天])",
    re.IGNORECASE,
)
_FOR_DAYS = re.compile(
    r"\bfor (?:the next )?(\d{1,2}|a|one|two|three|four|five|six|seven|ten) (day|week)s?\b"
    r"|(?:接下来|未来|这)(?:的)?(\d{1,2}|[一二两三四五六七十])(天|周|个星期)",
    re.IGNORECASE,
)


def ends(text: str, now: datetime) -> datetime | None:
    """The first moment at which it is no longer true, in the zone of `now`; None when it says no end."""
    if not _STATE.search(text) or _LASTING.search(text):
        return None
    last = _last_day(text, now.date())
    if last is None or now.tzinfo is None:
        return None
    return at_wall(datetime.combine(last + timedelta(days=1), time()), str(now.tzinfo))


def until(end: datetime) -> Say:
    """The last day on which it is true, in words."""
    day = (end - timedelta(seconds=1)).date()
    return Say(
        zh=f"这条到{day.month}月{day.day}日（周{_DAYS_ZH[day.weekday()]}）为止。",
        en=f"That holds until {day:%A}, {day.day} {day:%B}.",
    )


def _last_day(text: str, today: date) -> date | None:
    sunday = today + timedelta(days=6 - today.weekday())
    if found := _UNTIL_DAY.search(text):
        wanted = _weekday(found[1], found[2])
        return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    if found := _FOR_DAYS.search(text):
        count = _number(found[1] or found[3])
        return today + timedelta(days=count * (1 if (found[2] or found[4]).lower() in ("day", "天") else 7))
    if _NEXT_WEEK.search(text):
        return sunday + timedelta(days=7)
    if _THIS_WEEK.search(text):
        return sunday
    if _THIS_MONTH.search(text):
        return today.replace(day=monthrange(today.year, today.month)[1])
    if _TOMORROW.search(text):
        return today + timedelta(days=1)
    return today if _TODAY.search(text) else None


def _weekday(english: str | None, chinese: str | None) -> int:
    if english:
        return _DAYS_EN.index(english.lower())
    return _DAYS_ZH.index("日" if chinese == "天" else chinese or "日")


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS.get(said) or _WORDS[said.lower()]

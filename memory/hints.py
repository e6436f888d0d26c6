"""What kind of answer a question wants, and which lines hold one: a time for "when", a number for "how many"."""

from __future__ import annotations

import re

_WHEN = re.compile(
    r"^(when|since when|until when|what (date|day|month|year|time)|which (day|month|year)|how long)\b"
    r"|哪天|哪一天|什么时候|几号|几点|哪日|哪年|哪个月|期限|什么日子|什么时间|何时|多久",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\bhow (many|much|old|far|often)\b|多少|几", re.IGNORECASE)
_A_TIME = re.compile(
    r"\b(yesterday|today|tonight|tomorrow|ago|last|next|week|weekend|month|year|morning|since|(mon|tues|wednes|thurs"
    r"|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december"
    r"|(19|20)\d\d|\d{1,2}(:\d\d)? ?[ap]m)\b"
    r"|[\d一二三四五六七八九十两]+(月|号|点|日)|周[一二三四五六日末]|星期|礼拜|今天|明天|后天|昨天|前天|月底|年底|月初|年初"
    r"|春节|国庆|元旦|除夕|中秋|端午|腊月|正月|季度|每[天周月年]",
    re.IGNORECASE,
)
_A_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千两万]")
TIME, NUMBER = " time", " number"  # no real word starts with a space


def held(text: str) -> list[str]:
    """What this line could answer."""
    return [hint for hint, sign in ((TIME, _A_TIME), (NUMBER, _A_NUMBER)) if sign.search(text)]


def wanted(question: str) -> str | None:
    """What would answer this question, when that can be told from how it is asked."""
    if _WHEN.search(question):
        return TIME
    return NUMBER if _AMOUNT.search(question) else None

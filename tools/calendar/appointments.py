"""Appointments that a chat speaks of, as suggestions: what was written is data and starts nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.moments import at_wall
from assistant.planners.local.times import read_times
from assistant.planners.local.times.mention import TimeMention
from tools.calendar.chat import Message

_REPLIES = 4  # messages after one that may answer it
_LONGEST = 400  # characters of a message that are looked at
_MEETS = re.compile(
    r"\b(?:meet(?:ing|s)?|see you|lunch|dinner|coffee|breakfast|brunch|appointment|call|interview|party|movie"
    r"|pick you up|come (?:over|by)|let's|shall we|wedding|concert|class|visit|drinks?|game)\b"
    r"|见|碰头|碰面|吃饭|聚|约|开会|会议|面试|电影|看病|复诊|来接|接你|过来|喝咖啡|喝茶|早餐|午饭|晚饭|午餐|晚餐|火锅"
    r"|生日|婚礼|上课|打球|出发|集合|电话会",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:ok(?:ay)?|sure|yes|yep|great|sounds good|perfect|deal|see you|works for me"
    r"|好|行|可以|没问题|嗯|收到|到时见|不见不散)",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\b(?:cancel(?:led)?|called off|can't make it|have to skip)\b|取消|不去了|来不了|去不了|改天", re.IGNORECASE
)
_MOVED = re.compile(
    r"\b(?:instead|rather|move it|make it|push it|change (?:it )?to)\b|改到|改成|换成|推迟到|提前到", re.IGNORECASE
)
_POLITE = re.compile(
    r"^(?:hey|hi|ok|so|well)?[\s,]*(?:(?:shall|can|could|should) we|let's|let us|how about|what about|do you want to"
    r"|we could|i'll|we'll)?\s*(?:have|get|do|go for|grab)?\s+(?=\S)|^(?:我们|咱们|要不|那|你|大家)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """An appointment that a chat speaks of. `agreed`: somebody else said yes to it."""

    title: str
    start: datetime
    end: datetime
    person: str
    quote: str
    agreed: bool = False


def suggest(messages: Sequence[Message], now: datetime, country: str = "CN") -> tuple[Suggestion, ...]:
    """What is ahead of `now`, earliest first; what was moved or called off later in the chat is taken at its word."""
    found: list[tuple[int, Suggestion]] = []
    for number, message in enumerate(messages):
        text = message.text[:_LONGEST]
        near = found and number - found[-1][0] <= 2 * _REPLIES
        if near and _OFF.search(text):
            found.pop()
            continue
        when = _when(text, message.at, country)
        if near and when is not None and _MOVED.search(text):
            found[-1] = (number, _moved(found[-1][1], when, message))
        elif when is not None and _MEETS.search(text):
            found.append((number, _suggestion(message, when, messages[number + 1 : number + 1 + _REPLIES])))
    ahead = {(s.start, s.title): s for _, s in found if s.start > now}
    return tuple(sorted(ahead.values(), key=lambda s: s.start))


def _when(text: str, said: datetime, country: str) -> TimeMention | None:
    """A day with a clock time, as of the moment it was written."""
    try:
        clocks = [m for m in read_times(text, said, country=country or "CN") if m.at is not None and m.has_clock]
    except ValueError:
        return None
    return next((m for m in clocks if m.at is not None and said < m.at < said + timedelta(days=366)), None)


def _suggestion(message: Message, when: TimeMention, after: Sequence[Message]) -> Suggestion:
    assert when.at is not None
    agreed = any(m.sender != message.sender and _YES.search(m.text) for m in after)
    return Suggestion(
        title=_title(message, when),
        start=when.at,
        end=when.until or when.at + timedelta(hours=1),
        person=message.sender,
        quote=message.text[:200],
        agreed=agreed,
    )


def _moved(old: Suggestion, when: TimeMention, message: Message) -> Suggestion:
    """Said without a day, the new clock time is on the day talked about."""
    assert when.at is not None
    at = (
        when.at if when.has_date else at_wall(datetime.combine(old.start.date(), when.at.time()), str(old.start.tzinfo))
    )
    quote = f"{old.quote} … {message.text}"[:300]
    return replace(old, start=at, end=at + (old.end - old.start), quote=quote, agreed=True)


def _title(message: Message, when: TimeMention) -> str:
    """The sentence about it without its time, short enough to stand in a calendar."""
    text = message.text[:_LONGEST].replace(when.text, " ")
    clause = next((c for c in _clauses(text) if _MEETS.search(c)), text)
    words = re.sub(r"\s+", " ", clause).strip(" ,，.。!！?？~、:：")
    words = _POLITE.sub("", words)
    words = re.sub(r"\b(?:at|on|by|from)$|(?:吧|吗|呢|哈|哦|啊|好不好|怎么样|行吗|可以吗)$", "", words, flags=re.I)
    return words.strip(" ,，.。!！?？~、")[:60] or message.sender


def _clauses(text: str) -> Iterator[str]:
    yield from (c for c in re.split(r"[.!?。！？;；\n]|[,，](?=\s*\S{6})", text) if c.strip())

"""The messages of an exported chat: WhatsApp of iPhone and Android, WeChat copied, mailed or backed up. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from assistant.errors import ToolError
from assistant.moments import at_wall

_LARGEST = 5_000_000  # characters
_MOST = 20_000  # messages
_DAY = r"(?P<day>\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?)"
_TICK = r"\d{1,2}:\d{2}(?::\d{2})?"
_CLOCK = rf"(?P<clock>{_TICK}\s*(?:[AaPp]\.?[Mm]\.?)?|(?:上午|下午|晚上|凌晨|中午)\s*{_TICK})"
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\u200e?\[{_DAY},?\s+{_CLOCK}\]\s*(?P<who>[^:：]{{1,60}})[:：]\s?(?P<text>.*)$",  # WhatsApp, iPhone
        rf"^{_DAY},?\s+{_CLOCK}\s+-\s+(?P<who>[^:：]{{1,60}})[:：]\s?(?P<text>.*)$",  # WhatsApp, Android
        rf"^{_DAY}\s+{_CLOCK}\s+(?P<who>\S[^:：]{{0,59}})(?:[:：]\s?(?P<text>.*))?$",  # WeChat, a backup program
        rf"^(?P<who>[^\d\s][^:：]{{0,59}}?)[\s（(]+{_DAY}\s+{_CLOCK}[)）]?[:：]?\s?(?P<text>.*)$",  # WeChat, copied
        rf"^(?P<who>[^\d\s][^:：]{{0,59}}?)\s+{_CLOCK}[:：]?$",  # WeChat, mailed: the day stands in a line of its own
    )
)
_DAY_LINE = re.compile(rf"^[\s—\-=_*]*{_DAY}[\s—\-=_*]*$")


class ChatUnreadable(ToolError):
    """I cannot read that as an exported chat. WhatsApp and WeChat exports as text work."""

    code = "chat_unreadable"
    status = 422
    zh = "这不像导出的聊天记录。微信、WhatsApp 导出的文本可以读。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    at: datetime
    sender: str
    text: str


def read_chat(text: str, timezone: str) -> tuple[Message, ...]:
    """The messages of an export, in order. Raises ChatUnreadable."""
    if len(text) > _LARGEST:
        raise ChatUnreadable()
    lines = text.lstrip("\ufeff").splitlines()
    month_first = _month_first(lines)
    found: list[Message] = []
    day: date | None = None
    for line in lines:
        if (alone := _DAY_LINE.match(line)) is not None:
            day = _date(alone["day"], month_first) or day
            continue
        message = _head(line.strip(), day, month_first, timezone)
        if message is not None:
            found.append(message)
        elif found and line.strip():
            last = found[-1]
            found[-1] = replace(last, text=f"{last.text}\n{line.strip()}".strip()[:4000])
        if len(found) > _MOST:
            raise ChatUnreadable()
    if not found:
        raise ChatUnreadable()
    return tuple(found)


def _head(line: str, day: date | None, month_first: bool, timezone: str) -> Message | None:
    for pattern in _HEADS:
        match = pattern.match(line)
        if match is None:
            continue
        groups = match.groupdict()
        on = _date(groups["day"], month_first) if groups.get("day") else day
        clock = _clock(groups["clock"])
        if on is None or clock is None:
            continue
        at = at_wall(datetime.combine(on, clock), timezone)
        return Message(at=at, sender=groups["who"].strip(" ~\u200e"), text=(groups.get("text") or "").strip())
    return None


def _month_first(lines: Sequence[str]) -> bool:
    """11/23/26 or 23/11/26: some day of the chat is above twelve; else a clock with AM and PM speaks for America."""
    heads = [m for line in lines[:5000] if (m := re.match(r"^\u200e?\[?(\d{1,2})/(\d{1,2})/\d{2,4},", line))]
    if any(int(m[1]) > 12 for m in heads):
        return False
    return any(int(m[2]) > 12 for m in heads) or any(re.search(r"\d\s*[AaPp]\.?[Mm]", m.string[:40]) for m in heads)


def _date(text: str, month_first: bool) -> date | None:
    a, b, c = (int(n) for n in re.findall(r"\d+", text))
    if a > 31:
        year, month, day = a, b, c
    else:
        month, day = (a, b) if month_first else (b, a)
        year = c + 2000 if c < 100 else c
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    hour, minute = (int(n) for n in re.findall(r"\d+", text)[:2])
    late = re.search(r"[Pp]\.?[Mm]|下午|晚上", text)
    early = re.search(r"[Aa]\.?[Mm]|上午|凌晨", text)
    if late and hour < 12:
        hour += 12
    if early and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None

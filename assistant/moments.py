"""Instants that always know their zone, and how people say them in Chinese and English."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def require_zone(moment: datetime) -> datetime:
    """The same moment. Raises ValueError for a naive datetime: a time without a zone is a bug waiting for winter."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"naive datetime: {moment.isoformat()}")
    return moment


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, IsADirectoryError) as error:
        raise ValueError(f"unknown time zone: {name!r}") from error


def parse_instant(text: str, zone_name: str | None = None) -> datetime:
    """An ISO 8601 instant; one without an offset is taken in `zone_name`. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    if moment.tzinfo is None:
        if zone_name is None:
            raise ValueError(f"naive datetime: {text}")
        return at_wall(moment, zone_name)
    return moment


def at_wall(wall: datetime, zone_name: str) -> datetime:
    """The instant a wall clock there shows `wall`; a time skipped by DST moves forward, a doubled one is the first."""
    local = wall.replace(tzinfo=zone(zone_name), fold=0)
    shown = local.astimezone(UTC).astimezone(local.tzinfo)
    return local if shown.replace(tzinfo=None) == wall.replace(tzinfo=None) else shown


def spoken_clock(moment: datetime, language: str) -> str:
    """13:30 as a native says it: 下午1点半, 1:30 pm."""
    hour, minute = moment.hour, moment.minute
    if language == "zh":
        twelve = hour if hour <= 12 else hour - 12
        tail = "" if minute == 0 else "半" if minute == 30 else f"{minute:02d}分"
        return f"{_part_of_day_zh(hour)}{twelve}点{tail}"
    if (hour, minute) in ((12, 0), (0, 0)):
        return "noon" if hour else "midnight"
    return f"{hour % 12 or 12}{f':{minute:02d}' if minute else ''} {'am' if hour < 12 else 'pm'}"


def _part_of_day_zh(hour: int) -> str:
    for limit, word in ((5, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午")):
        if hour < limit:
            return word
    return "晚上"


def spoken_day(day: date, today: date, language: str) -> str:
    """The day as said today: 明天, 周五, 12月3日 周四; tomorrow, Friday, Thu 3 Dec."""
    zh = language == "zh"
    near = {0: ("今天", "today"), 1: ("明天", "tomorrow"), 2: ("后天", ""), -1: ("昨天", "yesterday")}
    gap = (day - today).days
    if gap in near and near[gap][0 if zh else 1]:
        return near[gap][0 if zh else 1]
    weekday = f"周{_WEEKDAYS_ZH[day.weekday()]}" if zh else _WEEKDAYS_EN[day.weekday()]
    if 0 < gap < 7:
        same_week = day.isocalendar()[:2] == today.isocalendar()[:2]
        return (weekday if same_week else f"下{weekday}") if zh else weekday
    year = "" if day.year == today.year else (f"{day.year}年" if zh else f" {day.year}")
    if zh:
        return f"{year}{day.month}月{day.day}日{weekday}"
    return f"{weekday[:3]} {day.day} {_MONTHS_EN[day.month - 1]}{year}"


def spoken_moment(moment: datetime, now: datetime, language: str) -> str:
    """Day and clock together, in the moment's own zone: 明天早上7点半; tomorrow at 7:30 am."""
    today = now.astimezone(moment.tzinfo).date()
    day, clock = spoken_day(moment.date(), today, language), spoken_clock(moment, language)
    if language == "zh":
        return f"{day}{clock}"
    return f"{day} at {clock}" if day in ("today", "tomorrow", "yesterday") else f"{day}, {clock}"


def spoken_span(span: timedelta, language: str) -> str:
    """A duration as said: 1小时20分钟; 1 hour 20 minutes."""
    total = round(abs(span.total_seconds()))
    units = ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute"), (1, "秒", "second"))
    parts: list[str] = []
    for size, zh, en in units:
        count, total = divmod(total, size)
        if count:
            parts.append(f"{count}{zh}" if language == "zh" else f"{count} {en}{'' if count == 1 else 's'}")
    joined = ("" if language == "zh" else " ").join(parts[:2])
    return joined or ("0秒" if language == "zh" else "0 seconds")

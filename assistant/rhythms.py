"""How people say what comes back: 每个工作日早上7点半; every Thursday at 8 pm."""

from __future__ import annotations

from datetime import datetime

from assistant.moments import spoken_clock
from assistant.types import Recurrence, Say

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ZH = dict(zip(_CODES, "一二三四五六日", strict=True))
_EN = dict(zip(_CODES, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NTH_ZH = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 5: "第五个", -1: "最后一个"}
_NTH_EN = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_COUNTRIES = {"CN": ("法定", ""), "US": ("美国", "US "), "FI": ("芬兰", "Finnish "), "DE": ("德国", "German ")}
_UNSPEAKABLE = Say(zh="按设定的规律", en="on its own schedule")


def spoken_rhythm(recurrence: Recurrence, first: datetime) -> Say:
    """The rule with its clock time, as said; `first` is any slot of it, in its zone. Its end: `spoken_end`."""
    parts = _parts(recurrence)
    every = _every(parts, recurrence.calendar, first) or _UNSPEAKABLE
    if parts.get("FREQ") not in ("HOURLY", "MINUTELY"):
        every = Say(zh=every.zh + spoken_clock(first, "zh"), en=f"{every.en} at {spoken_clock(first, 'en')}")
    return every


def _every(parts: dict[str, str], calendar: str | None, first: datetime) -> Say | None:
    if set(parts) - {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"}:
        return None
    interval = int(parts["INTERVAL"]) if parts.get("INTERVAL", "1").isdigit() and "INTERVAL" in parts else 1
    frequency, days = parts.get("FREQ"), [d for d in parts.get("BYDAY", "").split(",") if d]
    if calendar is not None:
        if interval != 1 or frequency not in ("DAILY", "WEEKLY"):
            return None
        zh, en = _COUNTRIES.get(calendar.partition("-")[0], ("当地", "local "))
        return Say(zh=f"每个{zh}工作日", en=f"every {en}working day")
    if frequency == "WEEKLY" or (frequency == "DAILY" and days and interval == 1):
        return _weekly(days or [_CODES[first.weekday()]], interval)
    if frequency == "MONTHLY":
        return _monthly(parts, days, interval, first)
    if frequency == "YEARLY":
        return _yearly(parts, days, interval, first)
    return None if days or "BYMONTHDAY" in parts else _plain(frequency, interval)


def _plain(frequency: str | None, interval: int) -> Say | None:
    names = {"DAILY": ("天", "day"), "HOURLY": ("小时", "hour"), "MINUTELY": ("分钟", "minute")}
    if frequency not in names:
        return None
    zh, en = names[frequency]
    if interval == 1:
        return Say(zh=f"每{zh}" if frequency != "MINUTELY" else "每分钟", en=f"every {en}")
    if interval == 2 and frequency == "DAILY":
        return Say(zh="每隔一天", en="every other day")
    return Say(zh=f"每{interval}{zh}", en=f"every {interval} {en}s")


def _weekly(days: list[str], interval: int) -> Say | None:
    if any(d not in _CODES for d in days):
        return None
    ordered = sorted(set(days), key=_CODES.index)
    if interval == 1 and ordered == list(_CODES):
        return Say(zh="每天", en="every day")
    if interval == 1 and ordered == list(_CODES[:5]):
        return Say(zh="每个工作日", en="every weekday")
    zh = "和".join(filter(None, ["、".join(f"周{_ZH[d]}" for d in ordered[:-1]), f"周{_ZH[ordered[-1]]}"]))
    en = " and ".join(filter(None, [", ".join(_EN[d] for d in ordered[:-1]), _EN[ordered[-1]]]))
    if interval == 1:
        return Say(zh=f"每{zh}", en=f"every {en}")
    if interval == 2:
        return Say(zh=f"每隔一周的{zh}", en=f"every other {en}")
    return Say(zh=f"每{interval}周的{zh}", en=f"every {interval} weeks on {en}")


def _monthly(parts: dict[str, str], days: list[str], interval: int, first: datetime) -> Say | None:
    every = Say(zh="每月" if interval == 1 else f"每{interval}个月", en="of every month")
    if interval > 1:
        every = Say(zh=every.zh, en=f"of every {'other month' if interval == 2 else f'{_ordinal(interval)} month'}")
    if days:
        nth, code = days[0][:-2], days[0][-2:]
        if len(days) > 1 or code not in _CODES or int(nth or 0) not in _NTH_ZH:
            return None
        return Say(
            zh=f"{every.zh}{_NTH_ZH[int(nth)]}周{_ZH[code]}", en=f"on the {_NTH_EN[int(nth)]} {_EN[code]} {every.en}"
        )
    listed = parts.get("BYMONTHDAY", str(first.day)).split(",")
    if listed == ["-1"]:
        return Say(zh=f"{every.zh}最后一天", en=f"on the last day {every.en}")
    if not all(d.isdigit() for d in listed):
        return None
    return Say(
        zh=every.zh + "、".join(f"{d}号" for d in listed),
        en=f"on the {' and '.join(_ordinal(int(d)) for d in listed)} {every.en}",
    )


def _yearly(parts: dict[str, str], days: list[str], interval: int, first: datetime) -> Say | None:
    month, day = parts.get("BYMONTH", str(first.month)), parts.get("BYMONTHDAY", str(first.day))
    if days or interval != 1 or not (month.isdigit() and day.isdigit()):
        return None
    return Say(zh=f"每年{int(month)}月{int(day)}日", en=f"every year on {int(day)} {_MONTHS[int(month) - 1]}")


def _parts(recurrence: Recurrence) -> dict[str, str]:
    rule = recurrence.rrule.upper().removeprefix("RRULE:")
    return {name: value for name, _, value in (p.partition("=") for p in rule.split(";"))}


def spoken_end(recurrence: Recurrence) -> Say:
    """How often or until when, to be added to a sentence: "，共5次", ", until 1 Dec 2026"; empty for ever."""
    parts = _parts(recurrence)
    if parts.get("COUNT", "").isdigit():
        count = int(parts["COUNT"])
        return Say(zh=f"，共{count}次", en=", once" if count == 1 else f", {count} times")
    until = parts.get("UNTIL", "")[:8]
    if len(until) == 8 and until.isdigit():
        year, month, day = int(until[:4]), int(until[4:6]), int(until[6:])
        return Say(zh=f"，到{year}年{month}月{day}日为止", en=f", until {day} {_MONTHS[month - 1]} {year}")
    return Say(zh="", en="")


def _ordinal(number: int) -> str:
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"

"""Written text as it is said aloud: times, dates, money, links, lists and long numbers, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_CURRENCIES = {
    "¥": ("元", "yuan"),
    "￥": ("元", "yuan"),
    "CNY": ("元", "yuan"),
    "RMB": ("元", "yuan"),
    "$": ("美元", "dollars"),
    "USD": ("美元", "dollars"),
    "€": ("欧元", "euros"),
    "EUR": ("欧元", "euros"),
    "£": ("英镑", "pounds"),
    "GBP": ("英镑", "pounds"),
}
_UNITS = {"km": ("公里", "kilometres"), "kg": ("公斤", "kilos"), "°C": ("度", "degrees"), "℃": ("度", "degrees")}
_DIGITS = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
_MONEY = "|".join(re.escape(sign) for sign in _CURRENCIES)

_LINK = re.compile(r"\[([^\]]+)\]\(\s*\S+?\s*\)|https?://(?:www\.)?([\w.-]+)\S*")
_MARKUP = re.compile(r"[*_`#>|]+|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_BULLET = re.compile(r"^\s*(?:[-•·]|\d+[.)、])\s+", re.MULTILINE)
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])(\s*[ap]\.?m\.?)?", re.IGNORECASE)
_SUM = re.compile(rf"(?:({_MONEY})\s?)(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?({_MONEY})(?![A-Za-z])")
_MEASURE = re.compile(rf"(\d)\s?({'|'.join(_UNITS)})(?![A-Za-z])")
_RANGE = re.compile(r"(?<=\d)\s?[-–~～]\s?(?=\d)")
_LONG_NUMBER = re.compile(r"(?<![\d.,])\+?\d(?:[ -]?\d){6,}(?![\d.,])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


def speakable(text: str, language: str) -> str:
    """`text` as a voice should read it. `language` is zh or en; the words themselves are not translated."""
    zh = language == "zh"
    text = _LINK.sub(lambda found: _link(found, zh), text)
    text = _lines(_MARKUP.sub("", _BULLET.sub("", text)), zh)
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_DATE, lambda found: _date(found, zh)),
        (_LONG_NUMBER, lambda found: _one_by_one(found.group(), zh)),
        (_TIME, lambda found: _time(found, zh)),
        (_SUM, lambda found: _sum(found, zh)),
        (_MEASURE, lambda found: f"{found[1]}{_UNITS[found[2]][0]}" if zh else f"{found[1]} {_UNITS[found[2]][1]}"),
        (_RANGE, lambda _: "到" if zh else " to "),
        (_THOUSANDS, lambda _: ""),
    )
    for pattern, said in steps:
        text = pattern.sub(said, text)
    text = re.sub(r"(\d+(?:\.\d+)?)\s?%", r"百分之\1" if zh else r"\1 percent", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _link(found: re.Match[str], zh: bool) -> str:
    if found[1]:
        return found[1]
    return "链接" if zh else f"a link to {found[2].rstrip('.').replace('.', ' dot ')}"


def _lines(text: str, zh: bool) -> str:
    """Lines of a list become sentences, so that the voice takes a breath between them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    stop = "。" if zh else "."
    ended = [line if re.search(r"[。.!！?？：:，,；;]$", line) else line + stop for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def _one_by_one(number: str, zh: bool) -> str:
    """A telephone or order number, digit by digit, in groups."""
    digits = re.sub(r"\D", "", number)
    first = len(digits) % 4 or 4
    groups = [digits[:first], *(digits[at : at + 4] for at in range(first, len(digits), 4))]
    if zh:
        return "，".join("".join(_DIGITS[digit] for digit in group) for group in groups)
    return ", ".join(" ".join(group) for group in groups)


def _date(found: re.Match[str], zh: bool) -> str:
    month, day = int(found[2]), int(found[3])
    if not 1 <= month <= 12:
        return found.group()
    return f"{month}月{day}日" if zh else f"{_MONTHS[month - 1]} {day}"


def _time(found: re.Match[str], zh: bool) -> str:
    hour, minute = int(found[1]), int(found[2])
    if zh:
        tail = {0: "整", 30: "半"}.get(minute, f"{'零' if minute < 10 else ''}{minute}分")
        return f"{hour}点{tail}"
    half = found[3].strip().lower().replace(".", "") if found[3] else ("p m" if hour >= 12 else "a m")
    half = " ".join(half.replace(" ", ""))
    minutes = "" if minute == 0 else f" oh {minute}" if minute < 10 else f" {minute}"
    return f"{hour % 12 or 12}{minutes} {half}"


def _sum(found: re.Match[str], zh: bool) -> str:
    sign, amount = found[1] or found[4], (found[2] or found[3]).replace(",", "")
    if "." in amount:
        amount = amount.rstrip("0").rstrip(".")
    chinese, english = _CURRENCIES[sign]
    if zh:
        return f"{amount}{chinese}"
    return f"{amount} {english.removesuffix('s') if amount == '1' else english}"

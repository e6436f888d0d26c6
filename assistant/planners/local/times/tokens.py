"""Text to tokens: words of time with their roles, and numbers of both scripts with their value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

from assistant.planners.local.numerals import EN_CARDINALS, EN_ORDINALS, ZH_NUMERAL, en_run, zh_value
from assistant.planners.local.times import traps
from assistant.planners.local.times import words as w
from assistant.planners.local.times.roles import ROLES

# One character for one character, so that every span stays true to what was said.
_PLAIN = str.maketrans(
    "０１２３４５６７８９：，．／　點鐘鍾個後週號兩農曆節開從歲過內隔後這幾時間ＡＰＭ",
    "0123456789:，./ 点钟钟个后周号两农历节开从岁过内隔后这几时间APM",
)
_SCAN = re.compile(
    r"(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))(?:T(?=\d))?"
    r"|(?P<skip>[$¥€£]\s?\d+(?:[.,]\d+)*|\+?\d[\d-]*-[\d-]{5,}\d|\d+(?:\.\d+)?\s?%|\d+\.\d+\.[\d.]*\d|24/7|7/24|7x24|[A-Za-z_]+\d[\w.]*)"
    r"|(?P<hms>\d{1,2}:\d{2}(?::\d{2})?)(?![\d:])"
    r"|(?P<slash>\d{1,2}/\d{1,2}(?:/\d{2,4})?)(?![\d/])"
    r"|(?P<dec>\d+\.\d+)"
    r"|(?P<num>\d{1,3}(?:,\d{3})+|\d+)(?:(?P<ord>st|nd|rd|th)(?![A-Za-z])|(?=[A-Za-z])(?P<glue>[A-Za-z.]+))?"
    r"|(?P<pm>[ap]\.\s?m\b\.?)"
    r"|(?P<word>[A-Za-z]+(?:['’][A-Za-z]+)*)"
    r"|(?P<zh>[\u4e00-\u9fff〇])"
    r"|(?P<space>\s+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_GLUED = {
    "am",
    "pm",
    "a.m.",
    "p.m.",
    "a.m",
    "p.m",
    "a",
    "p",
    "h",
    "hr",
    "hrs",
    "m",
    "min",
    "mins",
    "s",
    "sec",
    "secs",
    "d",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text with all the roles it may play, each with its value."""

    start: int
    end: int
    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        """Whether it may play this role."""
        return kind in self.values


def number_values(value: int, form: str, width: int = 0) -> dict[str, Any]:
    """The roles a number may play. `form`: d(igits), w(ords) or z(h); `width`: how many digits were written."""
    two = width == 2 if form == "d" else value >= 10 or width == 2
    found = {
        "num": True,
        f"num_{form}": True,
        "hour": value <= 24,
        "hour12": 1 <= value <= 12,
        "min": value < 60,
        "min2": value < 60 and two,
        "dom": 1 <= value <= 31,
        "month_no": 1 <= value <= 12,
        "year": 1900 <= value < 2200,
        "hhmm": ((form == "d" and width in (3, 4)) or (form == "w" and value >= 100))
        and value // 100 <= 24
        and value % 100 < 60,
        "one_zh": form == "z" and value == 1,
        "led": width == 2 and value < 10,
    }
    return {kind: value for kind, yes in found.items() if yes}


_VALUED: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("weekday", w.WEEKDAYS),
    ("weak_weekday", w.WEAK_WEEKDAYS),
    ("weekday_s", w.PLURAL_WEEKDAYS),
    ("month", w.MONTHS),
    ("weak_month", w.WEAK_MONTHS),
    ("day_rel", w.RELATIVE_DAYS),
    ("day_part", w.DAY_PARTS),
    ("unit", w.UNITS),
    ("festival", w.FESTIVAL_NAMES),
    ("part", w.ZH_PARTS),
    ("part_en", w.EN_PARTS),
    ("ordinal", EN_ORDINALS),
)


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, dict[str, Any]]:
    """Every known word with its roles."""
    found: dict[str, dict[str, Any]] = {}

    def add(word: str, kind: str, value: Any = True) -> None:
        found.setdefault(word, {})[kind] = value

    for kind, table in _VALUED:
        for word, value in table.items():
            add(word, kind, value)
    for roles, words in ROLES.items():
        for word, role in product(words.split("|"), roles.split()):
            add(word, role)
    for word in traps.ACTS:
        add(word, "act")
    for word in traps.THINGS:
        add(word, "thing")
    for word in traps.POINTS:
        add(word, "point")
    for word in traps.TRAPS:
        found[word] = {"trap": True}
    for prefix in w.WEEK_PREFIXES:
        add(prefix, "week")
    return found


@lru_cache(maxsize=1)
def _longest() -> tuple[int, int]:
    known = vocabulary()
    return max(len(k) for k in known if not k.isascii()), max(k.count(" ") for k in known) + 1


def tokenize(text: str) -> list[Token]:
    """The tokens of a sentence, left to right, without the spaces."""
    plain = text.translate(_PLAIN)
    tokens: list[Token] = []
    at = 0
    while at < len(plain):
        found = _SCAN.match(plain, at)
        assert found is not None
        new = list(_read(found, plain))
        tokens.extend(new)
        at = max(found.end(), new[-1].end) if new else found.end()
    return tokens


def _read(found: re.Match[str], text: str) -> Iterator[Token]:
    start, end, group = found.start(), found.end(), found.lastgroup
    if found["num"] is not None:
        yield from _digits(found, text)
    elif found["word"] is not None:
        yield _word(text, start)
    elif found["zh"] is not None:
        yield from _chinese(text, start)
    elif found["pm"] is not None:
        yield Token(start, end, text[start:end], {f"{text[start].lower()}m": True})
    elif found["iso"] is not None:
        yield Token(start, end, found["iso"], {"iso": tuple(map(int, re.split("[-/.]", found["iso"])))})
    elif found["hms"] is not None:
        yield Token(start, end, found["hms"], _hms(found["hms"]))
    elif found["slash"] is not None:
        parts = tuple(map(int, found["slash"].split("/")))
        yield Token(start, end, found["slash"], {"slash3" if len(parts) == 3 else "slash": parts})
    elif found["dec"] is not None:
        yield Token(start, end, found["dec"], {"dec": found["dec"]})
    elif group != "space":
        yield Token(start, end, text[start:end], dict(vocabulary().get(text[start:end], {"other": True})))


def _hms(text: str) -> dict[str, Any]:
    parts = tuple(map(int, text.split(":")))
    if parts[0] > 24 or any(p > 59 for p in parts[1:]):
        return {"other": True}
    return {"hms": (*parts, text.startswith("0"))}


def _digits(found: re.Match[str], text: str) -> Iterator[Token]:
    start, stop, glue = found.start("num"), found.end("num"), found["glue"]
    digits = found["num"].replace(",", "")
    value = int(digits) if len(digits) < 16 else 10**16
    if found["ord"]:
        yield Token(start, found.end("ord"), text[start : found.end("ord")], {"ordinal": value, "ordinal_d": value})
    elif glue and glue.lower().rstrip(".") not in _GLUED and glue.lower() not in _GLUED:
        yield Token(start, found.end(), text[start : found.end()], {"other": True})
    else:
        yield Token(start, stop, found["num"], number_values(value, "d", len(digits)))
        if glue:
            word = glue.lower().rstrip(".") if glue.lower() not in _GLUED else glue.lower()
            yield Token(stop, stop + len(word), word, _glued(word))


def _glued(word: str) -> dict[str, Any]:
    if word[0] in "ap":
        return {f"{word[0]}m": True}
    if word in w.GLUED_UNITS:
        return {"unit": w.GLUED_UNITS[word]}
    return dict(vocabulary().get(word, {"unit": ("days", 1)}))


_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|[ -]")


def _word(text: str, start: int) -> Token:
    pieces = _upcoming(text, start)
    number = _english_number(text, start, pieces)
    for count in range(min(len(pieces), 2 * _longest()[1]), 0, -1):
        end = pieces[count - 1][1]
        if number and end < number.end:
            break
        key = text[start:end].lower().replace("’", "'")
        if key in vocabulary():
            return Token(start, end, text[start:end], dict(vocabulary()[key]))
    if number:
        return number
    return _plain_word(text, start, pieces[0][1])


def _plain_word(text: str, start: int, end: int) -> Token:
    word = text[start:end]
    base, quote, _ = word.lower().replace("’", "'").partition("'s")
    # "tomorrow's", "Friday's": the day they name.
    if quote and base in vocabulary():
        return Token(start, end, word, dict(vocabulary()[base]))
    return Token(start, end, word, {"other": True, **({"name": True} if word[:1].isupper() else {})})


def _upcoming(text: str, start: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    at = start
    while len(pieces) < 14 and (found := _WORD.match(text, at)):
        pieces.append((at, found.end()))
        at = found.end()
    return pieces


def _english_number(text: str, start: int, pieces: list[tuple[int, int]]) -> Token | None:
    first = text[pieces[0][0] : pieces[0][1]].lower()
    if first not in EN_CARDINALS and first not in EN_ORDINALS:
        return None
    spoken = [(text[a:b].lower(), b) for a, b in pieces if text[a:b] != " "]
    run = en_run([word for word, _ in spoken])
    if run is None:
        return None
    used, value, ordinal = run
    end = spoken[used - 1][1]
    if ordinal:
        # "second" alone is a unit too; the table knows.
        values = {"ordinal": value} | (vocabulary().get(first, {}) if used == 1 else {})
        return Token(start, end, text[start:end], values)
    return Token(start, end, text[start:end], number_values(value, "w"))


def _chinese(text: str, start: int) -> Iterator[Token]:
    numeral = ZH_NUMERAL.match(text, start)
    known = vocabulary()
    for size in range(min(_longest()[0], len(text) - start), 0, -1):
        word = text[start : start + size]
        if numeral and (numeral.end() - start > size or size == 1 or text[start - 1 : start] == "初"):
            break
        if word == "月初" and ZH_NUMERAL.match(text, start + size):
            continue  # 九月初九 is a day of the moon, not the month's beginning
        if word in known:
            yield Token(start, start + size, word, dict(known[word]))
            if word.endswith(w.WEEK_PREFIXES):
                yield from _weekdays(text, start + size)
            return
    if numeral:
        value = zh_value(numeral[0])
        width = 2 if numeral[0][0] in "零〇" and len(numeral[0]) == 2 else 0
        values = {"other": True, "approx": True} if value is None else number_values(value, "z", width)
        yield Token(start, numeral.end(), numeral[0], values)
    else:
        yield Token(start, start + 1, text[start], {"other": True})


_DAY_RUN = re.compile("[一二三四五六日天]+")
_MORE_DAYS = re.compile("([、和])([一二三四五六日天])(?![一二三四五六七八九十点时号月个天年])")


def _weekdays(text: str, start: int) -> Iterator[Token]:
    """The days right after 周: 一三五 are three; in 周五五点 the second belongs to the clock."""
    found = _DAY_RUN.match(text, start)
    if not found:
        return
    if found[0] == "一" and text[found.end() : found.end() + 1] in tuple("次回趟"):
        return  # 每周一次: once a week
    run, follows = found[0], text[found.end() : found.end() + 1]
    days: list[int] = []
    for c in run:
        day = w.ZH_WEEKDAYS[c]
        if days and day <= days[-1]:
            break
        days.append(day)
    if len(days) == len(run) and len(days) > 1 and (follows in tuple("点时號号个十刻") and follows):
        days.pop()
    at = start + len(days)
    yield Token(start, at, run[: len(days)], {"zh_days": tuple(days)})
    while more := _MORE_DAYS.match(text, at):  # 周一、三、五
        yield Token(at, at + 1, more[1], dict(vocabulary()[more[1]]))
        yield Token(more.start(2), more.end(2), more[2], {"zh_days": (w.ZH_WEEKDAYS[more[2]],)})
        at = more.end()

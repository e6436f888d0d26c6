"""Numbers a sentence says, in both scripts: how many, how much, for how many people, the which-th of a list."""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.planners.local.numerals import EN_CARDINALS, EN_ORDINALS, ZH_NUMERAL, en_run, zh_value


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberMention:
    """A number said in a sentence. `start` and `end` are offsets into the original text."""

    start: int
    end: int
    text: str
    value: Decimal
    ordinal: bool = False


_DIGITS = re.compile(
    r"(?<![A-Za-z0-9_.:/-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d:/]|\.\d)(?:(st|nd|rd|th)\b)?", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]+|-")
_ZH_POINT = re.compile(f"({ZH_NUMERAL.pattern})点([零〇一二三四五六七八九]+)(?![十分点刻半])")
# 一 and friends inside words that count nothing.
_NOT_ONE = re.compile(
    "一下|一些|一样|一起|一定|一直|一会儿?|一共|一般|一边|一切|一旦|统一|唯一|万一|一向|一点(?!钟|整|半)|星期[一二三四五六]|周[一二三四五六]|礼拜[一二三四五六]|十分(?!钟)|千万(?![人元块])"
)


def read_numbers(text: str) -> tuple[NumberMention, ...]:
    """All numbers in a sentence, left to right; "one" as a pronoun (the first one, this one) is none."""
    found = [*_in_digits(text), *_in_chinese(text), *_in_english(text)]
    found.sort(key=lambda m: (m.start, -m.end))
    result: list[NumberMention] = []
    for mention in found:
        if not result or mention.start >= result[-1].end:
            result.append(mention)
    return tuple(result)


def _in_digits(text: str) -> list[NumberMention]:
    return [
        NumberMention(
            start=m.start(),
            end=m.end(),
            text=m[0],
            value=Decimal(m[1].replace(",", "") + (m[2] or "")),
            ordinal=bool(m[3]) or text[: m.start()].endswith("第"),
        )
        for m in _DIGITS.finditer(text)
    ]


def _in_chinese(text: str) -> list[NumberMention]:
    skip = [m.span() for m in _NOT_ONE.finditer(text)]
    found = []
    for m in _ZH_POINT.finditer(text):
        whole, part = zh_value(m[1]), "".join(str(zh_value(c)) for c in m[2])
        if whole is not None:
            found.append(NumberMention(start=m.start(), end=m.end(), text=m[0], value=Decimal(f"{whole}.{part}")))
    for m in ZH_NUMERAL.finditer(text):
        value = zh_value(m[0])
        if value is None or any(a <= m.start() < b for a, b in skip):
            continue
        ordinal = text[: m.start()].endswith("第")
        found.append(NumberMention(start=m.start(), end=m.end(), text=m[0], value=Decimal(value), ordinal=ordinal))
    return found


def _in_english(text: str) -> list[NumberMention]:
    pieces = [(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    found, i = [], 0
    while i < len(pieces):
        word = pieces[i][0]
        run = en_run([p[0] for p in pieces[i : i + 12]]) if word in EN_CARDINALS or word in EN_ORDINALS else None
        if run is None:
            i += 1
            continue
        used, value, ordinal = run
        start, end = pieces[i][1], pieces[i + used - 1][2]
        if not (word == "one" and used == 1 and _pronoun(text, start, end)):
            found.append(
                NumberMention(start=start, end=end, text=text[start:end], value=Decimal(value), ordinal=ordinal)
            )
        i += used
    return found


_BEFORE_ONE = re.compile(
    r"\b(the|this|that|which|any|every|no|some|each|other|another|first|second|third|fourth|fifth|last|next|cheaper|cheapest|good|"
    r"better|best|nice|new|different|same|right|wrong|\w+er|\w+est|\d+(?:st|nd|rd|th))\s+$",
    re.IGNORECASE,
)
_AFTER_ONE = re.compile(
    r"^(\s+(of\s+(these|those|them|the|my)|more\s+time|another|by\s+one|day\b)|'s\b)", re.IGNORECASE
)


def _pronoun(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE_ONE.search(text[:start]) or _AFTER_ONE.search(text[end:]))


def _re(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_TEEN = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUM = rf"(?:\d+|(?:(?:{_TEEN}|{_DIGIT}|(?:twenty|thirty|forty|fifty)(?:[ -](?:{_DIGIT}))?)))"
_ZNUM = "(?:[0-9]+|[零〇一二两俩仨三四五六七八九十百]+)"
_PERSONS = r"(?:people|persons?|guests?|diners|adults?|pax|ppl|heads?|of us|friends|seats)"
_MEAL = "(?:table|booking|reservation|dinner|lunch|brunch|breakfast|supper|room|seats?|spot)"
_OTHERS = "(?:friends|colleagues|others|guests|coworkers|kids|children)"
# What says that the number after "for" was a clock: for eight thirty, for 7 pm.
_CLOCK_FOLLOWS = r"(?!\s*(?::|am\b|pm\b|a\.m|p\.m|o'clock|thirty|fifteen|forty|ten|\d))"
_NOT_PEOPLE = "(?!民|生|工|气|数|均|次|参|家|字|格|脑|体|间|物|像|类)"
# A pattern, and how many people it leaves unsaid ("me and three friends").
_PARTY = (
    (_re(rf"\bme\s+(?:and|plus|\+)\s+({_NUM})\b"), 1),
    (_re(rf"\b(?:with|and|plus)\s+({_NUM})\s+{_OTHERS}\b"), 1),
    (_re(rf"(?<!第)({_ZNUM})\s?(?:个|位|名|口)?(?:大人|成人|客人|人|位|食客)", _NOT_PEOPLE), 0),
    (_re(rf"一家({_ZNUM})口"), 0),
    (_re("(?:我们|咱们|咱|他们|她们)(俩|仨)"), 0),
    (_re("(俩|仨)(?:个)?人?(?=$|[，。,])"), 0),
    (_re(rf"\b({_NUM})\s+{_PERSONS}"), 0),
    (_re(rf"\b{_MEAL}\s+(?:set\s+)?for\s+({_NUM})\b", _CLOCK_FOLLOWS), 0),
    (_re(rf"\bparty\s+of\s+({_NUM})\b"), 0),
)
_ALONE = _re(
    r"\b(just|only) me\b|\bby myself\b|\bon my own\b",
    r"|(就|只有)我(自己|一个)?人?(?!们)(?=$|[，。,\s])|我自己(?=$|[，。,])",
)
_COUPLE = _re(
    r"\b(the two of us|both of us|me and my (wife|husband|girlfriend|boyfriend|partner|mom|mum|dad|friend))\b",
    "|我们俩|我和(我)?(老婆|老公|女朋友|男朋友|爱人|妻子|丈夫)",
)
_ADULTS_AND = _re(f"({_ZNUM})个?大人[，、和带]*({_ZNUM})个?(?:小孩|孩子|儿童|小朋友)")
_ADULTS_AND_EN = _re(rf"\b({_NUM})\s+adults?\s*(?:,|and|with|plus)+\s*({_NUM})\s+(?:kids?|child(?:ren)?)\b")


def number(text: str) -> int | None:
    """The value of one number word or digits; None when it is none."""
    text = text.strip().lower()
    if text.isdigit():
        return int(text)
    if ZH_NUMERAL.fullmatch(text):
        return zh_value(text)
    if text in ("俩", "仨"):
        return 2 if text == "俩" else 3
    run = en_run(_WORD.findall(text))
    return run[1] if run else None


_CROWD = 9999  # more are no party; whether a place takes 400 is the place's to say


def read_people(text: str) -> int | None:
    """For how many people: 两个人, 我们一家四口, "a table for two", "party of six"; None when it is not said."""
    for pattern in (_ADULTS_AND, _ADULTS_AND_EN):
        if found := pattern.search(text):
            return (number(found[1]) or 0) + (number(found[2]) or 0)
    if _COUPLE.search(text):
        return 2
    for pattern, extra in _PARTY:
        for found in pattern.finditer(text):
            value = number(found[1])
            if value is not None and 1 <= value + extra <= _CROWD:
                return value + extra
    return 1 if _ALONE.search(text) else None


_ORDINAL_NOUN = "(?:[个家场间部条张份位款种班趟本号])?"
_LAST = re.compile(
    r"最后(?:一|那)?(?:个|家|场|间|部|条|张|份|位|款|种|班|趟)|倒数第一|\bthe\s+last(?:\s+one|\s+option|\s+place)?(?=\s*(?:$|[,.!?]|please|for|at))|\blast\s+one\b",
    re.IGNORECASE,
)
_ZH_ORDINAL = re.compile(
    f"(?:(倒数)?第({_ZNUM}){_ORDINAL_NOUN})(?!次|天|人民|医院|中学|小学|大学|季|层|楼)|([一二三四五六七八九])号(?:店|选项|方案)"
)
_EN_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))\b(?!\s+(?:of\s+[A-Z]|floor|street|avenue|class|aid|name|opinion|time|hand|day|week|half|thought))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b(?:number|option|no\.?|#)\s*({_NUM})\b|选项({_ZNUM})|方案({_ZNUM})", re.IGNORECASE)
_MONTH_NEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(the\s+)?$|\bon\s+the\s+$", re.IGNORECASE
)


def read_ordinal(text: str) -> int | None:
    """Which of a list, counted from 1; -1 for the last, -2 for the last but one; None when none is said."""
    if found := _ZH_ORDINAL.search(text):
        value = number(found[2] or found[3])
        return None if value is None else -value if found[1] else value
    if _LAST.search(text):
        return -1
    for found in _EN_ORDINAL.finditer(text):
        word = found[1].lower()
        if _MONTH_NEAR.search(text[: found.start()]) and not re.match(r"\s+(one|option|place)", text[found.end() :]):
            continue
        return EN_ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0) or None
    if found := _NUMBERED.search(text):
        return number(found[1] or found[2] or found[3])
    return None


_SIGNS = {"$": "USD", "us$": "USD", "¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP", "hk$": "HKD", "rmb": "CNY"}
_UNITS = {
    "USD": "dollars? bucks? usd 美元 美金 刀", "EUR": "euros? eur 欧元 欧", "GBP": "pounds? quid gbp 英镑",
    "JPY": "yen jpy 日元 日币", "HKD": "hkd 港币 港元", "CNY": "yuan rmb cny kuai 块钱 元 块 人民币 圆",
    "KRW": "won krw 韩元", "SGD": "sgd 新币", "CAD": "cad 加元", "AUD": "aud 澳元",
    "CHF": "francs? chf 瑞士法郎", "INR": "rupees? inr 卢比",
}  # fmt: skip
_UNIT_OF = {
    re.compile(rf"\s?{u}\b" if u[0].isascii() else rf"\s?{u}", re.IGNORECASE): code
    for code, units in _UNITS.items()
    for u in sorted(units.split(), key=len, reverse=True)
}
_SIGNED = re.compile(r"(us\$|hk\$|rmb\s?|[$¥￥€£])\s?(\d+(?:,\d{3})*(?:\.\d+)?)\s?(k\b|万)?", re.IGNORECASE)
_JIAO = re.compile("^块([0-9一二三四五六七八九])(?![0-9十百千个张人分点])")


def read_money(text: str) -> tuple[Decimal, str] | None:
    """An amount with its ISO 4217 currency: 一百块 is CNY, "$20", "15 euros"; None when no currency is said."""
    if found := _SIGNED.search(text):
        factor = {"k": 1000, "万": 10_000}.get((found[3] or "").lower(), 1)
        return Decimal(found[2].replace(",", "")) * factor, _SIGNS[found[1].strip().lower()]
    for mention in read_numbers(text):
        rest = text[mention.end :]
        value = mention.value
        if rest.startswith("万"):
            value, rest = value * 10_000, rest[1:]
        if jiao := _JIAO.match(rest):
            return value + Decimal(number(jiao[1]) or 0) / 10, "CNY"
        for pattern, code in _UNIT_OF.items():
            if pattern.match(rest):
                return value, code
    return None


_COUNTED = _re(rf"(?<!第)({_ZNUM})\s?(?:张|份|杯|件|盒|瓶|本|支|套|只|条|双|颗|粒|片|袋|包|箱|台|部|场|间)(?!口)")
_COUNTED_EN = _re(
    rf"\b({_NUM}|a couple of|a|an)\s+(?:\w+\s+)?",
    "(tickets?|copies|copy|boxes|box|bottles?|seats?|portions?|orders?|cups?|packs?|packets?|pieces?",
    r"|items?|tablets?|pills?|rooms?|servings?|dozen)\b",
)


def read_quantity(text: str) -> int | None:
    """How many of a thing: 两张票, "3 tickets"; None when it is not said."""
    if found := _COUNTED.search(text):
        return number(found[1])
    if found := _COUNTED_EN.search(text):
        word = found[1].lower()
        return 2 if word == "a couple of" else 1 if word in ("a", "an") else number(word)
    return None

"""What a written number is worth: 二十三, 两百, twenty-five, one hundred and thirty, 3,000."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1}
_SCALES = {"十": 10, "百": 100, "千": 1000}
ZH_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿廿卅]+")

_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
EN_CARDINALS = (
    {w: i for i, w in enumerate(_ONES.split())} | {w: 20 + 10 * i for i, w in enumerate(_TENS)} | {"fourty": 40}
)
EN_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_NTH = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth
"""
EN_ORDINALS = {w: i for i, w in enumerate(_NTH.split())} | {
    "twentieth": 20,
    "thirtieth": 30,
    "nineth": 9,
    "twelveth": 12,
}


def zh_value(text: str) -> int | None:
    """The value of a Chinese numeral; None for approximations such as 两三 that name no one number."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(c in _SCALES or c in "万亿" for c in text):
        if len(text) == 2 and text[0] not in "零〇" and text[1] not in "零〇":
            return None
        return int("".join(str(_DIGITS[c]) for c in text))
    for scale, factor in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = text.partition(scale)
        if found:
            high, low = zh_value(head or "一"), zh_value(tail or "零")
            if high is None or low is None:
                return None
            short = len(tail) == 1 and tail in _DIGITS and tail not in "零〇"
            return high * factor + (low * factor // 10 if short else low)
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last_scale, zero = 0, None, 0, False
    for c in text:
        if c in _SCALES:
            total += (1 if digit is None else digit) * _SCALES[c]
            digit, last_scale, zero = None, _SCALES[c], False
        elif c in "零〇":
            zero = True
        elif digit is None:
            digit = _DIGITS[c]
        else:
            return None  # 二十三四: about, not a number
    if digit is not None:
        # 一百二 is short for 一百二十, but 一百零二 is not.
        total += digit * (last_scale // 10 if last_scale >= 100 and not zero else 1)
    return total


def en_run(words: list[str]) -> tuple[int, int, bool] | None:
    """Read an English number at the head of `words` (hyphens as "-"): how many words, its value, whether an ordinal."""
    total, group, used, i, last = 0, 0, 0, 0, "start"
    while i < len(words):
        w = words[i]
        if (w == "-" and last == "tens") or (w == "and" and last == "hundred" and used == i):
            i += 1
            continue
        if w in EN_CARDINALS and _fits(EN_CARDINALS[w], last):
            value = EN_CARDINALS[w]
            group += value
            last = "tens" if value >= 20 else "ones"
        elif w in EN_ORDINALS and _fits(EN_ORDINALS[w], last):
            return i + 1, total + group + EN_ORDINALS[w], True
        elif w == "hundred" and last in ("ones",) and group < 100:
            group, last = group * 100, "hundred"
        elif w == "thousand" and last in ("ones", "tens", "hundred"):
            total, group, last = total + group * 1000, 0, "hundred"
        else:
            break
        i += 1
        used = i
    return (used, total + group, False) if used else None


def _fits(value: int, last: str) -> bool:
    return last in ("start", "hundred") or (last == "tens" and 1 <= value <= 9)

"""Which mail matters and why, in the mail's own words. Pure; what a mail says is only ever quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import Say
from tools.office.provider import Letter

_ASKS = re.compile(
    r"[^.!?。！？]*[?？]|(?:[^.!。！]*\b(?:please|could you|can you|let me know)\b[^.!。！]*)"
    r"|[^。！？]*(?:请|麻烦|能否|是否)[^。！？]*",
    re.I,
)
_SOON = re.compile(
    r"\b(?:urgent|asap|today|tonight|tomorrow|deadline|overdue|by (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|紧急|尽快|今天|今晚|明天|截止|逾期|马上",
    re.I,
)
_MONEY = re.compile(r"\b(?:invoice|payment|bill|refund|contract)\b|发票|账单|付款|合同|报销", re.I)
_SENTENCE = re.compile(r"[^.!?。！？]{6,}[.!?。！？]?")


@dataclass(frozen=True, slots=True)
class Sorted:
    letter: Letter
    weight: int
    reason: Say
    gist: str  # one sentence out of the mail


def triage(letters: tuple[Letter, ...]) -> list[Sorted]:
    """Weightiest first; each with a reason."""
    return sorted((_judge(letter) for letter in letters), key=lambda s: -s.weight)


def _judge(letter: Letter) -> Sorted:
    text = f"{letter.subject}. {letter.text}"
    asks = _ASKS.search(letter.text)
    reasons: list[tuple[int, Say]] = []
    if letter.bulk:
        reasons.append((-3, Say(zh="群发邮件", en="a mass mailing")))
    if _SOON.search(text):
        reasons.append((3, Say(zh="有时间要求", en="it is pressing")))
    if asks:
        reasons.append((2, Say(zh="在等你答复", en="it asks you something")))
    if _MONEY.search(text):
        reasons.append((1, Say(zh="和钱或合同有关", en="it is about money or a contract")))
    if letter.too_large:
        reasons.append((0, Say(zh="太大，只看了标题", en="too large, only its head was read")))
    weight = sum(w for w, _ in reasons)
    reason = max(reasons, key=lambda r: abs(r[0]))[1] if reasons else Say(zh="普通来信", en="an ordinary letter")
    gist = (asks.group().strip() if asks else "") or _first(letter.text) or letter.subject
    return Sorted(letter, weight, reason, gist[:160])


def _first(text: str) -> str:
    found = _SENTENCE.search(text)
    return found.group().strip() if found else text[:80].strip()

"""Which mail matters and why, in the mail's own words. Pure; what a mail says is only ever quoted, never followed."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
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
# Words meant for a machine that reads along. Nothing they say is done; the user is told that they are there.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |your |the )*(?:previous|prior|above|earlier|rules|instructions)"
    r"|\b(?:system prompt|as an ai|ai assistant|dear assistant|assistant[,:] )"
    r"|忽略.{0,8}(?:指令|指示|规则|要求)|(?:AI|智能)?助手[，,：:]?请?(?:把|将|立即|马上|转发|发送|删除)",
    re.I,
)
_SENTENCE = re.compile(r"[^.!?。！？]{6,}[.!?。！？]?")


@dataclass(frozen=True, slots=True)
class Sorted:
    letter: Letter
    weight: int
    reason: Say
    gist: str  # one sentence out of the mail
    reasons: tuple[str, ...] = ()  # all of them, in English


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """The user's own word about some mail: `about` is in its sender, address or subject.

    `level`: first, later, never.
    """

    about: str
    level: str

    def fits(self, letter: Letter) -> bool:
        return self.about.casefold() in f"{letter.sender} {letter.address} {letter.subject}".casefold()


def triage(
    letters: Sequence[Letter], filters: Sequence[Filter] = (), known: Set[str] = frozenset()
) -> tuple[list[Sorted], int]:
    """Weightiest first, each with a reason; and how many the user's filters keep silent.

    `known`: addresses the user has written to.
    """
    heard = [m for m in letters if not any(f.level == "never" and f.fits(m) for f in filters)]
    found = [_judge(m, filters, m.address.casefold() in known) for m in heard]
    return sorted(found, key=lambda s: -s.weight), len(letters) - len(heard)


def _judge(letter: Letter, filters: Sequence[Filter], known: bool) -> Sorted:
    text = f"{letter.subject}. {letter.text}"
    asks = _ASKS.search(letter.text)
    reasons: list[tuple[int, Say]] = []
    if any(f.level == "first" and f.fits(letter) for f in filters):
        reasons.append((9, Say(zh="你说过这类要先看", en="you want to see these first")))
    if any(f.level == "later" and f.fits(letter) for f in filters):
        reasons.append((-9, Say(zh="你说过这类不急", en="you said these can wait")))
    if _ORDERS.search(text):
        reasons.append((-10, Say(zh="里面有写给助手的指令，我没理会", en="it gives me orders, which I ignore")))
    if letter.bulk:
        reasons.append((-3, Say(zh="群发邮件", en="a mass mailing")))
    if _SOON.search(text):
        reasons.append((3, Say(zh="有时间要求", en="it is pressing")))
    if asks:
        reasons.append((2, Say(zh="在等你答复", en="it asks you something")))
    if _MONEY.search(text):
        reasons.append((1, Say(zh="和钱或合同有关", en="it is about money or a contract")))
    if known:
        reasons.append((1, Say(zh="你和对方写过邮件", en="you write to each other")))
    if letter.too_large:
        reasons.append((0, Say(zh="太大，只看了标题", en="too large, only its head was read")))
    weight = sum(w for w, _ in reasons)
    reason = max(reasons, key=lambda r: abs(r[0]))[1] if reasons else Say(zh="普通来信", en="an ordinary letter")
    gist = (asks.group().strip() if asks else "") or _first(letter.text) or letter.subject
    return Sorted(letter, weight, reason, gist[:160], tuple(r.en for _, r in reasons))


def _first(text: str) -> str:
    found = _SENTENCE.search(text)
    return found.group().strip() if found else text[:80].strip()

"""The words around a memory: "remember that" taken off, and read back as one says it to the person who said it."""

from __future__ import annotations

import re
from datetime import datetime

from assistant import Say
from assistant.language import language_of
from assistant.listener import to_listener
from assistant.types import Fact, Language

_KEEP_EN = (
    r"(?:remember|memori[sz]e|note|keep in mind|bear in mind|make a note|take a note"
    r"|(?:write|note|jot) (?:this |that |it )?down|save|store)"
)
_LEAD_EN = re.compile(
    rf"^(?:(?:please|hey|ok|okay|so|and|can you|could you|i want you to|you should)[, ]+)*"
    rf"(?:{_KEEP_EN}|(?:do not|don't|don’t|never) forget|(?:just )?so you know|for (?:future reference|the record))"
    r"(?: for me| please)?(?:\s*[,:：]\s*|\s+that\s+|\s+this\s*[,:：]\s*|\s+)",
    re.IGNORECASE,
)
_TAIL_EN = re.compile(
    rf"[,.;]?\s*(?:and |so |please |can you |could you )*(?:{_KEEP_EN}|don't forget|don’t forget)(?: (?:that|this|it))?"
    r"(?: in mind| for me| for later| please)?[.!]*$"
    r"|[,.;]?\s*(?:please )?keep (?:that|this|it) in mind[.!]*$",
    re.IGNORECASE,
)
_KEEP_ZH = r"(?:记(?:住|着|下来|下|一下|好|得)|别忘(?:了|记)?|不要忘(?:了|记)?)"
_LEAD_ZH = re.compile(
    rf"^(?:请|你要|你|帮我|给我|替我|麻烦|一定要|千万|以后要|以后|要|把这个|这个)*{_KEEP_ZH}(?:这件事|这个|一下)?(?:了|啊|哦|吧)?[，,：:。\s]*"
)
_TAIL_ZH = re.compile(
    rf"[，,。；\s]*(?:请|你要|你|帮我|给我|替我|要|麻烦)*(?:{_KEEP_ZH})(?:这个|这一点|这件事|它|一下)?(?:了|吧|哦|啊)*[。！!]*$"
)


def bare(text: str) -> str:
    """What is to be remembered, in the user's own words."""
    kept = re.sub(r"[ \t]+", " ", text).strip()
    for pattern in (_LEAD_EN, _LEAD_ZH, _TAIL_EN, _TAIL_ZH):
        kept = pattern.sub("", kept).strip()
    return kept.strip(" ，,;；")


def told(text: str, language: Language) -> Say:
    """The fact as said back to the user; words in the other language are quoted as they were."""
    turned = to_listener(text).rstrip("。.!！ ")
    if language == "zh":
        return Say(zh=f"{turned}。", en=f"You told me: {turned}.")
    return Say(zh=f"你说过：{turned}。", en=f"{turned[:1].upper()}{turned[1:]}.")


def told_fact(fact: Fact) -> Say:
    """As said back; what was only noticed is said to be so."""
    if fact.source == "learned":
        noticed = to_listener(fact.text).rstrip("。.!！ ")
        return Say(zh=f"我注意到：{noticed}。", en=f"I noticed this: {noticed}.")
    return told(fact.text, language_of(fact.text, fact.language))


def where_from(fact: Fact, now: datetime) -> Say:
    """Since when it is known, and how: the user's own words, or what was seen."""
    if fact.source == "learned":
        return told_fact(fact) + Say(
            zh="没人告诉我，是从你的选择里看出来的；不对就让我忘掉。",
            en="Nobody told me; I saw it in what you chose. If it is wrong, tell me to forget it.",
        )
    day = _day(fact.observed_at.astimezone(now.tzinfo), now)
    if fact.source == "imported":
        imported = f"It was in data imported {day.en}: “{fact.text}”."
        return Say(zh=f"{day.zh}导入的数据里写着：“{fact.text}”。", en=imported)
    return Say(zh=f"{day.zh}你亲口告诉我的：“{fact.text}”。", en=f"You told me {day.en}: “{fact.text}”.")


def _day(moment: datetime, now: datetime) -> Say:
    if moment.date() == now.date():
        return Say(zh="今天", en="today")
    year = moment.year != now.year
    return Say(
        zh=f"{f'{moment.year}年' if year else ''}{moment.month}月{moment.day}日",
        en=f"on {moment.day} {moment:%B}{f' {moment.year}' if year else ''}",
    )

"""The words of a ring, fixed when it is made: enough by themselves, in both languages, with no model to ask."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml

from assistant import Say
from assistant.listener import to_listener
from assistant.moments import spoken_clock, spoken_span

_HAN = re.compile(r"[\u3400-\u9fff]")
_WAKE = re.compile(r"(?:起床|起来|起身|wake(?: me)? up|get up|waking up)", re.IGNORECASE)
_UP = Say(zh="该起床了。", en="Time to get up.")
_LEAD_EN = re.compile(r"^(?:to|that|about)\s+", re.IGNORECASE)
_LEAD_ZH = re.compile(r"^(?:我要|我该|要|得|该)(?=[^求紧])")
_BARE_ALARM = re.compile(r"Your [\w: ]+ alarm\.")
_BARE_TIMER = re.compile(r"[^：]+到了。")
_FRAMES_ZH = (re.compile(r"^该(.+)了。$"), re.compile(r"^提醒：(.+?)。?$"), re.compile(r"^(.+)：[^：]+到了。$"))
_FRAMES_EN = (
    re.compile(r"^Time to (.+)\.$"),
    re.compile(r"^Reminder: (.+?)\.?$"),
    re.compile(r"^(.+): [^:]+ (?:is|are) up\.$"),
)


@cache
def _verbs() -> tuple[frozenset[str], re.Pattern[str]]:
    words = yaml.safe_load(Path(__file__).with_name("verbs.yaml").read_text(encoding="utf-8"))
    nouns, deeds = ("|".join(words[group].split()) for group in ("zh_nouns", "zh"))
    return frozenset(words["en"].split()), re.compile(f"(?!{nouns})(?:{deeds})")


def tidy(what: str) -> str:
    """The thing itself: no leading "to", no closing full stop; otherwise as the user said it."""
    text = re.sub(r"\s+", " ", what).strip(" \t，,。.;；!！")
    bare = _LEAD_ZH.sub("", _LEAD_EN.sub("", text)).strip()
    return bare or text


def is_deed(what: str) -> bool:
    """Whether it opens with something one does ("call ...", "给...") and so fits "Time to ..."."""
    en, zh = _verbs()
    if _HAN.match(what):
        return bool(zh.match(what)) and not what.endswith(("了", "吗", "的"))
    return what.split(" ", 1)[0].casefold() in en


def about(what: str) -> Say:
    """The ring for a topic: "Time to ..." / "该...了。" for a deed; anything else is named as it is."""
    if _WAKE.fullmatch(what):
        return _UP
    text = to_listener(what)
    deed = is_deed(text)
    chinese = bool(_HAN.search(text))
    return Say(
        zh=f"该{text}了。" if deed and chinese and _HAN.match(text) else f"提醒：{text}。",
        en=f"Time to {text}." if deed and not chinese else f"Reminder: {text}.",
    )


def alarm_words(due: datetime, what: str | None) -> Say:
    """Without a purpose an alarm names its own time: true also when it rings late or again."""
    if what:
        return about(what)
    return Say(zh=f"{spoken_clock(due, 'zh')}的闹钟。", en=f"Your {spoken_clock(due, 'en')} alarm.")


def timer_words(span: timedelta, what: str | None) -> Say:
    zh, en = spoken_span(span, "zh"), spoken_span(span, "en")
    text = to_listener(what) if what else ""
    verb = "is" if re.fullmatch(r"1 \w+", en) else "are"
    return Say(
        zh=f"{text}：{zh}到了。" if text else f"{zh}到了。",
        en=f"{text[:1].upper()}{text[1:]}: {en} {verb} up." if text else f"{en} {verb} up.",
    )


def label_of(say: Say) -> Say:
    """What a ring is about, out of its frame, for lists and questions."""
    if _BARE_TIMER.fullmatch(say.zh):
        span_en = re.sub(r" (?:is|are) up\.$", "", say.en)
        adjective = re.sub(r"^(\d+) ([a-z]+?)s?$", r"\1-\2", span_en)
        return Say(zh=f"{say.zh.removesuffix('到了。')}计时", en=f"{adjective} timer")

    def inner(text: str, frames: tuple[re.Pattern[str], ...]) -> str:
        found = next((m[1] for f in frames if (m := f.match(text))), None)
        return found or text.rstrip("。.")

    return Say(zh=inner(say.zh, _FRAMES_ZH), en=inner(say.en, _FRAMES_EN))


def has_purpose(say: Say) -> bool:
    """Whether the words say more than a time."""
    return not (_BARE_TIMER.fullmatch(say.zh) or (_BARE_ALARM.fullmatch(say.en) and say.zh.endswith("的闹钟。")))

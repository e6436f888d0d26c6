"""How urgent, and which kind of doctor: rules of our own over what was said. Never a diagnosis, never a dose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant import Say
from tools.medical.danger import SURE, danger, sign_of_danger
from tools.medical.likeness import likeness
from tools.medical.meant import told_of_now
from tools.medical.signs import emergencies, fold, in_group, presentations, says

URGENCIES = ("self", "week", "today", "now")
# Measured on 2,400 everyday wishes (docs/medical.md): above the first, two in a thousand are asked about.
_LIKE, _LIKE_SIGN, _LIKE_COMPLAINT = 3.0, 2.0, 1.5
_NO = re.compile(
    r"^(?:不|没|否|哪有|别担心|开玩笑)|不(?:是|严重|厉害|疼了)|没(?:有|事|那么)|(?:已经)?好了|过去了|不在发生|(?:昨天|上周|以前|早就)"
    r"|\b(?:no|nope|nah|not|isn't|wasn't|over|gone|fine|better|okay|joking|kidding|yesterday|last (?:week|year))\b"
)
_UNSURE = re.compile(
    r"不(?:知道|清楚|确定|好说|太清楚)|说不(?:好|清)|可能|更"
    r"|\bnot (?:sure|certain)\b|don't know|maybe|no idea|\bworse\b"
)
_VULNERABLE = ("怀孕", "孕妇", "婴儿", "化疗", "免疫", "八十", "pregnan", "newborn", "chemo", "immun", "transplant")


@dataclass(frozen=True, slots=True)
class Emergency:
    """A rule that fired; `help` names another line than the ambulance's ("crisis", "poison")."""

    id: str
    source: str
    help: str | None


@dataclass(frozen=True, slots=True)
class Advice:
    """The most urgent of what was recognised. `known` is false when nothing was."""

    urgency: str
    doctor: str
    presentation: str
    source: str
    known: bool = True


def emergency(text: str) -> Emergency | None:
    """The first emergency rule that the words satisfy, or None."""
    folded = told_of_now(fold(text))
    # Rules share their groups, and this reads every sentence before any planner: each group is looked for once.
    said = cache(lambda group: in_group(folded, group))
    for rule in emergencies()["rules"]:
        if any(all(map(said, alternative)) for alternative in rule["when"]):
            if "unless" in rule and said(rule["unless"]):
                continue
            return Emergency(rule["id"], rule["source"], rule.get("help"))
    sounds = danger(text)
    return Emergency(sounds.family, sounds.source, sounds.help) if sounds and sounds.weight >= SURE else None


def doubt(text: str, *, complaint: bool = False) -> Emergency | None:
    """What may be an emergency and is no sure one: worth one short question. A `complaint` is sooner doubted."""
    sounds = danger(text)
    if sounds is not None:
        return Emergency(sounds.family, sounds.source, sounds.help) if sounds.weight < SURE else None
    like = likeness(text)
    least = _LIKE_COMPLAINT if complaint else _LIKE_SIGN
    # Whether a sign is named takes long to find out: only where it decides.
    alike = like > least and (complaint or like > _LIKE or sign_of_danger(text))
    return Emergency("likeness", "", None) if alike else None


def urgent_answer(text: str, answer: str) -> Emergency | None:
    """What the answer to "is it happening now?" makes of a doubt: an emergency, unless it clearly says no."""
    folded = fold(answer)
    if _NO.search(folded) and not _UNSURE.search(folded):
        return None
    return doubt(text, complaint=True) or Emergency("likeness", "", None)


def advise(text: str) -> Advice:
    """Urgency and kind of doctor for everything said so far; the most urgent presentation speaks."""
    folded = told_of_now(fold(text))
    found = [_judge(p, folded) for p in presentations()["presentations"] if _is(p, folded)]
    if not found:
        return Advice("week", "gp", "", "", known=False)
    # What is named first and most particularly counts, unless something else is more urgent.
    best = max(found, key=lambda a: (URGENCIES.index(a.urgency), a.presentation != "unwell"))
    if says(folded, _VULNERABLE) and best.urgency in ("self", "week"):
        return Advice("today", best.doctor, best.presentation, best.source)
    return best


def _is(presentation: dict[str, object], folded: str) -> bool:
    words = (*presentation["zh"], *presentation["en"])  # type: ignore[misc]
    return says(folded, tuple(str(w) for w in words))


def _judge(presentation: dict[str, object], folded: str) -> Advice:
    urgency = str(presentation["urgency"])
    raised: dict[str, list[object]] = presentation.get("raise", {})  # type: ignore[assignment]
    for level, words in raised.items():
        if URGENCIES.index(level) > URGENCIES.index(urgency) and says(folded, tuple(str(w) for w in words)):
            urgency = level
    return Advice(urgency, str(presentation["doctor"]), str(presentation["id"]), str(presentation["source"]))


def doctor_words(kind: str) -> Say:
    words = presentations()["doctors"].get(kind, {"zh": "医生", "en": "a doctor"})
    return Say(zh=words["zh"], en=words["en"])

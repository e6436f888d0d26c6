"""How urgent, and which kind of doctor: rules of our own over what was said. Never a diagnosis, never a dose."""

from __future__ import annotations

from dataclasses import dataclass

from assistant import Say
from tools.medical.signs import emergencies, fold, in_group, presentations, says, told_of_now

URGENCIES = ("self", "week", "today", "now")
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
    for rule in emergencies()["rules"]:
        if "unless" in rule and in_group(folded, str(rule["unless"])):
            continue
        if any(all(in_group(folded, str(group)) for group in alternative) for alternative in rule["when"]):
            return Emergency(rule["id"], rule["source"], rule.get("help"))
    return None


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

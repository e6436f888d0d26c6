"""When something told contradicts what is known, and it matters: then one asks which is true instead of guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import PutFact, Say
from assistant.types import Fact

# "I no longer ..." says by itself that something changed; nobody has to be asked then.
_CHANGED = re.compile(
    r"\b(?:now|no longer|any ?more|not .* any ?more|actually|changed|instead|correction|meanwhile|by now|again)\b"
    r"|现在|不再|不过敏|已经|改|换|其实|更正|纠正|记错|好了|又|停了",
    re.IGNORECASE,
)
_STEADY = ("body:blood type", "body:血型")  # do not change by themselves
_EATS = re.compile(r"\bi (?:\w+ )?(?:like|love|enjoy|eat|drink|have)\b|喜欢|爱吃|爱喝|吃|喝", re.IGNORECASE)
_EATS_NOT = re.compile(r"\b(?:not|n't|never|cannot|no longer|hate|dislike)\b|不|别|讨厌|戒|过敏", re.IGNORECASE)


def clash(put: PutFact, known: Sequence[Fact]) -> Fact | None:
    """The known fact of health that this would silently replace or deny; None when there is nothing to ask."""
    if _CHANGED.search(put.text):
        return None
    family, _, what = put.subject.partition(":")
    for fact in known:
        theirs, _, of_what = fact.subject.partition(":")
        if fact.subject == put.subject and put.subject in _STEADY:
            return fact
        if theirs == "allergy" and family == "allergy" and what == of_what and _denied(put.text) != _denied(fact.text):
            return fact
        if theirs == "allergy" and family != "allergy" and _eats(put.text) and _names(put.text, of_what):
            return None if _denied(fact.text) else fact
    return None


def which(put: PutFact, known: Fact) -> Say:
    """The question; a yes keeps what was told now."""
    return Say(
        zh=f"可是我记着“{known.text}”。确定要记“{put.text}”吗？",
        en=f"But I have this: “{known.text}”. Shall I really keep “{put.text}”?",
    )


def _denied(text: str) -> bool:
    return re.search(r"\bnot\b|n't\b|no longer|不(?:再|会)?(?:对.*)?过敏|没有?.*过敏", text, re.IGNORECASE) is not None


def _eats(text: str) -> bool:
    return bool(_EATS.search(text)) and not _EATS_NOT.search(text)


def _names(text: str, what: str) -> bool:
    """Whether the thing is named, as one or as many."""
    stem = re.sub(r"(?:es|s)$", "", what)
    return bool(stem) and stem.casefold() in text.casefold()

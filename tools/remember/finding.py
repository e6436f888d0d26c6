"""Which facts answer a question, and which one a user means: by subject first, then by words; the newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Fact
from tools.remember.subjects import asked_about, fits, folded

_EVERYTHING = re.compile(
    r"(?:what |tell me |show me )?(?:me|myself|my life|all|all of it|(?:everything|all|anything|what)?"
    r"(?: (?:that |do )?(?:you|i)(?: have| asked you to)? (?:know|remember|remembered|got))?(?: (?:about|of|on) me)?)"
    r"|(?:关于)?我的?(?:事|一切|情况|什么(?:事情?)?|哪些事|了解)?|所有(?:的|事情?)?|一切|全部|什么"
    r"|你?(?:都|还)?(?:知道|记得|记住|记着|了解)了?(?:关于)?我?的?(?:什么|哪些|多少|一切)?(?:事情?)?|你对我的了解"
)
_QUESTION = re.compile(
    r"\b(?:what|when|where|who|whom|whose|which|how|why|is|are|was|were|do|does|did|am|i|my|me|you|your|the|a|an|of|to|"
    r"about|that|this|it|in|on|at|for|and|or|have|has|had|can|know|remember|remembered|tell|told|said|say)\b"
    r"|什么|哪里|哪儿|哪天|哪个|哪|谁|多少|几|怎么|为什么|吗|呢|来着|我的|我|你|的|了|是|在|有|对|吃|过|还|记得|知道|关于|时候"
)
_AS_GOOD = 0.6  # a fact this close to the best one answers as well
_SAME = 0.5  # share of the named words that must be in a fact before it is dropped


def is_everything(about: str) -> bool:
    return _EVERYTHING.fullmatch(folded(about)) is not None


def newest(facts: Sequence[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda f: f.observed_at, reverse=True)


def answering(about: str, facts: Sequence[Fact], recalled: Sequence[Fact]) -> list[Fact]:
    """The facts that answer; those about the very subject leave out what merely shares a word with it."""
    if pointed := [f for f in facts if f.id == about.strip()]:
        return pointed
    of_subject = [f for f in newest(facts) if f.subject and fits(f.subject, asked_about(about))]
    if of_subject:
        return of_subject
    best = max((f.score for f in recalled), default=0.0)
    close = [f for f in recalled if f.score >= best * _AS_GOOD]
    return close or [f for f in newest(facts) if _share(about, f) >= _SAME]


def named(about: str, facts: Sequence[Fact]) -> list[Fact]:
    """What shall be forgotten: an id, the very words, or clearly that; a vague likeness is not enough."""
    for test in (lambda f: f.id == about.strip(), lambda f: folded(f.text) == folded(about)):
        if exact := [f for f in facts if test(f)]:
            return exact
    of_subject = [f for f in newest(facts) if f.subject and fits(f.subject, asked_about(about))]
    if of_subject:
        return _closest(about, of_subject)
    return _closest(about, [f for f in facts if _share(about, f) >= _SAME])


def _closest(about: str, found: list[Fact]) -> list[Fact]:
    best = max((_share(about, f) for f in found), default=0.0)
    return [f for f in found if _share(about, f) >= best]


def _share(about: str, fact: Fact) -> float:
    """How much of what the question is about is in the fact."""
    wanted = _words(about)
    return len(wanted & _words(f"{fact.text} {fact.subject}")) / len(wanted) if wanted else 0.0


def _words(text: str) -> frozenset[str]:
    """English stems (roughly) and pairs of Chinese characters, without question words."""
    plain = _QUESTION.sub(" ", folded(text))
    latin = {re.sub(r"(?:ies|es|s|ed|ing)$", "", w) for w in re.findall(r"[a-z0-9']{2,}", plain)}
    runs = re.findall(r"[\u3400-\u9fff]+", plain)
    return frozenset(latin | {r[i : i + 2] for r in runs for i in range(max(1, len(r) - 1))})

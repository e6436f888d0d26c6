"""The words the ears should expect from this user, the most telling first: their own names, then commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from api.auth import Caller
from api.parts import Parts
from assistant.ports import UnitOfWork
from assistant.types import Fact, Sensitivity, ToolSpec, User

MOST = 400
OWN = 24  # of the forty words a Chinese sentence is decoded with, these are the user's at most
_PLAIN = re.compile(r"[\w][\w' -]{0,30}")
_NAMING = ("person", "place", "work", "preference")
# What is said most often in answer to a question, and must not be misheard.
_ANSWERS = ("停", "取消", "好的", "不用了", "确认", "stop", "cancel", "yes", "no thanks", "confirm")


async def vocabulary(parts: Parts, caller: Caller) -> tuple[str, ...]:
    """At most 400 entries; the ears take the first forty for Chinese and the nearest for English."""
    own = await parts.store.read(caller.id, _own)
    return tuple(dict.fromkeys(chain(own[:OWN], _ANSWERS, _in_turn(parts.toolbox.specs()), own[OWN:])))[:MOST]


def _own(tx: UnitOfWork) -> Sequence[str]:
    """Names the user uses: people and places first, private things never: a hint may come out as a word."""
    facts = [fact for fact in tx.facts(limit=200) if fact.sensitivity is Sensitivity.NORMAL]
    first = [fact for fact in facts if fact.category in _NAMING]
    rest = [fact for fact in facts if fact.category not in _NAMING]
    words = chain(_places(tx.user()), *(_names(fact) for fact in [*first, *rest]))
    return [word for word in dict.fromkeys(words) if _PLAIN.fullmatch(word)]


def _places(user: User) -> Iterator[str]:
    yield from (part.strip() for place in (user.home, user.work) if place for part in re.split(r"[,，]", place))


def _names(fact: Fact) -> Iterator[str]:
    """The subject, and the words written with a capital: they are what a decoder cannot guess."""
    yield fact.subject
    yield from re.findall(
        r"(?<=[a-z,\u4e00-\u9fff] )[A-Z][a-z]+(?: [A-Z][a-z]+)*|(?<=[\u4e00-\u9fff])[A-Z][a-z]+", fact.text
    )


def _in_turn(specs: Iterable[ToolSpec]) -> Iterator[str]:
    """One word of every tool, then the second of every tool, so that none is crowded out."""
    for language in ("zh", "en"):
        lists = [[w for w in spec.lexicon.get(language, {}).get("words", ()) if _PLAIN.fullmatch(w)] for spec in specs]
        for row in zip_longest(*lists):
            yield from (word for word in row if word)

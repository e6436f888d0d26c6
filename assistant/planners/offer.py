"""Which tools to tell a model about when there are many: those whose words meet the sentence. Pure policy: no model."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.types import ToolSpec

_LATIN = re.compile(r"[a-z0-9]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_SLOT = re.compile(r"[{<][^}>]*[}>]")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")


def offer(
    sentence: str, tools: Sequence[ToolSpec], *, limit: int = 16, keep: Iterable[str] = (), context: str = ""
) -> tuple[ToolSpec, ...]:
    """At most `limit` tools, in their own order (a steady order lets an endpoint reuse its prompt).

    `keep` names tools the conversation is about; they stay. `context` is what was said before and weighs a third.
    """
    if len(tools) <= limit:
        return tuple(tools)
    kept = set(keep)
    rarity = _rarity(tools)
    now, before = _terms(sentence), _terms(context)
    scores = {
        t.name: (t.name in kept, _score(now, t, rarity) + _score(before - now, t, rarity) / 3, -i)
        for i, t in enumerate(tools)
    }
    chosen = set(sorted(scores, key=lambda name: scores[name], reverse=True)[:limit])
    return tuple(t for t in tools if t.name in chosen)


def _score(wanted: frozenset[str], tool: ToolSpec, rarity: dict[str, float]) -> float:
    """Rare words met anywhere in the declaration, and once more for the example that comes closest."""
    met = sum(rarity.get(term, 0.0) for term in wanted & _all_terms(tool))
    closest = max((_likeness(wanted, _terms(e), rarity) for e in _examples(tool)), default=0.0)
    return met + 2 * closest


def _likeness(wanted: frozenset[str], example: frozenset[str], rarity: dict[str, float]) -> float:
    shared = sum(rarity.get(t, 0.0) for t in wanted & example)
    return shared / math.sqrt(max(1, len(example)))


def _rarity(tools: Sequence[ToolSpec]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for tool in tools:
        for term in _all_terms(tool):
            counts[term] = counts.get(term, 0) + 1
    return {term: math.log(1 + len(tools) / count) for term, count in counts.items()}


def _examples(tool: ToolSpec) -> list[str]:
    return [e for sentences in tool.examples.values() for e in sentences]


def _all_terms(tool: ToolSpec) -> frozenset[str]:
    entries = [
        e for groups in tool.lexicon.values() for name, group in groups.items() if name != "never" for e in group
    ]
    parameters = [f"{p.name} {p.description}" for p in tool.parameters]
    return _terms("\n".join([tool.name.replace("_", " "), tool.description, *_examples(tool), *entries, *parameters]))


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    """English stems and Chinese characters in pairs (single where they stand alone)."""
    text = _SLOT.sub(" ", text.lower())
    found = {_stem(w) for w in _LATIN.findall(text)}
    for run in _HAN_RUN.findall(text):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
        found.update(run)
    return frozenset(found)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word

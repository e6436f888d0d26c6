"""Finds what matters for a sentence: normal facts through the index, private ones opened and read in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from assistant.types import Fact, FactStatus, Sensitivity
from memory.facts import Facts
from memory.ranking import Ranking
from memory.scope import its, mine
from memory.tables.columns import micros
from memory.tables.facts import facts
from memory.tables.passages import passages
from memory.words import words

_CANDIDATES = 200
_ENOUGH = 0.12  # of the best possible score; below it a fact only shares a common word with the question
_MEAN_FACT = 12.0  # words in a usual fact

_LASTING = or_(facts.c.valid_to_us.is_(None), facts.c.valid_to_us > its("now"))
_VALID = mine(facts, facts.c.status == FactStatus.ACTIVE.value, _LASTING)
_PRIVATE = select(facts).where(_VALID, facts.c.sensitivity == Sensitivity.PRIVATE.value)
_FACTS_OF = (
    select(facts, passages.c.seq.label("passage"))
    .where(_VALID, facts.c.user_id == passages.c.user_id, facts.c.id == passages.c.ref)
    .where(passages.c.seq.in_(bindparam("its_passages", expanding=True)))
)


class Recall(Facts):
    def recall(self, query: str, *, now: datetime, limit: int = 8) -> tuple[Fact, ...]:
        """The valid facts that matter for these words, the best first, with their scores between 0 and 1."""
        asked = list(dict.fromkeys(words(query)))
        if not asked:
            return ()
        ranking = self._ranking(asked, "fact")
        scored = [*self._open_facts(asked, ranking, now), *self._private_facts(ranking, now)]
        scored = [fact for fact in scored if fact.score >= _ENOUGH]
        scored.sort(key=lambda fact: (fact.score, fact.observed_at), reverse=True)
        return tuple(scored[:limit])

    def _ranking(self, asked: Sequence[str], kind: str) -> Ranking:
        hashed = {self.vault.word(word): word for word in asked}
        scope = self._scope_word(kind)
        seen = self.index.seen([scope, *hashed])
        counts = {word: seen.get(tag, 0) for tag, word in hashed.items()}
        return Ranking(asked, counts, seen.get(scope, 0) + 1, _MEAN_FACT)

    def _open_facts(self, asked: Sequence[str], ranking: Ranking, now: datetime) -> list[Fact]:
        names = {self.vault.word(word): word for word in asked}
        matches = self.index.find(self._scope_word("fact"), list(names), _CANDIDATES)
        said = {m.passage: [names.get(word, "") for word in m.words[1:]] for m in matches}
        if not said:
            return []
        rows = self._all(_FACTS_OF, passages=list(said), now=micros(now))
        return [self._scored(row, ranking, said[row.passage]) for row in rows]

    def _private_facts(self, ranking: Ranking, now: datetime) -> list[Fact]:
        """Private facts are in no index: they are opened and read here, in memory only."""
        rows = self._all(_PRIVATE, now=micros(now))
        found = []
        for row in rows:
            fact = self.fact_of(row)
            found.append(self._scored(row, ranking, words(f"{fact.subject} {fact.text}")))
        return found

    def _scored(self, row: Row[Any], ranking: Ranking, said: Sequence[str]) -> Fact:
        return replace(self.fact_of(row), score=min(1.0, ranking.score(said) / ranking.best))

"""Finds what matters for a sentence: normal facts through the index, private ones opened and read in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select

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
_FRESHER = 0.3  # how much the newest of what was found gains: people correct themselves without saying so
_SPARE = 3
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
        scored = [*self._open_facts(asked, ranking, now, limit), *self._private_facts(ranking, now)]
        scored = [fact for fact in scored if fact.score >= _ENOUGH]
        fresh = {id(fact): n for n, fact in enumerate(sorted(scored, key=lambda fact: fact.observed_at))}
        scored.sort(key=lambda fact: fact.score * (1 + _FRESHER * fresh[id(fact)] / len(fresh)), reverse=True)
        return tuple(scored[:limit])

    def _ranking(self, asked: Sequence[str], kind: str) -> Ranking:
        hashed = {self.vault.word(word): word for word in asked}
        scope = self._scope_word(kind)
        seen = self.index.seen([scope, *hashed])
        counts = {word: seen.get(tag, 0) for tag, word in hashed.items()}
        return Ranking(asked, counts, seen.get(scope, 0) + 1, _MEAN_FACT)

    def _open_facts(self, asked: Sequence[str], ranking: Ranking, now: datetime, limit: int) -> list[Fact]:
        names = {self.vault.word(word): word for word in asked}
        matches = self.index.find(self._scope_word("fact"), list(names), _CANDIDATES)
        scores = {m.passage: ranking.score([names.get(word, "") for word in m.words[1:]]) for m in matches}
        # Only the best are read: opening a row costs more than scoring it. Some of them may be history by now.
        best = sorted(scores, key=lambda passage: -scores[passage])[: limit * _SPARE]
        rows = self._all(_FACTS_OF, passages=best, now=micros(now)) if best else ()
        return [self._scored(self.fact_of(row), scores[row.passage], ranking) for row in rows]

    def _private_facts(self, ranking: Ranking, now: datetime) -> list[Fact]:
        """Private facts are in no index: they are opened and read here, in memory only."""
        opened = [self.fact_of(row) for row in self._all(_PRIVATE, now=micros(now))]
        return [self._scored(f, ranking.score(words(f"{f.subject} {f.text}")), ranking) for f in opened]

    def _scored(self, fact: Fact, score: float, ranking: Ranking) -> Fact:
        return replace(fact, score=min(1.0, score / ranking.best))

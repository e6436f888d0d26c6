"""Finds what matters for a sentence: normal facts through the index, private ones opened and read in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Row, bindparam, or_, select

from assistant.types import Fact, FactStatus, Sensitivity
from memory.facts import Facts
from memory.query import Query, query_of
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
_ANYTHING, _THE_SAME = 0.2, 0.6  # likeness of what has nothing to do with it, and of the same said in other words
_CLOSE = 0.25  # this near, a fact is found without a word in common
_BY_MEANING = 0.7  # what meaning alone can come to

_LASTING = or_(facts.c.valid_to_us.is_(None), facts.c.valid_to_us > its("now"))
_VALID = mine(facts, facts.c.status == FactStatus.ACTIVE.value, _LASTING)
_PRIVATE = select(facts).where(_VALID, facts.c.sensitivity == Sensitivity.PRIVATE.value)
# The empty text keeps SQLite from walking all of a user's passages by the index of their owner.
_REFS = select(passages.c.seq, passages.c.ref).where(
    passages.c.seq.in_(bindparam("its_passages", expanding=True)), passages.c.user_id.concat("") == bindparam("me")
)
_FACTS = select(facts).where(_VALID, facts.c.id.in_(bindparam("its_facts", expanding=True)))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A row that answers, how well, and when it was observed; it is opened only when it is among the best."""

    row: Row[Any]
    score: float


class Recall(Facts):
    def recall(self, query: str, *, now: datetime, limit: int = 8) -> tuple[Fact, ...]:
        """The valid facts that matter for these words, the best first, with their scores between 0 and 1."""
        asked = query_of(query)
        if not asked.said:
            return ()
        names = {word: self.vault.word(word) for word in asked.all}
        ranking = self._ranking(asked, names)
        near = self._near_facts(query, limit * _SPARE)
        hits = [*self._open_facts(names, ranking, near, now, limit), *self._private_facts(ranking, now)]
        good = sorted((hit for hit in hits if hit.score >= _ENOUGH), key=lambda hit: hit.row.observed_us)
        weighed = [(hit.score * (1 + _FRESHER * n / len(good)), hit) for n, hit in enumerate(good)]
        weighed.sort(key=lambda pair: pair[0], reverse=True)
        return tuple(replace(self.fact_of(hit.row), score=hit.score) for _, hit in weighed[:limit])

    def _ranking(self, asked: Query, names: dict[str, str]) -> Ranking:
        seen = self.fact_index.seen(list(names.values()))
        counts = {word: seen.get(tag, 0) for word, tag in names.items()}
        return Ranking(asked, counts, self._indexed_facts() + 1, _MEAN_FACT)

    def _near_facts(self, query: str, limit: int) -> dict[int, float]:
        """Passages of facts that mean something like it, whatever their words, with how near they are (0 to 1)."""
        if self.meaning is None:
            return {}
        shelf = self.meaning.shelf(self.connection, self.user_id, self.vault, "fact")
        if not len(shelf.numbers):
            return {}
        near = np.clip((self.meaning.likeness(shelf, query) - _ANYTHING) / (_THE_SAME - _ANYTHING), 0.0, 1.0)
        best = np.argsort(-near)[:limit]
        return {int(shelf.numbers[n]): float(near[n]) for n in best if near[n] > 0}

    def _open_facts(
        self, names: dict[str, str], ranking: Ranking, near: dict[int, float], now: datetime, limit: int
    ) -> list[_Hit]:
        hashed = ranking.renamed(names)
        matches = self.fact_index.find(list(hashed.seen), hashed.seen, _CANDIDATES)
        scores = {match.passage: hashed.score(match.words[1:]) / ranking.best for match in matches}
        for passage, nearness in near.items():
            by_words = min(1.0, scores.get(passage, 0.0))
            # Each may find alone; what both find is surer. Words that hardly matter gain nothing from a vague likeness.
            if by_words >= _ENOUGH or nearness >= _CLOSE:
                scores[passage] = 1 - (1 - by_words) * (1 - _BY_MEANING * nearness)
        # Only the best are read: fetching a row costs more than scoring it. Some of them may be history by now.
        best = sorted(scores, key=lambda passage: -scores[passage])[: limit * _SPARE]
        refs = {row.ref: scores[row.seq] for row in self._all(_REFS, passages=best)} if best else {}
        rows = self._all(_FACTS, facts=list(refs), now=micros(now)) if refs else ()
        return [_Hit(row, min(1.0, refs[row.id])) for row in rows]

    def _private_facts(self, ranking: Ranking, now: datetime) -> list[_Hit]:
        """Private facts are in no index: they are opened and read here, in memory only."""
        rows = self._all(_PRIVATE, now=micros(now))
        return [_Hit(row, min(1.0, ranking.score(self._private_words(row)) / ranking.best)) for row in rows]

    def _private_words(self, row: Row[Any]) -> Sequence[str]:
        def read() -> tuple[str, ...]:
            fact = self.fact_of(row)
            return tuple(words(f"{fact.subject} {fact.text}"))

        return self.vault.kept(row.content, read)

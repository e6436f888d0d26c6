"""Searches what was said: the lines that answer a question, out of every conversation of the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Row, bindparam, select, tuple_

from memory.hints import wanted
from memory.nearness import Line, Spot, scores
from memory.ranking import rarity
from memory.recall import Recall
from memory.scope import mine
from memory.tables.columns import moment
from memory.tables.conversations import turns
from memory.tables.passages import passages
from memory.words import words

_CANDIDATES = 400
_SPARE = 3  # times the lines asked for: some spots are before a beginning, after an end, or private
_HINT = 1.25
_NEAREST = 100  # lines near in meaning that are looked at beside those with the words
_MEANING = 0.5  # share of meaning against words
_BESIDE = 0.2  # what the nearness of the line before or after is worth
_WEIGHT = {"user": 1.0, "assistant": 0.7}  # what people said themselves is what they look for

_AT = select(
    passages.c.seq, passages.c.conversation, passages.c.place, passages.c.length, passages.c.kind, passages.c.ref
)
_AT_SPOTS = _AT.where(
    mine(passages, tuple_(passages.c.conversation, passages.c.place).in_(bindparam("its_spots", expanding=True)))
)
_TURNS = select(turns.c.id, turns.c.at_us, turns.c.content).where(
    mine(turns, turns.c.id.in_(bindparam("its_turns", expanding=True)))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A line of a past conversation; `role` is "user" or "assistant"."""

    turn_id: str
    conversation: str
    role: str
    text: str
    at: datetime
    score: float


class Search(Recall):
    def search(self, query: str, *, limit: int = 10) -> tuple[Found, ...]:
        """The lines that answer best, the best first. Private and incognito turns are in no index and not found."""
        asked = {self.vault.word(word): word for word in dict.fromkeys(words(query))}
        if not asked:
            return ()
        index = self.said_index
        matches = index.find_lines(list(asked), _CANDIDATES)
        lines = [Line(m.conversation, m.place, m.length, [w for w in m.words if w in asked]) for m in matches]
        seen = index.seen([self._scope_word("line"), *asked])
        total = seen.pop(self._scope_word("line"), 0)
        rare = {word: rarity(count, total) for word, count in seen.items()}
        ranked = scores(lines, rare, limit * _SPARE if self.meaning is None else _CANDIDATES)
        if self.meaning is not None:
            ranked = self._fused(query, ranked)[: limit * _SPARE]
        rows = self._rows_at([spot for spot, _ in ranked])
        return self._texts(self._weighed(rows, dict(ranked), wanted(query))[:limit])

    def _fused(self, query: str, ranked: Sequence[tuple[Spot, float]]) -> list[tuple[Spot, float]]:
        """Words and meaning together: each brought to 0..1 among what was found, then mixed."""
        assert self.meaning is not None
        shelf = self.meaning.shelf(self.connection, self.user_id, self.vault, "line")
        if not len(shelf.numbers):
            return list(ranked)
        near = shelf.with_neighbours(np.maximum(self.meaning.likeness(shelf, query), 0), _BESIDE)
        nearest = np.argsort(-near)[:_NEAREST]
        most_near, best = float(near[nearest[0]]) or 1.0, ranked[0][1] if ranked else 1.0
        by_words = dict(ranked)
        spots = dict.fromkeys([*by_words, *(shelf.spots[n] for n in nearest)])
        mixed = [
            (spot, (1 - _MEANING) * by_words.get(spot, 0.0) / best + _MEANING * float(near[shelf.at[spot]]) / most_near)
            if spot in shelf.at
            else (spot, (1 - _MEANING) * by_words.get(spot, 0.0) / best)
            for spot in spots
        ]
        return sorted(mixed, key=lambda pair: -pair[1])

    def _rows_at(self, spots: Sequence[Spot]) -> Sequence[Row[Any]]:
        return self._all(_AT_SPOTS, spots=list(spots)) if spots else ()

    def _weighed(
        self, rows: Sequence[Row[Any]], scored: dict[Spot, float], hint: str | None
    ) -> list[tuple[Row[Any], float]]:
        """The lines with their final scores: whose line it is, and whether it holds what the question wants."""
        holding = self._holding(rows, hint)
        found = []
        for row in rows:
            score = scored[(row.conversation, row.place)] * _WEIGHT[row.kind]
            found.append((row, score * _HINT if row.seq in holding else score))
        return sorted(found, key=lambda pair: (-pair[1], -pair[0].seq))

    def _holding(self, rows: Sequence[Row[Any]], hint: str | None) -> set[int]:
        if hint is None:
            return set()
        tag = self.vault.word(hint)
        matches = self.said_index.read([row.seq for row in rows])
        return {match.passage for match in matches if tag in match.words}

    def _texts(self, best: Sequence[tuple[Row[Any], float]]) -> tuple[Found, ...]:
        rows = self._all(_TURNS, turns=[row.ref for row, _ in best]) if best else ()
        opened = {row.id: (row, self.vault.read(row.content)) for row in rows}
        found = []
        for row, score in best:
            turn, content = opened[row.ref]
            said = content["utterance"] if row.kind == "user" else content["reply"]
            found.append(
                Found(
                    turn_id=row.ref,
                    conversation=row.conversation,
                    role=row.kind,
                    text=said["text"],
                    at=moment(turn.at_us),
                    score=score,
                )
            )
        return tuple(found)

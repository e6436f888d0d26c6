"""Makes facts and said lines findable: normal rows through the index, private ones never."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from assistant.types import Fact, Reply, Sensitivity, Turn
from memory.index import Index
from memory.scope import Scope
from memory.tables.columns import micros
from memory.tables.passages import passages
from memory.words import words


class Passages(Scope):
    def index_fact(self, fact: Fact) -> None:
        """Put a fact into the index, in place of what it said before. Private ones stay out of it."""
        self.unindex(fact.id)
        if fact.sensitivity is Sensitivity.NORMAL:
            self._index("fact", fact.id, f"{fact.subject} {fact.text}")

    def index_turn(self, turn: Turn, reply: Reply | None) -> None:
        where = {"conversation": turn.conversation, "place": micros(turn.now)}
        self._index("user", turn.id, turn.utterance.text, **where)
        if reply is not None:
            self._index("assistant", turn.id, reply.text, **where)

    def unindex(self, ref: str) -> None:
        """Take a fact's or turn's passages out, words and embeddings."""
        mine = passages.c.user_id == self.user_id, passages.c.ref == ref
        for row in self._all(select(passages.c.seq).where(*mine)):
            Index(self.connection).remove(row.seq)
            self.connection.execute(passages.delete().where(passages.c.seq == row.seq))

    def _index(self, kind: str, ref: str, said: str, **where: Any) -> None:
        found = words(said)
        if not found:
            return
        row = {"user_id": self.user_id, "kind": kind, "ref": ref, "length": len(found), **where}
        number = self.connection.execute(passages.insert().returning(passages.c.seq), row).scalar_one()
        tokens = [self._scope_word(kind), *(self.vault.word(word) for word in found)]
        Index(self.connection).add(number, tokens)

    def _scope_word(self, kind: str) -> str:
        return self.vault.word(f" {kind}")  # no real word starts with a space

"""Makes facts and said lines findable: normal rows through the index, private ones never."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from assistant.types import Fact, Reply, Sensitivity, Turn
from memory.index import Index
from memory.scope import Scope, its, mine
from memory.tables.columns import micros
from memory.tables.passages import passages
from memory.words import words

_OF_REF = select(passages.c.seq).where(mine(passages, passages.c.ref == its("ref")))
_DELETE = passages.delete().where(mine(passages, passages.c.seq == its("seq")))
_INSERT = passages.insert().returning(passages.c.seq)


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
        for row in self._all(_OF_REF, ref=ref):
            Index(self.connection).remove(row.seq)
            self._changed(_DELETE, seq=row.seq)

    def _index(self, kind: str, ref: str, said: str, **where: Any) -> None:
        found = words(said)
        if not found:
            return
        row = {"user_id": self.user_id, "kind": kind, "ref": ref, "length": len(found), **where}
        number = self.connection.execute(_INSERT, row).scalar_one()
        tokens = [self._scope_word(kind), *(self.vault.word(word) for word in found)]
        Index(self.connection).add(number, tokens)

    def _scope_word(self, kind: str) -> str:
        return self.vault.word(f" {kind}")  # no real word starts with a space

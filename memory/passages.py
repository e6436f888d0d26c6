"""Makes facts and said lines findable: normal rows through the index, private ones never."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from assistant.types import Fact, Reply, Sensitivity, Turn
from memory.hints import held
from memory.index import Index
from memory.scope import Scope, its, mine
from memory.tables.passages import passages
from memory.words import words

_OF_REF = select(passages.c.seq, passages.c.kind).where(mine(passages, passages.c.ref == its("ref")))
_LAST_PLACE = (
    select(passages.c.place)
    .where(mine(passages, passages.c.conversation == its("conversation")))
    .order_by(passages.c.place.desc())
    .limit(1)
)
_DELETE = passages.delete().where(mine(passages, passages.c.seq == its("seq")))
_INSERT = passages.insert().returning(passages.c.seq)


class Passages(Scope):
    @property
    def said_index(self) -> Index:
        return Index(self.connection, self.user_id)

    @property
    def fact_index(self) -> Index:
        return Index(self.connection, self.user_id, "words_of_facts")

    def index_fact(self, fact: Fact, formerly: str = "") -> None:
        """Put a fact into the index, in place of what it said before. Private ones stay out of it.

        It is found by the words of what it replaced, too: "where do I live" was answered by "I live in Berlin" and
        shall now be by "I moved to Paris".
        """
        self.unindex(fact.id)
        if fact.sensitivity is Sensitivity.NORMAL:
            self._index("fact", fact.id, findable(fact, formerly))

    def index_turn(self, turn: Turn, reply: Reply | None) -> None:
        """Make both lines of an exchange findable, next to the ones before."""
        last = self._one(_LAST_PLACE, conversation=turn.conversation)
        place = last.place + 1 if last is not None else 0
        said = (("user", turn.utterance.text), ("assistant", reply.text if reply else ""))
        for kind, text in said:
            if text:
                self._index(kind, turn.id, text, conversation=turn.conversation, place=place)
                place += 1

    def unindex(self, ref: str) -> None:
        """Take a fact's or turn's passages out, words and embeddings."""
        for row in self._all(_OF_REF, ref=ref):
            self._index_of(row.kind).remove(row.seq)
            self._counted(row.kind, -1)
            self._changed(_DELETE, seq=row.seq)

    def _index(self, kind: str, ref: str, said: str, **where: Any) -> None:
        found = words(said)
        row = {"user_id": self.user_id, "kind": kind, "ref": ref, "length": len(found), **where}
        number = self.connection.execute(_INSERT, row).scalar_one()
        self._index_of(kind).add(number, self._tokens(kind, said, found))

        self._counted(kind, 1)

    def rehash(self, number: int, kind: str, said: str) -> None:
        """Put the words of a passage into the index anew, hashed with the key of now."""
        index = self._index_of(kind)
        index.remove(number)
        index.add(number, self._tokens(kind, said, words(said)))

    def _tokens(self, kind: str, said: str, found: Sequence[str]) -> list[str]:
        scope = ["fact"] if kind == "fact" else ["line", *held(said)]
        return [*map(self._scope_word, scope), *map(self.vault.word, found)]

    def _indexed_facts(self) -> int:
        """How many facts are in the index. Counted once, then kept up: a count reads the whole index."""
        if self.vault.indexed_facts is None:
            scope = self._scope_word("fact")
            self.vault.indexed_facts = self.fact_index.seen([scope]).get(scope, 0)
        return self.vault.indexed_facts

    def _counted(self, kind: str, more: int) -> None:
        # A transaction that fails leaves it a little wrong, which no ranking notices.
        if kind == "fact" and self.vault.indexed_facts is not None:
            self.vault.indexed_facts += more

    def _index_of(self, kind: str) -> Index:
        return self.fact_index if kind == "fact" else self.said_index

    def _scope_word(self, name: str) -> str:
        return self.vault.word(f" {name.strip()}")  # no real word starts with a space


def findable(fact: Fact, formerly: str) -> str:
    """The words by which a fact is found."""
    return f"{fact.subject} {fact.text} {formerly}"

"""The full-text index, holding keyed hashes of words instead of words: one form on SQLite, one on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, text


@dataclass(frozen=True, slots=True)
class Match:
    """A passage's number and its hashed words."""

    passage: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineMatch:
    """The hashed words of a said line, with where it stands."""

    words: tuple[str, ...]
    conversation: str
    place: int
    length: int


class Index:
    """Every word is hashed with its user's key, so that nobody's search can meet somebody else's rows."""

    def __init__(self, connection: Connection, user_id: str = "") -> None:
        self._connection = connection
        self._user_id = user_id
        self._dialect: Fts5 | TsVector = Fts5() if connection.dialect.name == "sqlite" else TsVector()

    def add(self, passage: int, words: Sequence[str]) -> None:
        row = {"rowid": passage, "tokens": " ".join(words), "user_id": self._user_id}
        self._connection.execute(self._dialect.add, row)

    def remove(self, passage: int) -> None:
        self._connection.execute(_REMOVE, {"rowid": passage})

    def compact(self) -> None:
        """Merge the index, so that what was removed is not only marked as removed."""
        if self._dialect.compact is not None:
            self._connection.execute(self._dialect.compact)

    def find(self, scope: str, words: Sequence[str], limit: int) -> list[Match]:
        """The passages of that scope (itself a word) with the best of the words, best first."""
        rows = self._connection.execute(self._dialect.find, self._wish(scope, words, limit)).all()
        return [Match(number, tuple(tokens.split())) for number, tokens in rows]

    def find_lines(self, scope: str, words: Sequence[str], limit: int) -> list[LineMatch]:
        """The same for lines, with their places."""
        rows = self._connection.execute(_FIND_LINES[type(self._dialect)], self._wish(scope, words, limit)).all()
        return [LineMatch(tuple(tokens.split()), *place) for tokens, *place in rows]

    def read(self, passages: Sequence[int]) -> list[Match]:
        """The words of these passages."""
        rows = self._connection.execute(_READ, {"rowids": list(passages)}) if passages else ()
        return [Match(row.rowid, tuple(row.tokens.split())) for row in rows]

    def seen(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word occurs."""
        rows = self._connection.execute(self._dialect.seen, {"terms": list(words), "user_id": self._user_id})
        return {row.term: row.doc for row in rows}

    def _wish(self, scope: str, words: Sequence[str], limit: int) -> dict[str, Any]:
        return {"query": self._dialect.query(scope, words), "limit": limit, "user_id": self._user_id}


class Fts5:
    """SQLite: a full-text table ranked by BM25."""

    add = text("INSERT INTO words (rowid, tokens) VALUES (:rowid, :tokens)")
    find = text("SELECT rowid, tokens FROM words WHERE words MATCH :query ORDER BY rank LIMIT :limit")
    seen = text("SELECT term, doc FROM words_vocab WHERE term IN :terms").bindparams(bindparam("terms", expanding=True))
    compact = text("INSERT INTO words (words) VALUES ('optimize')")

    def query(self, scope: str, words: Sequence[str]) -> str:
        return f'"{scope}" AND (' + " OR ".join(f'"{word}"' for word in words) + ")"


class TsVector:
    """PostgreSQL: a tsvector of the same words, made without a dictionary of its own."""

    add = text(
        "INSERT INTO words (rowid, user_id, tokens, vector)"
        " VALUES (:rowid, :user_id, :tokens, array_to_tsvector(string_to_array(:tokens, ' ')))"
    )
    find = text(
        "SELECT rowid, tokens FROM words WHERE user_id = :user_id AND vector @@ CAST(:query AS tsquery)"
        " ORDER BY ts_rank(vector, CAST(:query AS tsquery)) DESC, rowid DESC LIMIT :limit"
    )
    seen = text(
        "SELECT term, (SELECT count(*) FROM words WHERE user_id = :user_id AND vector @@ CAST(term AS tsquery)) AS doc"
        " FROM unnest(CAST(:terms AS text[])) AS term"
    )
    compact = None

    def query(self, scope: str, words: Sequence[str]) -> str:
        return f"{scope} & ({' | '.join(words)})"


_REMOVE = text("DELETE FROM words WHERE rowid = :rowid")
_READ = text("SELECT rowid, tokens FROM words WHERE rowid IN :rowids").bindparams(bindparam("rowids", expanding=True))


_FIND_LINES: dict[type[Fts5 | TsVector], TextClause] = {
    kind: text(
        f"SELECT found.tokens, conversation, place, length FROM ({kind.find.text}) AS found"
        " JOIN passages ON passages.seq = found.rowid"
    )
    for kind in (Fts5, TsVector)
}

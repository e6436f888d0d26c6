"""The full-text index, holding keyed hashes of words instead of words: one form on SQLite, one on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

_ADD = text("INSERT INTO words (rowid, tokens) VALUES (:rowid, :tokens)")
_REMOVE = text("DELETE FROM words WHERE rowid = :rowid")
_FIND = text("SELECT rowid, tokens FROM words WHERE words MATCH :query ORDER BY rank LIMIT :limit")
_FIND_LINES = text(
    "SELECT found.tokens, conversation, place, length"
    " FROM (SELECT rowid, tokens FROM words WHERE words MATCH :query ORDER BY rank LIMIT :limit) AS found"
    " JOIN passages ON passages.seq = found.rowid"
)
_READ = text("SELECT rowid, tokens FROM words WHERE rowid IN :rowids").bindparams(bindparam("rowids", expanding=True))
_COMPACT = text("INSERT INTO words (words) VALUES ('optimize')")
_SEEN = text("SELECT term, doc FROM words_vocab WHERE term IN :terms").bindparams(bindparam("terms", expanding=True))


@dataclass(frozen=True, slots=True)
class Match:
    """A passage's number and its hashed words."""

    passage: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineMatch:
    """The same of a said line, with where it stands."""

    words: tuple[str, ...]
    conversation: str
    place: int
    length: int


class Index:
    """Every word is hashed with its user's key, so that nobody's search can meet somebody else's rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, passage: int, words: Sequence[str]) -> None:
        self._connection.execute(_ADD, {"rowid": passage, "tokens": " ".join(words)})

    def remove(self, passage: int) -> None:
        self._connection.execute(_REMOVE, {"rowid": passage})

    def compact(self) -> None:
        """Merge the index, so that what was removed is not only marked as removed."""
        self._connection.execute(_COMPACT)

    def find(self, scope: str, words: Sequence[str], limit: int) -> list[Match]:
        """The passages of that scope (itself a word) with the best of the words, best first."""
        query = f"{_quoted(scope)} AND ({' OR '.join(_quoted(word) for word in words)})"
        rows = self._connection.execute(_FIND, {"query": query, "limit": limit})
        return [Match(row.rowid, tuple(row.tokens.split())) for row in rows]

    def find_lines(self, scope: str, words: Sequence[str], limit: int) -> list[LineMatch]:
        """The same for lines, with their places."""
        query = f"{_quoted(scope)} AND ({' OR '.join(_quoted(word) for word in words)})"
        rows = self._connection.execute(_FIND_LINES, {"query": query, "limit": limit}).all()
        return [LineMatch(tuple(tokens.split()), *place) for tokens, *place in rows]

    def read(self, passages: Sequence[int]) -> list[Match]:
        """The words of these passages."""
        rows = self._connection.execute(_READ, {"rowids": list(passages)}) if passages else ()
        return [Match(row.rowid, tuple(row.tokens.split())) for row in rows]

    def seen(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word occurs."""
        rows = self._connection.execute(_SEEN, {"terms": list(words)})
        return {row.term: row.doc for row in rows}


def _quoted(word: str) -> str:
    return f'"{word}"'

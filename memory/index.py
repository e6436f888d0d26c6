"""The full-text indexes, holding keyed hashes of words instead of words: one form on SQLite, one on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, TextClause, bindparam, text

Table = Literal["words", "words_of_facts"]


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


@dataclass(frozen=True, slots=True)
class _Statements:
    add: TextClause
    remove: TextClause
    find: TextClause
    best_lines: TextClause
    seen: TextClause
    read: TextClause
    compact: TextClause | None


class Index:
    """Every word is hashed with its user's key, so that nobody's search can meet somebody else's rows.

    `table` is "words" for what was said and "words_of_facts" for what is remembered.
    """

    def __init__(self, connection: Connection, user_id: str = "", table: Table = "words") -> None:
        self._connection = connection
        self._user_id = user_id
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._say = _STATEMENTS[self._is_sqlite, table]

    def add(self, passage: int, words: Sequence[str]) -> None:
        row = {"rowid": passage, "tokens": " ".join(words), "user_id": self._user_id}
        self._connection.execute(self._say.add, row)

    def remove(self, passage: int) -> None:
        self._connection.execute(self._say.remove, {"rowid": passage})

    def compact(self) -> None:
        """Merge the index, so that what was removed is not only marked as removed."""
        if self._say.compact is not None:
            self._connection.execute(self._say.compact)

    def find(self, words: Sequence[str], seen: Mapping[str, int], limit: int) -> list[Match]:
        """The passages with the rarest of these words, the newest first: `seen` says how rare each is.

        What common words have to say is said by the score; to fetch every row with one of them would cost a reader
        with a hundred thousand memories a hundred times what it costs one with a thousand.
        """
        rare = _rarest(words, seen, limit)
        if not rare:
            return []
        rows = self._connection.execute(self._say.find, self._wish(" OR ", " | ", rare, limit)).all()
        return [Match(number, tuple(tokens.split())) for number, tokens in rows]

    def find_lines(self, words: Sequence[str], limit: int) -> list[LineMatch]:
        """The said lines with the best of these words, best first, with their places."""
        rows = self._connection.execute(self._say.best_lines, self._wish(" OR ", " | ", words, limit)).all()
        return [LineMatch(tuple(tokens.split()), *place) for tokens, *place in rows]

    def read(self, passages: Sequence[int]) -> list[Match]:
        """The words of these passages."""
        rows = self._connection.execute(self._say.read, {"rowids": list(passages)}) if passages else ()
        return [Match(row.rowid, tuple(row.tokens.split())) for row in rows]

    def seen(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word occurs."""
        rows = self._connection.execute(self._say.seen, {"terms": list(words), "user_id": self._user_id})
        return {row.term: row.doc for row in rows}

    def _wish(self, either: str, either_here: str, words: Sequence[str], limit: int) -> dict[str, Any]:
        query = either.join(f'"{word}"' for word in words) if self._is_sqlite else either_here.join(words)
        return {"query": query, "limit": limit, "user_id": self._user_id}


def _rarest(words: Sequence[str], seen: Mapping[str, int], enough: int) -> list[str]:
    """The rarest words, as many as may together be in `enough` passages; at least one that occurs at all."""
    chosen: list[str] = []
    total = 0
    for count, word in sorted((seen[word], word) for word in words if seen.get(word)):
        if chosen and total + count > enough:
            break
        chosen.append(word)
        total += count
    return chosen


def _fts5(table: Table) -> _Statements:
    """SQLite: full-text tables; lines are ranked by BM25 there, facts here."""
    best = f"SELECT rowid, tokens FROM {table} WHERE {table} MATCH :query ORDER BY rank LIMIT :limit"
    return _Statements(
        add=text(f"INSERT INTO {table} (rowid, tokens) VALUES (:rowid, :tokens)"),
        remove=text(f"DELETE FROM {table} WHERE rowid = :rowid"),
        find=text(f"SELECT rowid, tokens FROM {table} WHERE {table} MATCH :query ORDER BY rowid DESC LIMIT :limit"),
        best_lines=_placed(best),
        seen=_listed(f"SELECT term, doc FROM {table}_vocab WHERE term IN :terms", "terms"),
        read=_listed(f"SELECT rowid, tokens FROM {table} WHERE rowid IN :rowids", "rowids"),
        compact=text(f"INSERT INTO {table} ({table}) VALUES ('optimize')"),
    )


def _tsvector(table: Table) -> _Statements:
    """PostgreSQL: a tsvector of the same words, made without a dictionary of its own."""
    found = f"FROM {table} WHERE user_id = :user_id AND vector @@ CAST(:query AS tsquery)"
    by_rank = "ORDER BY ts_rank(vector, CAST(:query AS tsquery)) DESC, rowid DESC LIMIT :limit"
    return _Statements(
        add=text(
            f"INSERT INTO {table} (rowid, user_id, tokens, vector)"
            " VALUES (:rowid, :user_id, :tokens, array_to_tsvector(string_to_array(:tokens, ' ')))"
        ),
        remove=text(f"DELETE FROM {table} WHERE rowid = :rowid"),
        find=text(f"SELECT rowid, tokens {found} ORDER BY rowid DESC LIMIT :limit"),
        best_lines=_placed(f"SELECT rowid, tokens {found} {by_rank}"),
        seen=text(
            f"SELECT term, (SELECT count(*) FROM {table} WHERE user_id = :user_id AND vector @@ CAST(term AS tsquery))"
            " AS doc FROM unnest(CAST(:terms AS text[])) AS term"
        ),
        read=_listed(f"SELECT rowid, tokens FROM {table} WHERE rowid IN :rowids", "rowids"),
        compact=None,
    )


def _placed(best: str) -> TextClause:
    found = f"SELECT found.tokens, conversation, place, length FROM ({best}) AS found"
    return text(f"{found} JOIN passages ON passages.seq = found.rowid")


def _listed(statement: str, name: str) -> TextClause:
    return text(statement).bindparams(bindparam(name, expanding=True))


_TABLES: tuple[Table, ...] = ("words", "words_of_facts")
_STATEMENTS = {(is_sqlite, t): (_fts5 if is_sqlite else _tsvector)(t) for is_sqlite in (True, False) for t in _TABLES}

"""A merchant's book: baskets, what is sold of each batch, and the answers already given under a key.

Where to bring something is kept in it as it was sent: whoever plays a shop for others sends it no real address.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_SCHEMA = """
create table if not exists basket (id text primary key, merchant text not null, placed text unique, row text not null);
create table if not exists sale (merchant text, goods text, batch text, number integer not null,
  primary key (merchant, goods, batch));
create table if not exists answer (merchant text, key text, asked text not null, status integer not null,
  body text not null, at text not null, primary key (merchant, key));
"""
_KEPT = timedelta(hours=48)  # the protocol wants a day at least


@dataclass(slots=True)
class Book:
    """One file, which several merchants may share; every `writing()` is one transaction on any thread."""

    path: Path
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _opened: sqlite3.Connection | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._lock:
            database = self._database()
            database.execute("begin immediate")
            try:
                yield
            except BaseException:
                database.execute("rollback")
                raise
            database.execute("commit")

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def basket(self, merchant: str, basket_id: str) -> dict[str, Any] | None:
        return self._row("select row from basket where merchant = ? and id = ?", merchant, basket_id)

    def order(self, merchant: str, order_id: str) -> dict[str, Any] | None:
        return self._row("select row from basket where merchant = ? and placed = ?", merchant, order_id)

    def put(self, merchant: str, row: Mapping[str, Any]) -> None:
        text = json.dumps(row, ensure_ascii=False)
        self._database().execute(
            "insert or replace into basket values (?, ?, ?, ?)", (row["id"], merchant, row.get("order"), text)
        )

    def sold(self, merchant: str, goods: str, batch: str) -> int:
        asked = "select number from sale where merchant = ? and goods = ? and batch = ?"
        found = self._database().execute(asked, (merchant, goods, batch)).fetchone()
        return int(found[0]) if found else 0

    def sell(self, merchant: str, goods: str, batch: str, number: int) -> None:
        self._database().execute(
            "insert into sale values (?, ?, ?, ?) on conflict do update set number = number + excluded.number",
            (merchant, goods, batch, number),
        )

    def answered(self, merchant: str, key: str) -> tuple[str, int, Any] | None:
        """What was asked under that key (a digest), and what was answered."""
        asked = "select asked, status, body from answer where merchant = ? and key = ?"
        found = self._database().execute(asked, (merchant, key)).fetchone()
        return (found[0], int(found[1]), json.loads(found[2])) if found else None

    def answer(self, merchant: str, key: str, asked: str, status: int, body: Any, at: datetime) -> None:
        database, old = self._database(), (at - _KEPT).astimezone(UTC).isoformat()
        database.execute("delete from answer where merchant = ? and at < ?", (merchant, old))
        row = (merchant, key, asked, status, json.dumps(body, ensure_ascii=False), at.astimezone(UTC).isoformat())
        database.execute("insert or replace into answer values (?, ?, ?, ?, ?, ?)", row)

    def _row(self, query: str, *asked: str) -> dict[str, Any] | None:
        found = self._database().execute(query, asked).fetchone()
        return dict(json.loads(found[0])) if found else None

    def _database(self) -> sqlite3.Connection:
        """Opened at first use: a start of the assistant touches no file of a shop nobody asks."""
        if self._opened is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            made = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=30)
            made.executescript("pragma journal_mode=wal; pragma synchronous=full;" + _SCHEMA)
            self._opened = made
        return self._opened

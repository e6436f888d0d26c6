"""Demonstration stock that behaves: units taken for a time, holds that expire, no double booking, safe to retry.

Offline vendors (tables, seats, appointments) keep what they have to give in such a file. It holds no personal data.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import ToolError
from assistant.types import Json

_SCHEMA = """
create table if not exists claim (reference text primary key, key text unique not null, state text not null,
  expires text, data text not null);
create table if not exists unit (claim text not null, name text not null, start text not null, until text not null);
create index if not exists unit_by_name on unit(name, start);
"""
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I: people read references aloud


class Taken(ToolError):
    """Somebody else was faster: that is taken now."""

    code = "taken"
    zh = "刚刚被别人订走了。"


class HoldExpired(ToolError):
    """The hold has expired."""

    code = "hold_expired"
    zh = "预留已经过期。"


class NoBooking(ToolError):
    """There is no such booking."""

    code = "booking_unknown"
    zh = "没有这个预订。"


@dataclass(frozen=True, slots=True)
class Claim:
    """Units held or booked. `state`: held, booked, cancelled."""

    reference: str
    state: str
    units: tuple[str, ...]
    start: datetime
    until: datetime
    data: Mapping[str, Json]


class Stock:
    """One file of stock; every method is one transaction and may be called from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._opened: sqlite3.Connection | None = None

    @property
    def _db(self) -> sqlite3.Connection:
        """Opened at first use: a start of the assistant touches no file of a vendor nobody asks."""
        with self._lock:
            if self._opened is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                made = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=30)
                made.executescript("pragma journal_mode=wal; pragma synchronous=full;" + _SCHEMA)
                self._opened = made
            return self._opened

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def taken(self, start: datetime, until: datetime, now: datetime, *, but: str = "") -> set[str]:
        """Names of the units that are held or booked at any time in between, but for those of one claim."""
        with self._lock:
            return self._taken(start, until, now, but)

    def hold(
        self,
        units: Sequence[str],
        start: datetime,
        until: datetime,
        *,
        key: str,
        now: datetime,
        expires: datetime,
        data: Mapping[str, Json] | None = None,
        instead_of: str = "",
    ) -> Claim:
        """Hold all the units or none. The same `key` gives the same claim again. Raises Taken.

        What the claim `instead_of` has counts as free: it is to be given up for this one, with `exchange`.
        """
        with self._transaction():
            known = self._by_key(key)
            if known is not None and (known.state != "held" or not self._expired(known.reference, now)):
                return known
            if known is not None:
                self._drop(known.reference)
            busy = self._taken(start, until, now, instead_of)
            if busy & set(units):
                raise Taken()
            reference = "".join(secrets.choice(_ALPHABET) for _ in range(6))
            row = (reference, key, "held", _text(expires), json.dumps(dict(data or {}), ensure_ascii=False))
            self._db.execute("insert into claim values (?, ?, ?, ?, ?)", row)
            self._db.executemany(
                "insert into unit values (?, ?, ?, ?)", [(reference, u, _text(start), _text(until)) for u in units]
            )
            return self._claim(reference)

    def book(self, reference: str, *, now: datetime) -> Claim:
        """Make a hold a booking; a second time it changes nothing. Raises HoldExpired, NoBooking."""
        with self._transaction():
            claim = self._claim(reference)
            if claim.state == "booked":
                return claim
            if claim.state != "held" or self._expired(reference, now):
                raise HoldExpired()
            self._db.execute("update claim set state = 'booked', expires = null where reference = ?", (reference,))
            return self._claim(reference)

    def exchange(self, old: str, new: str, *, now: datetime) -> Claim:
        """Book the hold `new` and give `old` up, both or neither. Raises HoldExpired, NoBooking."""
        with self._transaction():
            given, claim = self._claim(old), self._claim(new)
            if claim.state == "booked":
                return claim
            if given.state != "booked":
                raise NoBooking()
            if claim.state != "held" or self._expired(new, now):
                raise HoldExpired()
            change = "update claim set state = ?, expires = null where reference = ?"
            self._db.executemany(change, [("booked", new), ("cancelled", old)])
            return self._claim(new)

    def cancel(self, reference: str) -> Claim:
        """Give the units back; a second time it changes nothing. Raises NoBooking."""
        with self._transaction():
            self._claim(reference)
            self._db.execute("update claim set state = 'cancelled', expires = null where reference = ?", (reference,))
            return self._claim(reference)

    def find(self, reference: str) -> Claim:
        """Raises NoBooking."""
        with self._lock:
            return self._claim(reference)

    def by_key(self, key: str) -> Claim | None:
        """The claim made under that idempotency key: what to look at when an outcome is unknown."""
        with self._lock:
            return self._by_key(key)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def _taken(self, start: datetime, until: datetime, now: datetime, but: str) -> set[str]:
        return {name for (name,) in self._db.execute(_TAKEN, (_text(until), _text(start), but, _text(now)))}

    def _by_key(self, key: str) -> Claim | None:
        row = self._db.execute("select reference from claim where key = ?", (key,)).fetchone()
        return self._claim(row[0]) if row else None

    def _claim(self, reference: str) -> Claim:
        row = self._db.execute("select state, data from claim where reference = ?", (reference,)).fetchone()
        if row is None:
            raise NoBooking()
        units = self._db.execute("select name, start, until from unit where claim = ?", (reference,)).fetchall()
        start, until = (datetime.fromisoformat(units[0][i]) for i in (1, 2))
        return Claim(reference, row[0], tuple(u[0] for u in units), start, until, json.loads(row[1]))

    def _expired(self, reference: str, now: datetime) -> bool:
        row = self._db.execute("select expires from claim where reference = ?", (reference,)).fetchone()
        return row[0] is not None and row[0] <= _text(now)

    def _drop(self, reference: str) -> None:
        self._db.execute("delete from unit where claim = ?", (reference,))
        self._db.execute("delete from claim where reference = ?", (reference,))


_TAKEN = """
select unit.name from unit join claim on claim.reference = unit.claim
where unit.start < ? and unit.until > ? and claim.reference <> ?
  and (claim.state = 'booked' or (claim.state = 'held' and claim.expires > ?))
"""


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()

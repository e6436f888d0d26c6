"""One writer and a few readers on one database, on threads of their own so that the event loop never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from assistant.errors import StorageFull

T = TypeVar("T")
_FULL = ("disk is full", "readonly database", "disk i/o error", "unable to open", "no space left", "disk full")
_READERS = 2
_PATIENCE = 3  # each waits up to the connection's busy time-out


class Database:
    """`write` runs a function in one transaction on the only writing thread; `read` on a reading one."""

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.startswith("sqlite")
        in_memory = self.is_sqlite and make_url(self.url).database in (None, "", ":memory:")
        self.writer = _engine(self.url, in_memory=in_memory, reading=False)
        # An in-memory database lives in one connection: its readers queue behind the writer.
        self.reader = self.writer if in_memory else _engine(self.url, in_memory=False, reading=True)
        self._writing = ThreadPoolExecutor(1, "memory-write")
        self._reading = self._writing if in_memory else ThreadPoolExecutor(_READERS, "memory-read")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Commit what `work` did, or nothing. Raises StorageFull."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, self.write_now, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reading, self.read_now, work)

    def write_now(self, work: Callable[[Connection], T]) -> T:
        """The same as `write` on the calling thread, for the command line before a loop runs."""
        return _translated(self.writer.begin, work)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        return _translated(self.reader.begin, work)

    async def settle_log(self) -> None:
        """Copy the write-ahead log into the file and empty it, so that no old page lives on in there."""
        if self.is_sqlite:
            await asyncio.get_running_loop().run_in_executor(self._writing, self._checkpoint)

    def _checkpoint(self) -> None:
        connection = self.writer.raw_connection()
        try:
            for _ in range(_PATIENCE):  # a reader in the middle of a page keeps the log alive for a moment
                busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        finally:
            connection.close()

    def close(self) -> None:
        for pool in {self._writing, self._reading}:
            pool.shutdown(wait=True)
        for engine in {self.writer, self.reader}:
            engine.dispose()


def _translated(begin: Callable[[], Any], work: Callable[[Connection], T]) -> T:
    try:
        with begin() as connection:
            return work(connection)
    except OperationalError as error:
        if _is_full(error):
            raise StorageFull from error
        raise


def _is_full(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return any(sign in text for sign in _FULL)


def _with_driver(url: str) -> str:
    """`postgresql://` as people write it, for the driver we ship."""
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _engine(url: str, *, in_memory: bool, reading: bool) -> Engine:
    if not url.startswith("sqlite"):
        plain = create_engine(url, pool_size=_READERS if reading else 1, pool_pre_ping=True)
        return plain.execution_options(postgresql_readonly=True) if reading else plain
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False, "timeout": 30}}
    if in_memory:
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _reading if reading else _writing)
    event.listen(engine, "begin", _begin_read if reading else _begin_write)
    return engine


def _writing(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own would come too late
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -16000")


def _reading(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -8000")


def _begin_write(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")

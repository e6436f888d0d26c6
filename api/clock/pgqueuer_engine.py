"""The engine of many machines: PgQueuer on PostgreSQL. One job for the next look at each row, one entrypoint per lane.

The queue is a derived index. A job is written in the transaction of its follow-up and taken out in the one that rings
it; deleting the whole queue loses nothing, because each worker looks by itself every few seconds and arms what is due
soon and has no job.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from api.clock.engine import LANES, Health, Ring, lane_of
from api.clock.gathered import Gathered
from api.clock.time import SteadyClock
from memory.due import DueTable
from memory.tables.columns import micros, moment
from memory.wakes import Connection, Wake

if TYPE_CHECKING:
    import psycopg
    from pgqueuer.core.qm import QueueManager
    from pgqueuer.queries import Queries

log = logging.getLogger("steward.clock")

_AT_ONCE = 10  # jobs fetched together; one look serves them all
_SOON = timedelta(minutes=2)  # what is due by then must have a job
_UNARMED = """
    SELECT id, wake_us, version, kind FROM follow_ups AS f WHERE wake_us <= $1 AND NOT EXISTS (
        SELECT FROM {queue} WHERE dedupe_key = f.id || ':' || f.wake_us || ':' || f.version
        AND status IN ('queued', 'picked')
    ) ORDER BY wake_us LIMIT 5000
"""
_DISARM = "DELETE FROM {queue} WHERE dedupe_key = ANY($1) AND status = 'queued'"
_DEAD = "SELECT count(*) AS dead FROM {queue} WHERE status = 'failed'"
_PREPARED = 0x57E3_A2D0  # the advisory lock of whoever makes PgQueuer's tables


class PgQueuerEngine:
    """`url` as libpq reads it. Needs the extra `postgres`."""

    def __init__(self, *, url: str, due: DueTable, clock: SteadyClock, poll: float = 5.0) -> None:
        from pgqueuer.domain.settings import db_settings

        self._url, self._due, self._clock, self._poll = url, due, clock, poll
        self._queue = db_settings().queue_table
        self._enqueue: Callable[[Connection, Sequence[Wake]], None] = self._enqueuing()

    async def prepare(self) -> None:
        """PgQueuer's own tables, made or brought up to date."""
        async with await self._connect() as connection:
            await connection.execute("SELECT pg_advisory_lock(%s)", (_PREPARED,))
            queries = _queries(connection)
            if await queries.schema_is_installed():
                await queries.upgrade()
            else:
                await queries.install()

    def arm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        if wakes:
            self._enqueue(connection, wakes)

    def disarm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        if wakes:
            _raw(connection, _DISARM.format(queue=self._queue), [_key(wake) for wake in wakes])

    def nudge(self) -> None:
        """Every change of a follow-up arms by itself."""

    async def run(self, ring: Ring) -> None:
        while True:
            try:
                await self._work(Gathered(ring))
            except Exception:
                # The database was restarted or is away: the queue is there again when it is.
                log.exception("the queue is not there; trying again")
            await asyncio.sleep(min(2.0, self._poll))

    async def health(self) -> Health:
        now = self._clock.now()
        count, since = await self._due.backlog(now)
        async with await self._connect() as connection:
            [row] = await _queries(connection).driver.fetch(_DEAD.format(queue=self._queue))
        oldest = (now - since).total_seconds() if since else 0.0
        return Health(engine="pgqueuer", backlog=count, oldest=oldest, dead=cast(int, row["dead"]))

    async def _work(self, ring: Ring) -> None:
        async with await self._connect() as connection:
            manager = _manager(_queries(connection), ring)
            taking = manager.run(
                dequeue_timeout=timedelta(seconds=self._poll),
                batch_size=_AT_ONCE,
                max_concurrent_tasks=2 * _AT_ONCE,
                shutdown_on_listener_failure=True,
            )
            await _all_or_none(taking, self._sweep(ring), stop=manager.shutdown.set)

    async def _sweep(self, ring: Ring) -> None:
        """What is due without a job rings; what is due soon gets one."""
        while True:
            for lane in LANES:
                await ring(lane)
            await self._due.change(self._arm_what_is_soon)
            await asyncio.sleep(self._poll)

    def _arm_what_is_soon(self, connection: Connection) -> None:
        until = micros(self._clock.now() + _SOON)
        rows = _raw(connection, _UNARMED.format(queue=self._queue), until)
        self.arm(connection, [Wake(*row) for row in rows])

    def _enqueuing(self) -> Callable[[Connection, Sequence[Wake]], None]:
        from pgqueuer.adapters.persistence.qb import QueryQueueBuilder

        statement = QueryQueueBuilder().build_enqueue_query("skip")

        def enqueue(connection: Connection, wakes: Sequence[Wake]) -> None:
            lanes = [lane_of(wake.kind) for wake in wakes]
            names = [wake.follow_up_id.encode() for wake in wakes]
            keys, count = [_key(wake) for wake in wakes], len(wakes)
            waits = [self._wait(wake) for wake in wakes]
            _raw(connection, statement, [0] * count, lanes, names, waits, keys, ["{}"] * count)

        return enqueue

    def _wait(self, wake: Wake) -> timedelta:
        """How long on the machine's clock. One that stands still never comes there; the sweeper looks."""
        seconds = self._clock.seconds_until(moment(wake.at_us))
        return timedelta(days=36_500) if seconds is None else timedelta(seconds=min(seconds, 3e9))

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        import psycopg

        return await psycopg.AsyncConnection.connect(self._url, autocommit=True)


def _queries(connection: psycopg.AsyncConnection[Any]) -> Queries:
    from pgqueuer.queries import Queries

    return Queries.from_psycopg_connection(connection)


def _manager(queries: Queries, ring: Ring) -> QueueManager:
    from pgqueuer.core.qm import QueueManager

    manager = QueueManager(queries)
    for lane in LANES:
        manager.entrypoint(lane, on_failure="hold")(_handler(ring, lane))
    return manager


def _handler(ring: Ring, lane: str) -> Callable[[Any], Awaitable[None]]:
    async def look(job: Any) -> None:
        """Whatever this job was for, it is among what is due, or it is not due any more."""
        await ring(lane)

    return look


def _key(wake: Wake) -> str:
    return f"{wake.follow_up_id}:{wake.at_us}:{wake.version}"


def _raw(connection: Connection, statement: str, *values: Any) -> list[Any]:
    """On the driver's connection of this very transaction: PgQueuer counts its parameters the server's way."""
    from psycopg import RawCursor

    with RawCursor(connection.connection.driver_connection) as cursor:  # type: ignore[arg-type]
        cursor.execute(cast(Any, statement), values)
        return cursor.fetchall() if cursor.description else []


async def _all_or_none(*works: Awaitable[None], stop: Callable[[], None]) -> None:
    """Until the first of them ends or breaks; the others are ended then."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop()
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    for broken in done:
        if isinstance(broken, Exception):
            raise broken

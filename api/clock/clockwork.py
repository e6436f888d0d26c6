"""Puts the clock together: which engine, who rings, and how screens hear of what other processes rang."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from api.background import in_background
from api.clock.embedded import Embedded
from api.clock.pgqueuer_engine import PgQueuerEngine
from api.clock.ringer import Ringer
from api.clock.tail import Tail
from api.clock.time import SteadyClock
from api.delivery.courier import Courier
from api.events import Hub
from api.metrics import Metrics
from api.settings import Settings
from assistant.errors import StewardError
from assistant.types import Delivery
from memory import SqlStore
from memory.wakes import libpq_url


class NeedsPostgres(StewardError):
    """STEWARD_CLOCK=pgqueuer needs STEWARD_DATABASE_URL=postgresql://... and the extra `postgres`."""

    code = "needs_postgres"
    zh = "STEWARD_CLOCK=pgqueuer 需要 STEWARD_DATABASE_URL=postgresql://…，并安装附加包 postgres。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clockwork:
    """`shared`: workers ring, in processes of their own; whoever serves only shows."""

    engine: Embedded | PgQueuerEngine
    store: SqlStore
    clock: SteadyClock
    hub: Hub
    shared: str | None

    @classmethod
    async def open(cls, settings: Settings, store: SqlStore, clock: SteadyClock, hub: Hub) -> Clockwork:
        """The engine that the settings ask for, told of every change from now on. Raises NeedsPostgres."""
        engine: Embedded | PgQueuerEngine
        url = None
        if settings.clock == "pgqueuer":
            url = _libpq(settings.database_url)
            try:
                engine = PgQueuerEngine(url=url, due=store.due, clock=clock)
            except ImportError as error:
                raise NeedsPostgres from error
            await engine.prepare()
        else:
            engine = Embedded(due=store.due, clock=clock)
        store.due.wakes = engine
        return cls(engine=engine, store=store, clock=clock, hub=hub, shared=url)

    async def start(
        self,
        courier: Courier,
        deliver: Callable[[Sequence[Delivery]], None],
        stack: AsyncExitStack,
        *,
        metrics: Metrics,
        working: bool = False,
    ) -> None:
        """Ring what is due and hand it on, here or in the workers."""
        metrics.health = self.engine.health
        if self.shared is not None:
            tail = Tail(url=self.shared, due=self.store.due, hub=self.hub, metrics=metrics, take=not working)
            in_background(tail.run(), "steward-tail", stack)
        if self.shared is None or working:
            await courier.start(among_others=working)
            stack.push_async_callback(courier.stop)
            ringer = Ringer(due=self.store.due, clock=self.clock, deliver=deliver, settled=courier.settled)
            in_background(self.engine.run(ringer.ring), "steward-clock", stack)

    async def is_overdue(self) -> bool:
        """Whether this start finds something that should have rung already."""
        count, _ = await self.store.due.backlog(self.clock.now())
        return count > 0


def _libpq(url: str | None) -> str:
    """As PostgreSQL's own library reads it. Raises NeedsPostgres."""
    if not url or not url.startswith("postgres"):
        raise NeedsPostgres
    return libpq_url(url)

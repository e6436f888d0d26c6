"""Puts the parts together: store, clock, tools, planners, ears, doors. Start reading here to see who knows whom."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from fastapi import FastAPI

from api.auth import SignIn
from api.background import in_background
from api.clock.clockwork import Clockwork
from api.clock.time import SteadyClock, machine_now, open_clock
from api.day import Day
from api.delivery.courier import Courier
from api.doors import ALL as DOORS
from api.doors.health import own_version
from api.ears import LateEars
from api.errors import SafetyNet, install_error_handlers
from api.events import Hub
from api.guard import Guard
from api.idempotency import Idempotency
from api.initiative.grants import grants_of
from api.initiative.keeping import CalendarKeeper
from api.initiative.waiting import house
from api.metrics import Counted, Metrics
from api.mouth import LateMouth
from api.parts import Parts
from api.planners import close, planners_of, warm
from api.reconciling import Reconciling
from api.settings import Settings, plugin_values
from api.turns import Turns
from api.welcome import welcome
from assistant.desk import Desk
from assistant.embedder import packaged_embedder
from assistant.plugin import Plugin
from assistant.ports import Planner
from assistant.reconciling import Reconciler
from assistant.types import Delivery, Say
from memory import SqlStore, open_store
from tools.discovery import discover
from tools.toolbox import Toolbox

log = logging.getLogger("steward.app")

_AFTER_OVERDUE = 1.5  # seconds in which clients come back and are rung


@dataclass(slots=True)
class Steward:
    """What whoever starts the assistant needs to know about it besides its doors."""

    settings: Settings
    serving: bool = True  # False: one sentence from the command line; nothing rings and nothing is prepared
    working: bool = False  # a worker: rings what is due and opens no door
    hub: Hub = field(default_factory=Hub)
    metrics: Metrics = field(default_factory=Metrics)
    local_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    planners: Sequence[Planner] | None = None  # None: those the settings ask for
    plugins: Sequence[Plugin] = ()  # beside the installed ones
    new_token: str | None = None  # the owner's, when it was made just now
    notices: list[Say] = field(default_factory=list)
    couriers: list[Courier] = field(default_factory=list)  # none before the lifespan began

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await self._open(app, stack)
            yield

    async def _open(self, app: FastAPI, stack: AsyncExitStack) -> None:
        settings = self.settings
        clock = open_clock(settings.data_dir, start=settings.now, speed=settings.clock_speed)
        store = await self._store(clock, stack)
        toolbox = self._toolbox(store, clock)
        planners = planners_of(settings, store, clock.now) if self.planners is None else self.planners
        stack.push_async_callback(close, planners)
        desk = _desk(store, toolbox, planners, clock)
        clockwork = await Clockwork.open(settings, store, clock, self.hub)
        nudge = clockwork.engine.nudge
        turns = Turns(desk, Day(toolbox, desk).after, store=store, hub=self.hub, metrics=self.metrics, nudge=nudge)
        courier = Courier.of(settings, store, clock, turns, self.metrics)
        self.couriers.append(courier)
        app.state.parts = parts = Parts(
            settings=settings,
            clock=clock,
            store=store,
            toolbox=toolbox,
            desk=desk,
            turns=turns,
            ears=LateEars(settings.data_dir / "speech", settings.whisper_model, hub=settings.hub),
            mouth=LateMouth(settings),
            local=_desk(store, toolbox, [p for p in planners if p.name == "local"], clock),
            hub=self.hub,
            metrics=self.metrics,
            courier=courier,
            local_token=self.local_token,
            nudge=nudge,
            reconciling=Reconciling(store, Reconciler(store, toolbox, clock), self.hub, nudge),
        )
        stack.push_async_callback(parts.ears.close)
        stack.push_async_callback(parts.mouth.close)
        if self.working:
            await clockwork.start(courier, self._deliver, stack, metrics=self.metrics, working=True)
        elif self.serving:
            await self._serve(parts, clockwork, planners, stack)
        else:
            parts.ears.start()
        # Unwound first: what is under way is finished while everything it needs is still there.
        stack.push_async_callback(turns.finish, 10.0)
        stack.callback(self.hub.close)

    async def _serve(
        self, parts: Parts, clockwork: Clockwork, planners: Sequence[Planner], stack: AsyncExitStack
    ) -> None:
        overdue = await clockwork.is_overdue()

        async def warm_up() -> None:
            # Loading speech takes all there is: whoever should have been rung long ago comes first.
            await asyncio.sleep(_AFTER_OVERDUE if overdue else 0)
            parts.ears.start()
            parts.mouth.start()
            await warm(planners, parts.toolbox.specs())

        in_background(warm_up(), "steward-warm-up", stack)
        await clockwork.start(parts.courier, self._deliver, stack, metrics=self.metrics)
        parts.reconciling.start()
        stack.push_async_callback(parts.reconciling.stop)
        keeper = CalendarKeeper(
            store=parts.store, toolbox=parts.toolbox, desk=parts.desk, clock=parts.clock, changed=parts.changed
        )
        in_background(keeper.run(), "steward-calendars", stack)

    async def _store(self, clock: SteadyClock, stack: AsyncExitStack) -> SqlStore:
        embedder = packaged_embedder() if self.serving else None
        opened = partial(open_store, self.settings.data_dir, url=self.settings.database_url, embedder=embedder)
        store = await asyncio.to_thread(opened)
        stack.callback(store.close)
        if self.serving:
            # Only the one process that serves may call another's unfinished work unfinished.
            await store.recover(clock.now())
        if store.embedding is not None:
            in_background(store.embedding.run(), "steward-embedding", stack)
        await store.requests.forget_old(machine_now())
        if not self.working:
            self.new_token = await welcome(store.people, self.settings)
        return store

    def _toolbox(self, store: SqlStore, clock: SteadyClock) -> Toolbox:
        found, broken = discover()
        plugins = (*found, house(store, clock), *self.plugins)
        self.notices += [
            Say(zh=f"跳过插件 {b.name}：{b.reason}", en=f"Skipped plugin {b.name}: {b.reason}") for b in broken
        ]
        config = {plugin.name: plugin_values(plugin.name) for plugin in plugins}
        return Toolbox(store=store, plugins=plugins, broken=broken, data_dir=self.settings.data_dir, config=config)

    def _deliver(self, batch: Sequence[Delivery]) -> None:
        self.metrics.rang(batch)
        for courier in self.couriers:
            courier.take(batch)
        self.hub.ring(batch)


def _desk(store: SqlStore, toolbox: Toolbox, planners: Sequence[Planner], clock: SteadyClock) -> Desk:
    return Desk(store=store, toolbox=toolbox, planners=planners, clock=clock, grants=grants_of)


def build(settings: Settings, *, serving: bool = True, working: bool = False) -> tuple[FastAPI, Steward]:
    """The whole application; nothing is opened before its lifespan begins."""
    steward = Steward(settings=settings, serving=serving, working=working)
    app = FastAPI(
        title="Steward",
        version=own_version(),
        description="A personal assistant that plans, asks, acts, remembers and comes back when something is due.",
        lifespan=steward.lifespan,
        redirect_slashes=False,
        # Their pages load scripts from elsewhere, which nothing here does. The document itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
    )
    app.state.language = settings.home_language
    install_error_handlers(app)
    for router in DOORS:
        app.include_router(router)
    # The last one added is met first.
    app.add_middleware(Idempotency)
    app.add_middleware(SignIn)
    app.add_middleware(SafetyNet)
    app.add_middleware(Guard, names=settings.allowed_hosts.split(","))
    app.add_middleware(Counted, metrics=steward.metrics)
    return app, steward

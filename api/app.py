"""Puts the parts together: store, clock, tools, planners, ears, doors. Start reading here to see who knows whom."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import SignIn
from api.clock.time import open_clock
from api.clock.wake import Waker
from api.doors import actions, approvals, conversations, events, follow_ups, health, memory, openai, page, people
from api.doors import session, tools, turns
from api.errors import SafetyNet, install_error_handlers, route_of
from api.events import Hub, Notice
from api.guard import Guard
from api.idempotency import Idempotency
from api.metrics import Metrics
from api.parts import Parts
from api.settings import Settings
from api.turns import Turns
from api.wire import delivery_shape
from assistant.desk import Desk
from assistant.types import Delivery, Say

log = logging.getLogger("steward.app")

_DOORS = (
    turns,
    approvals,
    actions,
    follow_ups,
    memory,
    conversations,
    events,
    people,
    session,
    tools,
    health,
    openai,
    page,
)


@dataclass(slots=True)
class Steward:
    """What `steward serve` needs to know about the running assistant besides its doors."""

    settings: Settings
    ringing: bool = True  # False: another process rings; here one only talks
    hub: Hub = field(default_factory=Hub)
    local_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    new_token: str | None = None  # the owner's, when it was made just now
    notices: list[Say] = field(default_factory=list)
    failure: Say | None = None
    _ready: list[Callable[[], None]] = field(default_factory=list)

    def on_ready(self, tell: Callable[[], None]) -> None:
        self._ready.append(tell)

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        async with self._opened(app):
            for tell in self._ready:
                tell()
            yield

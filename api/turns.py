"""Turns as the doors run them: each goes on to its end whoever hangs up, and every open screen hears of it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from time import perf_counter

from api.events import Hub, Notice
from api.metrics import Metrics
from api.wire import Shape, approval_shape, event_shape, wire
from assistant.desk import Desk
from assistant.events import Asked, Failed, Said, TurnEvent
from assistant.ports import Clock, Store
from assistant.types import Reply, Turn

log = logging.getLogger("steward.turns")

_SPACE = uuid.UUID("5b0c9f0e-7c1b-4a53-9a6e-0f5b7f0c2d11")


def stable_id(*parts: str) -> str:
    """The same id for the same wish, so that a retry after a crash meets what the first try left behind."""
    return str(uuid.uuid5(_SPACE, "\n".join(parts)))


@dataclass(slots=True)
class Running:
    """A turn under way: its events as they come, and its whole shape at the end."""

    turn: Turn
    whole: asyncio.Future[Shape]
    queue: asyncio.Queue[TurnEvent | None] = field(default_factory=asyncio.Queue)

    async def events(self) -> AsyncIterator[TurnEvent]:
        while (event := await self.queue.get()) is not None:
            yield event


class Turns:
    def __init__(
        self, *, desk: Desk, store: Store, clock: Clock, hub: Hub, metrics: Metrics, nudge: Callable[[], None]
    ) -> None:
        self.desk = desk
        self._store, self._clock, self._hub, self._metrics, self._nudge = store, clock, hub, metrics, nudge
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, turn: Turn, stream: AsyncIterator[TurnEvent], *, heard: bool = True) -> Running:
        running = Running(turn=turn, whole=asyncio.get_running_loop().create_future())
        task = asyncio.create_task(self._run(running, stream, heard), name=f"door {turn.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return running

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most that long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def _run(self, running: Running, stream: AsyncIterator[TurnEvent], heard: bool) -> None:
        events, begun = [], perf_counter()
        try:
            async for event in stream:
                events.append(event)
                running.queue.put_nowait(event)
            shape = await self._shape(running.turn, events, heard)
        except BaseException as error:
            running.whole.set_exception(error)
            # Somebody may have hung up already: then nobody asks for the outcome, and that is fine.
            running.whole.exception()
            if not isinstance(error, Exception):
                raise
        else:
            running.whole.set_result(shape)
            self._metrics.turns.observe(perf_counter() - begun)
            self._tell(running.turn, events, shape)
        finally:
            running.queue.put_nowait(None)

    async def _shape(self, turn: Turn, events: list[TurnEvent], heard: bool) -> Shape:
        pending = await self._store.read(turn.user.id, lambda tx: tx.pending(turn.conversation, turn.now))
        return {
            "turn_id": turn.id,
            "conversation_id": turn.conversation,
            "heard": turn.utterance.text if heard else None,
            "reply": wire(_reply(turn, events)),
            "events": [event_shape(event) for event in events],
            "pending": approval_shape(pending) if pending else None,
        }

    def _tell(self, turn: Turn, events: list[TurnEvent], shape: Shape) -> None:
        self._nudge()
        self._hub.publish(turn.user.id, Notice(name="follow_ups_changed", data={}))
        for event in events:
            if isinstance(event, Asked) and event.approval is not None:
                self._hub.publish(turn.user.id, Notice(name="approval", data=approval_shape(event.approval)))
        self._hub.publish(turn.user.id, Notice(name="turn", data=shape))


def _reply(turn: Turn, events: list[TurnEvent]) -> Reply:
    """What was said last; a turn that broke before it could speak says what broke."""
    for event in reversed(events):
        if isinstance(event, Said):
            return event.reply
        if isinstance(event, Failed):
            return Reply(text=event.message, language=turn.utterance.language)
    return Reply(text="", language=turn.utterance.language)

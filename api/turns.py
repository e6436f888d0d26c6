"""Turns as the doors run them: each goes on to its end whoever hangs up, and every open screen hears of it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from api.events import Hub, Notice
from api.metrics import Metrics
from api.wire import Shape, approval_shape, event_shape, wire
from assistant.course import Course
from assistant.desk import Desk
from assistant.events import Asked, Failed, Said, TurnEvent
from assistant.ports import Store
from assistant.types import Reply, Turn

log = logging.getLogger("steward.turns")

After = Callable[[Turn, Sequence[TurnEvent]], Awaitable[None]]  # what else has to happen once a turn is over

_SPACE = uuid.UUID("5b0c9f0e-7c1b-4a53-9a6e-0f5b7f0c2d11")


def stable_id(*parts: str) -> str:
    """The same id for the same wish, so that a retry after a crash meets what the first try left behind."""
    return str(uuid.uuid5(_SPACE, "\n".join(parts)))


@dataclass(frozen=True, slots=True)
class Running:
    """A turn under way: its events as they come, and its whole shape at the end."""

    turn: Turn
    course: Course
    shaped: asyncio.Task[Shape]

    @property
    def whole(self) -> asyncio.Future[Shape]:
        """To wait for. Who gives up waiting stops nothing."""
        return asyncio.shield(self.shaped)

    def events(self) -> AsyncIterator[TurnEvent]:
        return self.course.listen()


class Turns:
    def __init__(
        self, desk: Desk, after: After, *, store: Store, hub: Hub, metrics: Metrics, nudge: Callable[[], None]
    ) -> None:
        self.desk, self._after = desk, after
        self._store, self._hub, self._metrics, self._nudge = store, hub, metrics, nudge
        self._tasks: set[asyncio.Task[Shape]] = set()

    def begin(self, turn: Turn, course: Course, *, heard: bool = True) -> Running:
        task = asyncio.create_task(self._finish(turn, course, heard), name=f"door {turn.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return Running(turn, course, task)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most that long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def _finish(self, turn: Turn, course: Course, heard: bool) -> Shape:
        """Wait for its end, and tell every open screen. Raises what the turn ended in."""
        begun = perf_counter()
        events = await course.end()
        await self._after(turn, events)
        shape = await self._shape(turn, events, heard)
        self._metrics.turns.observe(perf_counter() - begun)
        self._tell(turn, events, shape)
        return shape

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

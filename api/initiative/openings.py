"""The lane of its own on which conversations are opened: a thousand briefings at eight delay no alarm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from api.clock.time import SteadyClock
from api.turns import Turns, stable_id
from assistant.errors import StewardError
from assistant.initiative import OPENINGS, topic_name
from assistant.moments import zone
from assistant.types import Delivery, FollowUp, Provenance, Say, Source, ToolCall, Turn, User, Utterance
from memory import SqlStore
from memory.outbox import BEGUN_BY_US, Outbox

log = logging.getLogger("steward.openings")

_WORKERS = 2
_LEFT = timedelta(minutes=2)


class Openings:
    """What is waiting is in the outbox; the queue here only says where to look first."""

    def __init__(
        self, *, store: SqlStore, outbox: Outbox, turns: Turns, clock: SteadyClock, done: Callable[[], None]
    ) -> None:
        self._store, self._outbox, self._turns, self._clock, self._done = store, outbox, turns, clock, done
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []

    async def start(self, *, among_others: bool = False) -> None:
        if not among_others:
            self.take(await self._outbox.unopened())
        self._workers = [asyncio.create_task(self._work(), name=f"steward-opening-{n}") for n in range(_WORKERS)]
        if among_others:
            self._workers.append(asyncio.create_task(self._pick_up(), name="steward-openings-left"))

    async def _pick_up(self) -> None:
        """What a worker took and did not come to, because it was killed."""
        while True:
            try:
                self.take(await self._outbox.unopened(before=self._clock.now() - _LEFT))
            except Exception:
                log.exception("could not look for openings that were left")
            await asyncio.sleep(_LEFT.total_seconds() / 2)

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def take(self, batch: Sequence[Delivery]) -> None:
        for delivery in batch:
            if delivery.kind in BEGUN_BY_US and delivery.state == "queued":
                self._queue.put_nowait(delivery)

    async def _work(self) -> None:
        while True:
            delivery = await self._queue.get()
            try:
                await self.open(delivery)
            except Exception:
                log.exception("an opening broke; its fixed words stand")
                await self._close(delivery, "", None)
            finally:
                self._done()

    async def open(self, delivery: Delivery) -> None:
        """One conversation with the words of this delivery. After a crash it is met again, not begun again."""
        user, row = await self._store.read(
            delivery.user_id, lambda tx: (tx.user(), tx.follow_up(delivery.follow_up_id))
        )
        turn = self._turn(user, delivery)
        if await self._store.read(user.id, lambda tx: tx.turn(turn.id)) is None:
            call = _prepared(row, delivery) if row is not None else None
            stream = self._turns.desk.open(turn, delivery.say, why_of(row, delivery), call)
            shape = await self._turns.begin(turn, stream, heard=False).whole
            await self._close(delivery, turn.conversation, shape["reply"]["text"])
        else:
            await self._close(delivery, turn.conversation, None)

    async def _close(self, delivery: Delivery, conversation: str, text: str | None) -> None:
        try:
            await self._store.transact(delivery.user_id, lambda tx: tx.opened(delivery.id, conversation, text))
        except StewardError:
            log.warning("an opening's user is gone")

    def _turn(self, user: User, delivery: Delivery) -> Turn:
        name = stable_id(user.id, "opening", delivery.slot_id)
        return Turn(
            id=name,
            conversation=name,
            user=user,
            utterance=Utterance(text="", source=Source.SCHEDULE, language=user.language),
            now=self._clock.now().astimezone(zone(user.timezone)),
            may_approve=False,
        )


def _prepared(row: FollowUp, delivery: Delivery) -> ToolCall | None:
    """Each slot is a call of its own: the ledger takes every id once. It was fixed when the follow-up was made."""
    if row.then is None:
        return None
    provenance = row.then.provenance or dict.fromkeys(row.then.arguments, Provenance.TOOL)
    return replace(row.then, id=stable_id("then", delivery.slot_id), provenance=provenance)


def why_of(row: FollowUp | None, delivery: Delivery) -> Say:
    """Why the assistant speaks first."""
    if row is not None and row.key.startswith("routine:"):
        return Say(zh="因为你让我这个时候提这件事。", en="Because you asked me to come up with this now.")
    if delivery.kind not in OPENINGS:
        return Say(zh="因为你让我这个时候做简报。", en="Because you asked for a briefing at this time.")
    if row is not None and row.source_turn is None:
        return Say(zh="因为你设了这个时候来问。", en="Because you set this for now.")
    name = topic_name(row.plugin if row is not None else "core")
    return Say(zh=f"因为我们谈过{name.zh}。", en=f"Because we talked about {name.en}.")

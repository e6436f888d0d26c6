"""The front desk: sentences, answers and direct edits, one after another per conversation; a stop word overtakes."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from assistant import words
from assistant.acts import Acts, Grants, no_grants
from assistant.changes import Change
from assistant.course import Course, Tell
from assistant.errors import NotFound, StewardError
from assistant.events import Failed, Said, TurnEvent
from assistant.opening import run_opening
from assistant.planners.stop import Command, read_command
from assistant.ports import Clock, Planner, Store, Toolbox, Transcript, UnitOfWork
from assistant.talk import Talk
from assistant.turn import Parts, choose_plan, close_turn, run_decision, run_turn
from assistant.types import Action, ActionState, Effect, Fact, Plan, Provenance, Reply, Say, ToolCall, Turn, User
from assistant.undoing import undo_action

log = logging.getLogger(__name__)
_Start = Callable[[], AsyncIterator[TurnEvent]]


class Desk:
    """What the doors call. Every way in ends at the same gate and the same ledger."""

    def __init__(
        self,
        *,
        store: Store,
        toolbox: Toolbox,
        planners: Sequence[Planner],
        clock: Clock,
        grants: Grants = no_grants,
    ) -> None:
        self._store, self._toolbox, self._clock = store, toolbox, clock
        acts = Acts(store=store, toolbox=toolbox, clock=clock, grants=grants)
        self._parts = Parts(store=store, toolbox=toolbox, acts=acts, planners=tuple(planners))
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._running: dict[tuple[str, str], tuple[str, asyncio.Task[None]]] = {}

    def take(self, turn: Turn) -> Course:
        """One turn. It goes on to its end even when nobody listens any more: a lost connection loses nothing."""
        if read_command(turn.utterance.text, pending=False, question=False) is Command.STOP:
            self.stop(turn.user.id, turn.conversation)
        return self._begin(turn, lambda: run_turn(turn, self._parts))

    def decide(self, turn: Turn, approval_id: str, approve: bool) -> Course:
        """A yes or no to a stored question, by its id. Ends in NotFound when this user has no such question."""

        async def work(tell: Tell) -> None:
            approval = await self._store.read(turn.user.id, lambda tx: tx.approval(approval_id))
            if approval is None:
                raise NotFound("There is no such question.", "没有这个确认。")
            await self._work(turn, lambda: run_decision(turn, self._parts, approval, approve), tell)

        return Course(work, name=f"turn {turn.id}")

    def open(self, turn: Turn, say: Say, why: Say, call: ToolCall | None) -> Course:
        """A conversation that the assistant begins. `turn` has Source.SCHEDULE: nothing in it is done unasked."""
        return self._begin(turn, lambda: run_opening(turn, self._parts, say, why, call))

    def stop(self, user_id: str, conversation: str) -> bool:
        """Stop what runs in that conversation now. What already reached outside is still recorded."""
        running = self._running.get((user_id, conversation))
        return running is not None and running[1].cancel()

    def cancel(self, user_id: str, turn_id: str) -> bool:
        """Stop that turn. False when it is not running (or not this user's)."""
        for (owner, _), (running, task) in self._running.items():
            if owner == user_id and running == turn_id:
                return task.cancel()
        return False

    async def plan(self, turn: Turn) -> Plan:
        """What would be done, without doing it; nothing is stored."""

        def look(tx: UnitOfWork) -> tuple[Transcript, tuple[Fact, ...]]:
            transcript = Transcript(
                lines=tx.lines(turn.conversation, 12),
                dialogue=tx.dialogue(turn.conversation),
                pending=tx.pending(turn.conversation, turn.now),
            )
            return transcript, tx.recall(turn.utterance.text, now=turn.now, limit=6)

        transcript, facts = await self._store.read(turn.user.id, look)
        plan, _ = await choose_plan(turn, self._parts, transcript, facts)
        return plan

    async def change(
        self, user: User, name: str, changes: Sequence[Change], *, plugin: str = "core", rule: str = "own_hand"
    ) -> Action:
        """An edit by the user's own hand (a tap, a form), or by a standing wish that `rule` names: same ledger, same
        undo. Raises what the store raises."""
        now, action_id = self._clock.now(), str(uuid.uuid4())
        call = ToolCall(id=action_id, tool=name, arguments={}, provenance={"*": Provenance.USER})

        def write(tx: UnitOfWork) -> Action:
            tx.put_action(
                Action(
                    id=action_id,
                    user_id=user.id,
                    conversation="",
                    turn_id="",
                    call=call,
                    effect=Effect.CHANGE,
                    state=ActionState.DISPATCHED,
                    at=now,
                    rule=rule,
                )
            )
            done = [tx.apply(c, plugin=plugin, turn_id=None, now=now) for c in changes]
            undo = [c for c in reversed(done) if c is not None]
            return tx.move_action(action_id, ActionState.SUCCEEDED, at=now, undo=undo)

        return await self._store.transact(user.id, write)

    async def undo(self, user: User, action_id: str, now: datetime | None = None) -> Action:
        """Take back a CHANGE. Raises NotFound, NotUndoable."""
        moment = now or self._clock.now()
        return await self._store.transact(user.id, lambda tx: undo_action(tx, action_id, now=moment))

    def _begin(self, turn: Turn, start: _Start) -> Course:
        return Course(lambda tell: self._work(turn, start, tell), name=f"turn {turn.id}")

    async def _work(self, turn: Turn, start: _Start, tell: Tell) -> None:
        try:
            async with self._alone(turn):
                await self._run(turn, start, tell)
        except asyncio.CancelledError:
            tell(Failed(code="cancelled", message=words.STOPPED.to(turn.utterance.language)))

    async def _run(self, turn: Turn, start: _Start, tell: Tell) -> None:
        said = False
        try:
            async for event in start():
                said = said or isinstance(event, Said)
                tell(event)
        except asyncio.CancelledError:
            if not said:
                await self._close_early(turn, tell, "cancelled", words.STOPPED)
            raise
        except StewardError as error:
            await self._close_early(turn, tell, error.code, error.say)
        except Exception:
            incident = uuid.uuid4().hex[:8]
            log.exception("turn broke", extra={"incident": incident})
            await self._close_early(turn, tell, "internal", words.TOOL_BROKE)

    async def _close_early(self, turn: Turn, tell: Tell, code: str, say: Say) -> None:
        """End a broken or stopped turn with honest words, stored like any others where storing still works."""
        failed = Failed(code=code, message=say.to(turn.utterance.language))
        tell(failed)
        try:
            before = await self._store.read(turn.user.id, lambda tx: tx.dialogue(turn.conversation))
            talk = Talk(turn=turn, before=before)
            talk.say(say)
            async for event in close_turn(turn, self._parts, talk, [failed]):
                tell(event)
        except StewardError:
            tell(Said(reply=Reply(text=failed.message, language=turn.utterance.language)))

    @asynccontextmanager
    async def _alone(self, turn: Turn) -> AsyncIterator[None]:
        """Turns of one conversation run one after another, in the order they came."""
        key = (turn.user.id, turn.conversation)
        self._waiting[key] += 1
        try:
            async with self._locks[key]:
                task = asyncio.current_task()
                assert task is not None
                self._running[key] = (turn.id, task)
                try:
                    yield
                finally:
                    del self._running[key]
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

"""One call on its way through the gate and the ledger: row first, then the tool, then the outcome, all or nothing."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from assistant import words
from assistant.approvals import approval_digest, ask
from assistant.changes import Change
from assistant.errors import EffectUnknown, StewardError
from assistant.events import Asked, Failed, ToolFinished, ToolStarted, TurnEvent
from assistant.gate import Decision, Grant, Verdict, judge
from assistant.ports import Clock, Store, Toolbox, UnitOfWork
from assistant.results import ToolResult
from assistant.talk import Talk
from assistant.types import (
    Action,
    ActionState,
    Approval,
    ApprovalState,
    Effect,
    Reason,
    Say,
    Terms,
    ToolCall,
    ToolSpec,
    Turn,
)

log = logging.getLogger(__name__)
Grants = Callable[[UnitOfWork], Sequence[Grant]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One call with all that was decided about it."""

    call: ToolCall
    spec: ToolSpec
    terms: Terms | None
    verdict: Verdict
    why: Sequence[Reason] = ()

    def row(self, turn: Turn, state: ActionState) -> Action:
        return _row(self.call, turn, self.verdict, self.why, state, self.terms)


def no_grants(_: UnitOfWork) -> Sequence[Grant]:
    return ()


@dataclass(frozen=True, slots=True)
class Acts:
    """The only place from which a tool is run."""

    store: Store
    toolbox: Toolbox
    clock: Clock
    grants: Grants = no_grants

    async def perform(self, call: ToolCall, talk: Talk, why: Sequence[Reason] = ()) -> AsyncIterator[TurnEvent]:
        """Take one planned call to its end: run, asked, or refused."""
        turn, spec = talk.turn, self.toolbox.spec(call.tool)
        try:
            if spec is None:
                verdict = judge(call, None, turn)
                terms = None
            else:
                call = self.toolbox.check(call, turn.user)
                terms = await self.toolbox.quote(call, turn)
                verdict = await self._judge(call, spec, turn, terms)
        except StewardError as error:
            yield self._refused(call, talk, error)
            return
        if spec is None or verdict.decision is Decision.DENY:
            row = _row(call, turn, verdict, why, ActionState.CANCELLED)
            await self.store.transact(turn.user.id, lambda tx: tx.put_action(row))
            talk.say(words.DENIED)
            yield Failed(code="denied", message=words.DENIED.to(turn.utterance.language))
            return
        step = Step(call=call, spec=spec, terms=terms, verdict=verdict, why=why)
        if verdict.decision is Decision.ASK:
            yield await self._ask(step, talk)
            return
        if verdict.effect is not Effect.READ:
            await self.store.transact(turn.user.id, lambda tx: tx.put_action(step.row(turn, ActionState.DISPATCHED)))
        async for event in self._run(step, talk):
            yield event

    async def resume(self, approval: Approval, talk: Talk) -> AsyncIterator[TurnEvent]:
        """A yes to this approval: look at the terms once more, then do exactly that; other terms are asked anew."""
        turn, call = talk.turn, approval.call
        spec = self.toolbox.spec(call.tool)
        try:
            if spec is None:
                raise EffectUnknown("That tool is no longer there.", "这个功能已经不在了。", code="unknown_tool")
            call = self.toolbox.check(call, turn.user)
            terms = await self.toolbox.quote(call, turn) or _plain_terms(call, spec)
        except StewardError as error:
            await self._move(turn, call.id, ActionState.FAILED, error=error.code)
            yield self._refused(call, talk, error)
            return
        if approval_digest(call, terms) != approval.digest:
            await self._move(turn, call.id, ActionState.CANCELLED, error="terms_changed")
            talk.say(words.TERMS_CHANGED)
            verdict = Verdict(decision=Decision.ASK, effect=Effect.COMMIT, rule="terms_changed")
            again = replace(call, id=str(uuid.uuid4()))
            yield await self._ask(Step(call=again, spec=spec, terms=terms, verdict=verdict), talk)
            return
        verdict = Verdict(decision=Decision.RUN, effect=judge(call, spec, turn, terms=terms).effect, rule="approved")
        await self._move(turn, call.id, ActionState.DISPATCHED)
        async for event in self._run(Step(call=call, spec=spec, terms=terms, verdict=verdict), talk):
            yield event

    async def _judge(self, call: ToolCall, spec: ToolSpec, turn: Turn, terms: Terms | None) -> Verdict:
        if spec.effect is Effect.READ and terms is None:
            return judge(call, spec, turn)
        grants = await self.store.read(turn.user.id, self.grants)
        return judge(call, spec, turn, terms=terms, grants=grants)

    def _refused(self, call: ToolCall, talk: Talk, error: StewardError) -> TurnEvent:
        """An expected failure before anything ran: said, and left for a planner to see."""
        talk.note(call, ToolResult(say=error.say, error=error.code), reads_untrusted=False)
        talk.say(error.say)
        return Failed(code=error.code, message=error.say.to(talk.turn.utterance.language))

    async def _ask(self, step: Step, talk: Talk) -> TurnEvent:
        turn = talk.turn
        approval = ask(step.call, step.terms or _plain_terms(step.call, step.spec), turn, str(uuid.uuid4()))

        def write(tx: UnitOfWork) -> None:
            # A newer question replaces the older one: two open questions cannot share one "yes".
            if old := tx.pending(turn.conversation, turn.now):
                tx.decide(old.id, ApprovalState.VOID, by="replaced", now=turn.now)
                tx.move_action(old.call.id, ActionState.CANCELLED, at=turn.now, error="replaced")
            tx.put_action(step.row(turn, ActionState.PROPOSED))
            tx.put_approval(approval)

        await self.store.transact(turn.user.id, write)
        talk.approval = approval
        talk.calls.append(step.call)
        return Asked(question=talk.say(approval.question), approval=approval)

    async def _run(self, step: Step, talk: Talk) -> AsyncIterator[TurnEvent]:
        call, effect = step.call, step.verdict.effect
        yield ToolStarted(id=call.id, tool=call.tool, arguments=call.arguments, effect=effect)
        work = asyncio.ensure_future(self._dispatch(step, talk.turn))
        try:
            result, state = await asyncio.shield(work)
        except asyncio.CancelledError:
            # What already reached outside cannot be called back: its outcome is still recorded.
            if effect is not Effect.COMMIT:
                work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise
        talk.note(call, result, reads_untrusted=step.spec.reads_untrusted)
        talk.calls.append(call)
        if effect is not Effect.READ and state is ActionState.SUCCEEDED:
            talk.actions.append(call.id)
        talk.steps.append({"tool": call.tool, "effect": effect.value, "state": state.value, "rule": step.verdict.rule})
        said = talk.say(result.say)
        if result.question is not None:
            said += talk.say(result.question.text)
            # The answer completes this very call; it gets an id of its own, for this one is in the ledger already.
            again = replace(call, id=str(uuid.uuid4()))
            talk.question = replace(result.question, call=result.question.call or again)
        yield ToolFinished(
            id=call.id, tool=call.tool, ok=result.error is None, say=said, error=result.error, data=result.data
        )

    async def _dispatch(self, step: Step, turn: Turn) -> tuple[ToolResult, ActionState]:
        """Run the tool and record what came of it. A broken tool is our bug: logged, and honest about the effect."""
        effect = step.verdict.effect
        try:
            result = await self.toolbox.run(step.call, turn, step.terms)
            state = _state_of(result, effect)
        except EffectUnknown as error:
            result, state = ToolResult(say=error.say, error=error.code), ActionState.UNKNOWN
        except StewardError as error:
            result, state = ToolResult(say=error.say, error=error.code), ActionState.FAILED
        except Exception:
            log.exception("running %s broke outside the tool", step.call.tool)
            result, state = _broken(effect)
        except asyncio.CancelledError:
            stopped = ToolResult(error="cancelled")
            await self.store.transact(
                turn.user.id, lambda tx: self._settle(tx, step, turn, stopped, ActionState.CANCELLED)
            )
            raise
        if state is ActionState.UNKNOWN and result.error is None:
            unknown = EffectUnknown()
            result = replace(result, say=unknown.say, error=unknown.code)
        try:
            await self.store.transact(turn.user.id, lambda tx: self._settle(tx, step, turn, result, state))
        except StewardError as error:
            result, state = _without_changes(result, effect, error)
            await self.store.transact(turn.user.id, lambda tx: self._settle(tx, step, turn, result, state))
        return result, state

    def _settle(self, tx: UnitOfWork, step: Step, turn: Turn, result: ToolResult, state: ActionState) -> None:
        """Outcome, receipt, undo, facts and follow-ups in one transaction."""
        now, call, effect = self.clock.now(), step.call, step.verdict.effect
        if effect is Effect.READ:
            tx.put_action(replace(step.row(turn, state), error=result.error))
            return
        undo: list[Change] = []
        if state is ActionState.SUCCEEDED:
            for change in result.changes:
                inverse = tx.apply(change, plugin=call.tool.partition("__")[0], turn_id=turn.id, now=now)
                if inverse is not None:
                    undo.insert(0, inverse)
        kept = undo if effect is Effect.CHANGE else ()
        tx.move_action(call.id, state, at=now, receipt=result.receipt, error=result.error, undo=kept)

    async def _move(self, turn: Turn, action_id: str, state: ActionState, *, error: str | None = None) -> None:
        now = self.clock.now()
        await self.store.transact(turn.user.id, lambda tx: tx.move_action(action_id, state, at=now, error=error))


def _broken(effect: Effect) -> tuple[ToolResult, ActionState]:
    """Our own bug around a tool: nobody knows what a COMMIT has done by then."""
    if effect is Effect.COMMIT:
        unknown = EffectUnknown()
        return ToolResult(say=unknown.say, error=unknown.code), ActionState.UNKNOWN
    return ToolResult(say=words.TOOL_BROKE, error="tool_broke"), ActionState.FAILED


def _without_changes(result: ToolResult, effect: Effect, error: StewardError) -> tuple[ToolResult, ActionState]:
    """The tool's changes did not fit, so none was made; a receipt must not be lost with them, and it is said."""
    if result.receipt is not None:
        said = (result.say or result.receipt.text) + error.say
        return replace(result, changes=(), say=said), ActionState.SUCCEEDED
    bare = replace(result, changes=(), say=error.say, error=error.code, items=(), cards=())
    return bare, ActionState.UNKNOWN if effect is Effect.COMMIT else ActionState.FAILED


def _state_of(result: ToolResult, effect: Effect) -> ActionState:
    """A COMMIT has succeeded only with the provider's receipt in hand."""
    if result.error is not None:
        return ActionState.FAILED
    if effect is Effect.READ:
        return ActionState.SUCCEEDED
    if result.question is not None:
        return ActionState.CANCELLED
    if effect is Effect.COMMIT and result.receipt is None:
        return ActionState.UNKNOWN
    return ActionState.SUCCEEDED


def _row(
    call: ToolCall,
    turn: Turn,
    verdict: Verdict,
    why: Sequence[Reason],
    state: ActionState,
    terms: Terms | None = None,
) -> Action:
    return Action(
        id=call.id,
        user_id=turn.user.id,
        conversation=turn.conversation,
        turn_id=turn.id,
        call=call,
        effect=verdict.effect,
        state=state,
        at=turn.now,
        why=tuple(why),
        rule=verdict.rule,
        terms=terms,
    )


def _plain_terms(call: ToolCall, spec: ToolSpec) -> Terms:
    """For a call that asks although its tool quotes nothing: its own description and its arguments, word for word."""
    shown = ", ".join(f"{k}={v}" for k, v in sorted(call.arguments.items()))
    title = spec.description.splitlines()[0].rstrip(".") if spec.description else spec.name
    text = f"{title} ({shown})" if shown else title
    return Terms(what=Say(zh=text, en=text), details=dict(call.arguments))

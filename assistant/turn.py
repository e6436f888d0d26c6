"""One turn from words heard to words said: recall, plan, gate, act, plan again, remember. Start reading here."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from assistant import words
from assistant.acts import Acts
from assistant.codec import plain
from assistant.errors import PlannerUnavailable, StewardError
from assistant.events import Failed, Heard, Said, SayDelta, Thinking, ToolFinished, TurnEvent
from assistant.planners.alarm import alarm
from assistant.planners.aloud import OnDelta, aloud, plan_with
from assistant.planners.stop import Command, read_command
from assistant.ports import Dialogue, Planner, Store, Toolbox, Transcript, UnitOfWork
from assistant.talk import Talk
from assistant.types import ActionState, Approval, ApprovalState, Fact, Plan, Say, ToolCall, Turn
from assistant.undoing import undo_action

MAX_STEPS = 6  # rounds of plan and act in one turn
MAX_CALLS = 12  # calls in one turn, over all rounds
SURE = 0.5  # below this a plan is kept in reserve while a later planner is asked


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a turn needs, handed in."""

    store: Store
    toolbox: Toolbox
    acts: Acts
    planners: Sequence[Planner]
    on_delta: Callable[[str], None] | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Opening:
    """What was there when the sentence arrived."""

    transcript: Transcript
    facts: tuple[Fact, ...] = ()


async def run_turn(turn: Turn, parts: Parts) -> AsyncIterator[TurnEvent]:
    """Say, ask or do what the utterance wants. The last event is Said; Failed events before it name what went wrong."""
    utterance = turn.utterance
    yield Heard(
        turn_id=turn.id,
        conversation_id=turn.conversation,
        text=utterance.text,
        language=utterance.language,
        source=utterance.source.value,
    )
    opening = await parts.store.transact(turn.user.id, lambda tx: _open(tx, turn))
    talk = Talk(turn=turn, before=opening.transcript.dialogue)
    events: list[TurnEvent] = []
    async for event in _answer(turn, parts, opening, talk):
        events.append(event)
        yield event
    async for event in close_turn(turn, parts, talk, events):
        yield event


async def run_decision(turn: Turn, parts: Parts, approval: Approval, approve: bool) -> AsyncIterator[TurnEvent]:
    """A yes or no by button: the same way as a spoken one, as a turn of its own."""
    opening = await parts.store.transact(turn.user.id, lambda tx: _open(tx, turn))
    talk = Talk(turn=turn, before=opening.transcript.dialogue)
    events: list[TurnEvent] = []
    async for event in _decide(turn, parts, talk, approval, approve):
        events.append(event)
        yield event
    async for event in close_turn(turn, parts, talk, events):
        yield event


async def close_turn(turn: Turn, parts: Parts, talk: Talk, events: Sequence[TurnEvent]) -> AsyncIterator[TurnEvent]:
    """Store the reply before it is shown: what the user was told is what the history says."""
    reply = talk.reply()
    log = [{"type": e.type, **plain(e)} for e in events if not isinstance(e, SayDelta)]
    await parts.store.transact(turn.user.id, lambda tx: tx.close_turn(turn, reply, talk.dialogue(reply), log))
    yield Said(reply=reply)


def _open(tx: UnitOfWork, turn: Turn) -> Opening:
    lines = tx.lines(turn.conversation, 12)
    tx.open_turn(turn)
    transcript = Transcript(
        lines=lines, dialogue=tx.dialogue(turn.conversation), pending=tx.pending(turn.conversation, turn.now)
    )
    facts = tx.recall(turn.utterance.text, now=turn.now, limit=6) if turn.utterance.text.strip() else ()
    return Opening(transcript=transcript, facts=facts)


async def _answer(turn: Turn, parts: Parts, opening: Opening, talk: Talk) -> AsyncIterator[TurnEvent]:
    transcript = opening.transcript
    if not turn.utterance.text.strip():
        yield SayDelta(text=talk.say(words.HEARD_NOTHING))
        return
    question = transcript.dialogue.question
    offered = question is not None and question.parameter is None and question.call is not None
    command = read_command(
        turn.utterance.text, pending=transcript.pending is not None or offered, question=question is not None
    )
    if command in (Command.YES, Command.NO) and _is_an_answer(transcript, parts):
        command = None
    waits = transcript.pending is not None or transcript.dialogue.question is not None
    if command is None:
        steps = _plan_and_act(turn, parts, opening, talk, words.NOT_UNDERSTOOD)
    elif command is Command.CANCEL and not waits:
        # "Cancel that" with nothing waiting means the alarm just set: a planner knows what was named.
        steps = _plan_and_act(turn, parts, opening, talk, words.NOTHING_TO_CANCEL)
    else:
        steps = _obey(command, turn, parts, transcript, talk)
    async for event in steps:
        yield event
    if not talk.words:
        yield SayDelta(text=talk.say(words.DONE))


def _is_an_answer(transcript: Transcript, parts: Parts) -> bool:
    """Whether "no" answers what was asked in words ("Do you have a fever?") and does not call it off."""
    question = transcript.dialogue.question
    if transcript.pending is not None or question is None or question.call is None or question.parameter is None:
        return False
    spec = parts.toolbox.spec(question.call.tool)
    asked = spec.parameter(question.parameter) if spec else None
    return asked is not None and asked.slot == "text"


async def _plan_and_act(  # noqa: PLR0912 - the loop of a turn reads best in one piece
    turn: Turn, parts: Parts, opening: Opening, talk: Talk, otherwise: Say
) -> AsyncIterator[TurnEvent]:
    """Round after round of plan and act; `otherwise` is said when no planner wants the sentence."""
    transcript, calls = opening.transcript, 0
    for _ in range(MAX_STEPS):
        thought = Thought()
        async for event in _think(turn, parts, transcript, opening.facts, thought):
            yield event
        plan = thought.plan
        if plan.is_empty and not talk.words:
            yield SayDelta(text=talk.say(otherwise))
            if transcript.pending is not None:  # it still waits, and a yes to come must mean exactly this
                talk.approval = transcript.pending
                yield SayDelta(text=talk.say(words.AGAIN_ASK + transcript.pending.question))
        for call in plan.calls:
            calls += 1
            if calls > MAX_CALLS:
                yield Failed(code="too_many_steps", message=words.TOO_MANY_STEPS.to(turn.utterance.language))
                talk.say(words.TOO_MANY_STEPS)
                return
            said = len(talk.words)
            async for event in parts.acts.perform(call, talk, plan.why):
                yield event
                if isinstance(event, ToolFinished) and not plan.made_by_model and event.say:
                    yield SayDelta(text=event.say)
            if plan.made_by_model and talk.approval is None:
                # The model words what its reads found; the tools' own words stand in if it then fails.
                del talk.words[said:]
        async for event in _say_plan(plan, talk, thought.spoken):
            yield event
        if thought.notes and talk.words:
            talk.say(words.MODEL_FELL_BACK)
        if plan.calls and talk.outcomes and (steps := talk.outcomes[-1].result.steps):
            async for event in _walk(steps, turn, parts, opening, talk):
                yield event
            return
        if not plan.made_by_model or not plan.calls or talk.approval is not None:
            return
        transcript = replace(transcript, done=tuple(talk.outcomes))
    talk.say(words.TOO_MANY_STEPS)


@dataclass(slots=True)
class Thought:
    """What thinking came to: the plan, the codes of planners that failed, the words already heard meanwhile."""

    plan: Plan = field(default_factory=lambda: Plan(planner="none"))
    notes: tuple[str, ...] = ()
    spoken: str = ""


async def _think(
    turn: Turn, parts: Parts, transcript: Transcript, facts: Sequence[Fact], thought: Thought
) -> AsyncIterator[TurnEvent]:
    """Choose a plan; the words of a planner that streams are heard as they come."""
    async for part in aloud(partial(choose_plan, turn, parts, transcript, facts)):
        if isinstance(part, str):
            thought.spoken += part
            yield SayDelta(text=part)
        else:
            thought.plan, thought.notes = part
    yield Thinking(planner=thought.plan.planner, why=thought.plan.why)
    for code in thought.notes:
        yield Failed(code=code, message=words.MODEL_FELL_BACK.to(turn.utterance.language))


async def _say_plan(plan: Plan, talk: Talk, spoken: str) -> AsyncIterator[TurnEvent]:
    """What the plan says; `spoken` was already heard while a model was still speaking."""
    if plan.text:
        talk.by_model = True
        rest = talk.say(plan.text).removeprefix(spoken)
        if rest:
            yield SayDelta(text=rest)
    if plan.say is not None:
        yield SayDelta(text=talk.say(plan.say))
    if plan.question is not None and talk.question is None:  # one question at a time: a tool's own goes first
        talk.question = plan.question
        yield SayDelta(text=talk.say(plan.question.text))


async def _walk(
    steps: Sequence[str], turn: Turn, parts: Parts, opening: Opening, talk: Talk
) -> AsyncIterator[TurnEvent]:
    """A routine's sentences, one after another, until one has to ask; what reaches outside still waits for its yes."""
    clean = replace(opening.transcript, dialogue=Dialogue(), pending=None, done=())
    asked = talk.question
    for number, text in enumerate(steps[:MAX_CALLS]):
        said = replace(turn, id=f"{turn.id}.{number}", utterance=replace(turn.utterance, text=text))
        plan, _ = await choose_plan(said, parts, clean, opening.facts)
        if plan.is_empty:
            yield SayDelta(text=talk.say(Say(zh=f"“{text}”我没听懂。", en=f"I did not understand “{text}”.")))
        for call in plan.calls:
            async for event in parts.acts.perform(call, talk, plan.why):
                yield event
                if isinstance(event, ToolFinished) and event.say:
                    yield SayDelta(text=event.say)
        async for event in _say_plan(plan, talk, ""):
            yield event
        if talk.approval is not None or talk.question is not asked:
            if left := len(steps) - number - 1:
                yield SayDelta(text=talk.say(Say(zh=f"后面还有{left}步没做。", en=f"{left} more steps wait.")))
            return


async def choose_plan(
    turn: Turn, parts: Parts, transcript: Transcript, facts: Sequence[Fact], on_delta: OnDelta | None = None
) -> tuple[Plan, tuple[str, ...]]:
    """The first plan a planner is sure of, else the best unsure one; and the codes of planners that failed."""
    if (urgent := alarm(turn, transcript, parts.toolbox)) is not None:
        return urgent, ()
    reserve, failed = Plan(planner="none"), []
    for planner in parts.planners:
        if transcript.done and planner.name == "local":
            continue  # it has had its say; what follows is the model's own plan
        try:
            plan = await plan_with(planner, turn, transcript, facts, parts.toolbox.specs(), on_delta)
        except PlannerUnavailable as error:
            failed.append(error.code)
            continue
        if plan.is_empty:
            reserve = replace(plan, planner=plan.planner) if reserve.is_empty else reserve
        elif plan.confidence >= SURE:
            return plan, tuple(failed)
        elif reserve.is_empty or plan.confidence > reserve.confidence:
            reserve = plan
    if transcript.done and failed and reserve.is_empty:
        reserve = Plan(planner="none", text=None, say=_words_of(transcript))
    return reserve, tuple(failed)


def _words_of(transcript: Transcript) -> Say | None:
    """What the tools themselves said, for when the model that called them falls silent."""
    said = [o.result.say for o in transcript.done if o.result.say is not None]
    if not said:
        return None
    total = said[0]
    for more in said[1:]:
        total = total + more
    return total


async def _obey(
    command: Command, turn: Turn, parts: Parts, transcript: Transcript, talk: Talk
) -> AsyncIterator[TurnEvent]:
    """A word of the closed vocabulary, understood before any planner."""
    yield Thinking(planner="stop")
    pending, dialogue = transcript.pending, transcript.dialogue
    offered = dialogue.question.call if dialogue.question and not dialogue.question.parameter else None
    if command is Command.YES and pending is None and offered is not None:
        async for event in _take_up(offered, turn, parts, transcript, talk):
            yield event
    elif command is Command.YES:
        if pending is None or pending.id != dialogue.asked:
            talk.say(words.NOTHING_ASKED)
            return
        async for event in _decide(turn, parts, talk, pending, True):
            yield event
    elif command in (Command.NO, Command.CANCEL) and pending is not None:
        async for event in _decide(turn, parts, talk, pending, False):
            yield event
    elif command is Command.UNDO:
        async for event in _undo_last(turn, parts, talk):
            yield event
    elif command is Command.REPEAT:
        talk.question = dialogue.question
        talk.say(dialogue.reply.text if dialogue.reply else words.NOTHING_SAID)
    elif command is Command.STOP:
        talk.say(words.STOPPED)
    else:
        talk.say(words.DROPPED)


async def _take_up(
    offered: ToolCall, turn: Turn, parts: Parts, transcript: Transcript, talk: Talk
) -> AsyncIterator[TurnEvent]:
    """What was offered, after a yes to it; a routine goes on to its steps."""
    async for event in parts.acts.perform(replace(offered, id=str(uuid.uuid4())), talk):
        yield event
    if talk.outcomes and (steps := talk.outcomes[-1].result.steps):
        async for event in _walk(steps, turn, parts, Opening(transcript=transcript), talk):
            yield event


async def _decide(turn: Turn, parts: Parts, talk: Talk, approval: Approval, approve: bool) -> AsyncIterator[TurnEvent]:
    if approve and not turn.may_approve:
        talk.approval = approval
        talk.say(words.MAY_NOT_APPROVE)
        yield Failed(code="may_not_approve", message=words.MAY_NOT_APPROVE.to(turn.utterance.language))
        return
    state = ApprovalState.APPROVED if approve else ApprovalState.REJECTED
    by = f"{turn.utterance.source.value}:{turn.id}"
    try:
        used = await parts.store.transact(turn.user.id, lambda tx: decide_row(tx, approval, state, by, turn))
    except StewardError as error:
        talk.say(error.say)
        yield Failed(code=error.code, message=error.say.to(turn.utterance.language))
        return
    if not approve:
        talk.say(words.REJECTED)
        return
    async for event in parts.acts.resume(used, talk):
        yield event


def decide_row(tx: UnitOfWork, approval: Approval, state: ApprovalState, by: str, turn: Turn) -> Approval:
    """Use the approval up and move its action along, in one transaction."""
    used = tx.decide(approval.id, state, by=by, now=turn.now)
    moved = ActionState.APPROVED if state is ApprovalState.APPROVED else ActionState.CANCELLED
    tx.move_action(used.call.id, moved, at=turn.now)
    return used


async def _undo_last(turn: Turn, parts: Parts, talk: Talk) -> AsyncIterator[TurnEvent]:
    def undo(tx: UnitOfWork) -> bool:
        for action_id in reversed(talk.before.actions):
            action = tx.action(action_id)
            if action is not None and not action.undone and tx.undo_of(action_id):
                undo_action(tx, action_id, now=turn.now, turn_id=turn.id)
                return True
        return False

    try:
        done = await parts.store.transact(turn.user.id, undo)
    except StewardError as error:
        yield Failed(code=error.code, message=talk.say(error.say))
        return
    yield SayDelta(text=talk.say(words.UNDONE if done else words.NOTHING_TO_UNDO))

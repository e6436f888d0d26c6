"""When the assistant may speak first: quiet hours, its budget, and what "not now" and "less of this" have taught."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter

from api.auth import Caller, Talker
from api.doors.answers import Key, errors
from api.parts import Parts, Wired
from api.schemas.initiative import FeedbackIn, InitiativeOut, InitiativePatch
from api.wire import Shape, wire
from assistant.errors import InvalidArgument, NotFound
from assistant.initiative import Initiative, Quiet, quiet_until, refusal, topic_name, topic_of
from assistant.types import FollowUpState, Policy
from memory import SqlUnitOfWork

router = APIRouter(tags=["initiative"])
_HOLDS = Policy(quiet_hours=True)


@router.get("/api/initiative", response_model=InitiativeOut, responses=errors())
async def show(parts: Wired, caller: Talker) -> Shape:
    """Quiet hours, the budget with what is used of it today, and each topic with why it is silent, if it is."""
    return _shape(parts, caller, await parts.store.read(caller.id, lambda tx: tx.initiative()))


@router.patch("/api/initiative", response_model=InitiativeOut, responses=errors())
async def change(body: InitiativePatch, parts: Wired, caller: Talker) -> Shape:
    """Change quiet hours or budget; what is not named stays."""
    given = body.model_dump(exclude_unset=True, exclude_none=True)
    hours = given.pop("quiet_hours", {})

    def work(tx: SqlUnitOfWork) -> Initiative:
        before = tx.initiative()
        after = replace(before, quiet=_quiet(before.quiet, hours), **given)
        tx.put_initiative(after)
        return after

    state = await parts.store.transact(caller.id, work)
    parts.nudge()
    return _shape(parts, caller, state)


@router.post("/api/initiative/feedback", response_model=InitiativeOut, responses=errors(404, 409))
async def feedback(body: FeedbackIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Not now, less of this, no, off, on again. One tap turns a whole kind off."""
    now = parts.clock.now()

    def work(tx: SqlUnitOfWork) -> Initiative:
        if body.follow_up_id is None:
            if body.topic is None:
                raise InvalidArgument("Name a follow-up or a topic.", "请说明是哪一条或哪个话题。")
            return tx.teach(body.topic, body.answer, now)
        row = tx.follow_up(body.follow_up_id)
        if row is None:
            raise NotFound
        if row.state in (FollowUpState.DELIVERED, FollowUpState.ESCALATED):
            before = tx.initiative()
            tx.acknowledge(row.id, now)
            tx.put_initiative(before)  # it ends the ring, but it was no "yes, thank you"
        return tx.teach(topic_of(row.plugin, row.kind), body.answer, now)

    state = await parts.store.transact(caller.id, work)
    parts.changed(caller.id)
    return _shape(parts, caller, state)


def _quiet(before: Quiet, hours: Shape) -> Quiet:
    if "exceptions" in hours:
        hours = {**hours, "exceptions": tuple(dict.fromkeys(hours["exceptions"]))}
    return replace(before, **hours)


def _shape(parts: Parts, caller: Caller, state: Initiative) -> Shape:
    now, timezone = parts.now_for(caller.user), caller.user.timezone
    state = state.on(now.date().isoformat())
    until = quiet_until(state, "check_in", _HOLDS, now, timezone)
    return {
        "quiet_hours": {**wire(state.quiet), "until": wire(until)},
        "per_day": state.per_day,
        "per_topic": state.per_topic,
        "used_today": state.used,
        "topics": [
            {
                "topic": topic.name,
                "say": wire(topic_name(topic.name)),
                "off": topic.off,
                "refusals": topic.score,
                "used_today": topic.used,
                "silent": wire(refusal(state, topic.name, now, timezone)),
                "until": wire(topic.until),
            }
            for topic in sorted(state.topics, key=lambda t: t.name)
        ],
    }

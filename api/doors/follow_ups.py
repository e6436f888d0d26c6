"""Alarms, timers and reminders by hand: set, move, cancel, acknowledge, snooze. Same ledger, same undo as by voice."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.auth import Caller, Talker
from api.doors.answers import Key, errors
from api.parts import Parts, Wired
from api.schemas.base import Page, SaySchema
from api.schemas.records import FollowUpIn, FollowUpOut, FollowUpPatch, RecurrenceIn, SnoozeIn
from api.turns import stable_id
from api.wire import Shape, follow_up_shape, page
from assistant.changes import CancelFollowUp, PutFollowUp
from assistant.errors import Conflict, InvalidArgument, NotFound
from assistant.moments import zone
from assistant.ports import UnitOfWork
from assistant.types import FollowUp, FollowUpState, Recurrence, Say

router = APIRouter(tags=["follow-ups"])
_CLOSED = frozenset({FollowUpState.CANCELLED, FollowUpState.ACKNOWLEDGED})
_PAST_IS_FINE = timedelta(minutes=5)
_ON_ITS_WAY = timedelta(hours=12)  # a phone that was without a network sends its wish late: late is better than never


class FollowUpClosed(Conflict):
    """That is already over."""

    code = "follow_up_closed"
    zh = "这一条已经结束了。"


@router.get("/api/follow-ups", response_model=Page[FollowUpOut], responses=errors())
async def list_follow_ups(
    parts: Wired,
    caller: Talker,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
    cursor: Annotated[str | None, Query(max_length=6, pattern=r"^\d{1,6}$")] = None,
    state: Annotated[Literal["open", "all"], Query()] = "open",
) -> Shape:
    """What is coming up, soonest first; `state=all` adds what is over."""
    start = int(cursor or 0)
    rows = await parts.store.read(
        caller.id, lambda tx: tx.follow_ups(open_only=state == "open", limit=start + limit + 1)
    )
    following = str(start + limit) if len(rows) > start + limit else None
    return page([follow_up_shape(row) for row in rows[start : start + limit]], following)


@router.post("/api/follow-ups", status_code=201, response_model=FollowUpOut, responses=errors(404, 409))
async def add(body: FollowUpIn, parts: Wired, caller: Talker, key: Key) -> Shape:
    """Set an alarm, a timer or a reminder by hand."""
    timezone = body.timezone or caller.user.timezone
    due_at = body.due_at.astimezone(zone(timezone))
    _not_long_past(due_at, parts.now_for(caller.user), _ON_ITS_WAY if key else _PAST_IS_FINE)
    make = {"alarm": PutFollowUp.alarm, "reminder": PutFollowUp.reminder}.get(body.kind)
    recurrence, say = _recurrence(body.recurrence), _say(body.say)
    # The same wish retried after a crash lands on the same row.
    name = body.key or (stable_id(caller.id, "follow-up", key) if key else str(uuid.uuid4()))
    if make is not None:
        put = make(key=name, due_at=due_at, say=say, recurrence=recurrence)
    elif recurrence is not None:
        raise InvalidArgument("Only an alarm or a reminder can come back.", "只有闹钟和提醒可以重复。")
    else:
        single = PutFollowUp.timer if body.kind == "timer" else PutFollowUp.check_in
        put = single(key=name, due_at=due_at, say=say)
    return await _write(parts, caller, "alarms", "set", replace(put, timezone=timezone))


@router.patch("/api/follow-ups/{follow_up_id}", response_model=FollowUpOut, responses=errors(404, 409))
async def move(follow_up_id: str, body: FollowUpPatch, parts: Wired, caller: Talker) -> Shape:
    """Change when or what; what is not named stays."""
    row = await _open(parts, caller, follow_up_id)
    timezone = body.timezone or row.timezone
    due_at = (body.due_at or row.due_at).astimezone(zone(timezone))
    if body.due_at is not None:
        _not_long_past(due_at, parts.now_for(caller.user), _PAST_IS_FINE)
    given = body.model_fields_set
    put = replace(
        PutFollowUp.of(row),
        due_at=due_at,
        state=FollowUpState.SCHEDULED,
        snoozes=0,
        timezone=timezone,
        say=_say(body.say) if body.say is not None else row.say,
        recurrence=_recurrence(body.recurrence) if "recurrence" in given else row.recurrence,
    )
    return await _write(parts, caller, row.plugin, "change", put)


@router.delete("/api/follow-ups/{follow_up_id}", status_code=204, responses=errors(404, 409))
async def cancel(follow_up_id: str, parts: Wired, caller: Talker) -> Response:
    """Cancel it; the ledger can take that back."""
    row = await _open(parts, caller, follow_up_id)
    await parts.desk.change(caller.user, f"{row.plugin}__cancel", [CancelFollowUp(id=row.id)], plugin=row.plugin)
    parts.changed(caller.id)
    return Response(status_code=204)


@router.post("/api/follow-ups/{follow_up_id}/ack", response_model=FollowUpOut, responses=errors(404, 409))
async def acknowledge(follow_up_id: str, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Done: it stops ringing. One that comes back stays set for its next time."""
    row = await _find(parts, caller, follow_up_id)
    if row.state is FollowUpState.CANCELLED:
        raise FollowUpClosed
    now = parts.clock.now()
    parts.metrics.states["acknowledged"] += any(delivery.state in ("queued", "sent") for delivery in row.deliveries)
    row = await parts.store.transact(caller.id, lambda tx: tx.acknowledge(follow_up_id, now))
    parts.changed(caller.id)
    return follow_up_shape(row)


@router.post("/api/follow-ups/{follow_up_id}/snooze", response_model=FollowUpOut, responses=errors(404, 409))
async def snooze(follow_up_id: str, parts: Wired, caller: Talker, _: Key, body: SnoozeIn | None = None) -> Shape:
    """Ring again in so many minutes."""
    row = await _open(parts, caller, follow_up_id)
    minutes = (body or SnoozeIn()).minutes
    due_at = parts.clock.now().astimezone(zone(row.timezone)) + timedelta(minutes=minutes)
    put = replace(
        PutFollowUp.of(row),
        due_at=due_at,
        state=FollowUpState.SNOOZED,
        snoozes=row.snoozes + 1,
    )
    return await _write(parts, caller, row.plugin, "snooze", put)


async def _write(parts: Parts, caller: Caller, plugin: str, verb: str, put: PutFollowUp) -> Shape:
    action = await parts.desk.change(caller.user, f"{plugin}__{verb}", [put], plugin=plugin)

    def written(tx: UnitOfWork) -> FollowUp | None:
        # What would undo the change names the row it made or changed.
        inverse = tx.undo_of(action.id)
        named = getattr(inverse[0], "id", None) if inverse else put.id
        return tx.follow_up(named) if named else None

    row = await parts.store.read(caller.id, written)
    parts.changed(caller.id)
    if row is None:
        raise NotFound
    return follow_up_shape(row)


async def _find(parts: Parts, caller: Caller, follow_up_id: str) -> FollowUp:
    row = await parts.store.read(caller.id, lambda tx: tx.follow_up(follow_up_id))
    if row is None:
        raise NotFound("There is no such alarm or reminder.", "没有这个闹钟或提醒。")
    return row


async def _open(parts: Parts, caller: Caller, follow_up_id: str) -> FollowUp:
    row = await _find(parts, caller, follow_up_id)
    if row.state in _CLOSED:
        raise FollowUpClosed
    return row


def _not_long_past(due_at: datetime, now: datetime, fine: timedelta) -> None:
    if due_at < now - fine:
        raise InvalidArgument("That time is already past.", "这个时间已经过了。", code="in_the_past")


def _say(given: SaySchema | str) -> Say:
    return Say(zh=given, en=given) if isinstance(given, str) else Say(zh=given.zh, en=given.en)


def _recurrence(given: RecurrenceIn | str | None) -> Recurrence | None:
    if given is None:
        return None
    if isinstance(given, str):
        return Recurrence(rrule=given)
    return Recurrence(rrule=given.rrule, calendar=given.calendar, exdates=tuple(given.exdates))

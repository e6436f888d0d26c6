"""Standing wishes: "when I am near a pharmacy ...", "if it rains tomorrow ..."."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.auth import Talker
from api.doors.answers import Key, errors
from api.initiative.wishes import PLUGIN
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.initiative import ConditionIn, RuleIn, RuleOut
from api.wire import Shape, page, wire
from assistant.changes import DeleteRecord, PutRecord
from assistant.errors import Conflict, InvalidArgument, NotFound
from assistant.types import Say
from tools.wishes.reading import KIND, MOST, read, row, words

router = APIRouter(tags=["initiative"])


@router.get("/api/rules", response_model=Page[RuleOut], responses=errors())
async def list_rules(parts: Wired, caller: Talker) -> Shape:
    """My standing wishes, with how often each was met."""
    rows = await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))
    return page([rule_shape(row.key, row.data) for row in rows])


@router.post("/api/rules", status_code=201, response_model=RuleOut, responses=errors(409))
async def add_rule(body: RuleIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Keep a standing wish, in words or in parts."""
    when, say = _meant(body)
    if body.expires_at is not None and body.expires_at <= parts.clock.now():
        raise InvalidArgument("That time is already past.", "这个时间已经过了。", code="in_the_past")
    if len(await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))) >= MOST:
        raise Conflict("That are enough wishes; remove one first.", "已经够多了，请先删一条。", code="too_many")
    data = row(when, say, cooldown=body.cooldown_minutes, expires_at=body.expires_at)
    key = secrets.token_hex(8)
    await parts.desk.change(caller.user, "rules__add", [PutRecord(kind=KIND, key=key, data=data)], plugin=PLUGIN)
    return rule_shape(key, data)


@router.delete("/api/rules/{rule_id}", status_code=204, responses=errors(404))
async def remove_rule(rule_id: Annotated[str, Path(max_length=100)], parts: Wired, caller: Talker) -> Response:
    """Not any more."""
    rows = await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))
    if all(row.key != rule_id for row in rows):
        raise NotFound
    await parts.desk.change(caller.user, "rules__remove", [DeleteRecord(kind=KIND, key=rule_id)], plugin=PLUGIN)
    return Response(status_code=204)


def _meant(body: RuleIn) -> tuple[dict[str, Any], Say]:
    if body.when is not None and body.say is not None:
        say = Say(zh=body.say, en=body.say) if isinstance(body.say, str) else Say(zh=body.say.zh, en=body.say.en)
        return _condition(body.when), say
    found = read(body.text) if body.text else None
    if found is None:
        raise InvalidArgument(
            "I cannot watch for that. I can for a kind of place nearby, and for rain.",
            "这个我没法留意。我能留意附近的某类地方，和下雨。",
            code="not_watchable",
        )
    return found[0], Say(zh=found[1], en=found[1])


def _condition(given: ConditionIn) -> dict[str, Any]:
    if (given.near is None) == (given.metric is None) or (given.metric is not None and given.value is None):
        raise InvalidArgument(
            "Name a kind of place, or a number and its limit.",
            "请给出一类地方，或一个数值和界限。",
            code="not_watchable",
        )
    if given.near is not None:
        return {"near": given.near.strip(), "metres": given.metres}
    return {"metric": given.metric, "is": given.is_, "value": given.value}


def rule_shape(key: str, data: Any) -> Shape:
    """A wish as its user sees it."""
    return {
        "id": key,
        "when": {**data["when"], "say": wire(words(data["when"]))},
        "say": data["say"],
        "cooldown_minutes": data["cooldown"],
        "expires_at": data["expires_at"],
        "fired": data["fired"],
        "last_fired_at": data["last"],
    }

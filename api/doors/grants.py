"""Standing yeses: what may be done without asking, up to a price, listed and taken back at any time."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.auth import Approver, Talker
from api.doors.answers import Key, errors
from api.initiative.grants import KIND, PLUGIN, to_data
from api.parts import Wired
from api.schemas.base import Page
from api.schemas.initiative import GrantIn, GrantOut
from api.wire import Shape, page
from assistant.changes import DeleteRecord, PutRecord
from assistant.errors import Conflict, InvalidArgument, NotFound
from assistant.types import Effect

router = APIRouter(tags=["grants"])
_MOST = 50


@router.get("/api/grants", response_model=Page[GrantOut], responses=errors())
async def list_grants(parts: Wired, caller: Talker) -> Shape:
    """What I may do without asking you."""
    rows = await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))
    return page([_shape(row.key, row.data) for row in rows])


@router.post("/api/grants", status_code=201, response_model=GrantOut, responses=errors(404, 409))
async def add_grant(body: GrantIn, parts: Wired, caller: Approver, _: Key) -> Shape:
    """Grant one. Calls from untrusted text and scheduled calls ask all the same."""
    plugin = body.tools.partition("__")[0]
    meant = [s for s in parts.toolbox.specs() if s.name == body.tools or (s.name.startswith(f"{plugin}__"))]
    if not meant or (not body.tools.endswith("*") and body.tools not in {s.name for s in meant}):
        raise NotFound("There is no such tool.", "没有这个功能。", code="unknown_tool")
    if all(spec.effect is not Effect.COMMIT for spec in meant):
        raise InvalidArgument("That never asks anyway.", "这件事本来就不用确认。", code="needs_no_grant")
    if body.expires_at is not None and body.expires_at <= parts.clock.now():
        raise InvalidArgument("That time is already past.", "这个时间已经过了。", code="in_the_past")
    data = to_data(tools=body.tools, max_price=body.max_price, currency=body.currency, expires_at=body.expires_at)
    if len(await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))) >= _MOST:
        raise Conflict("That are enough; take one back first.", "授权已经够多了，请先撤销一条。", code="too_many")
    key = secrets.token_hex(8)
    await parts.desk.change(caller.user, "grants__add", [PutRecord(kind=KIND, key=key, data=data)], plugin=PLUGIN)
    return _shape(key, data)


@router.delete("/api/grants/{grant_id}", status_code=204, responses=errors(404))
async def revoke_grant(grant_id: Annotated[str, Path(max_length=100)], parts: Wired, caller: Talker) -> Response:
    """From now on I ask again."""
    rows = await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))
    if all(row.key != grant_id for row in rows):
        raise NotFound
    await parts.desk.change(caller.user, "grants__revoke", [DeleteRecord(kind=KIND, key=grant_id)], plugin=PLUGIN)
    return Response(status_code=204)


def _shape(key: str, data: Any) -> Shape:
    price = f"{data['max_price']} {data['currency']}"
    return {
        "id": key,
        **data,
        "say": {
            "zh": f"{data['tools']}：每次不超过{price}时不用问",
            "en": f"{data['tools']}: up to {price} without asking",
        },
    }

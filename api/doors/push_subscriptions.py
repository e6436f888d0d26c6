"""Browsers that want to be woken: Web Push subscriptions, and the key that a page subscribes with."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.auth import Talker
from api.delivery.reach import check_reach
from api.doors.answers import Key, errors
from api.doors.channels import channels_of, drop_channel, put_channel
from api.parts import Wired
from api.schemas.initiative import PushIn, PushOut, PushPage
from api.wire import Shape

router = APIRouter(tags=["channels"])
Id = Annotated[str, Path(max_length=100)]


@router.get("/api/push-subscriptions", response_model=PushPage, responses=errors())
async def list_subscriptions(parts: Wired, caller: Talker) -> Shape:
    """My browsers that are woken, and `public_key` for `pushManager.subscribe`."""
    rows = [row for row in await channels_of(parts, caller) if row.data["kind"] == "push"]
    items = [{"id": row.key, "name": row.data["name"]} for row in rows]
    return {"items": items, "next": None, "public_key": parts.courier.channels.push.public_key()}


@router.post("/api/push-subscriptions", status_code=201, response_model=PushOut, responses=errors(409))
async def subscribe(body: PushIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Wake this browser. The same endpoint again replaces its keys."""
    is_owner = "admin" in caller.scopes
    await check_reach(body.endpoint, is_owner=is_owner)
    data = {
        "kind": "push",
        "address": body.endpoint,
        "keys": body.keys.model_dump(),
        "name": body.name,
        "kinds": [],
        "after_minutes": 0,
        "owner": is_owner,
    }
    key = await put_channel(parts, caller, data, hashlib.sha256(body.endpoint.encode()).hexdigest()[:16])
    return {"id": key, "name": body.name}


@router.delete("/api/push-subscriptions/{subscription_id}", status_code=204, responses=errors(404))
async def unsubscribe(subscription_id: Id, parts: Wired, caller: Talker) -> Response:
    """Leave that browser alone."""
    await drop_channel(parts, caller.id, subscription_id)
    return Response(status_code=204)

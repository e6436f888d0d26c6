"""Where to reach me beside the page: e-mail, a webhook, one of many services; and whom to tell when I am silent."""

from __future__ import annotations

import secrets
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.auth import Approver, Caller, Talker
from api.delivery.mail import check_mailbox
from api.delivery.many import check_service
from api.delivery.message import trial
from api.delivery.reach import check_reach
from api.doors.answers import Key, errors
from api.parts import Parts, Wired
from api.schemas.base import Page
from api.schemas.initiative import ChannelIn, ChannelOut, TestedOut
from api.wire import Shape, page, wire
from assistant.changes import DeleteRecord, PutRecord
from assistant.errors import Conflict, InvalidArgument, NotFound
from assistant.types import Record, Sensitivity
from memory.outbox import KIND, PLUGIN
from memory.tables.columns import moment

router = APIRouter(tags=["channels"])
Id = Annotated[str, Path(max_length=100)]
_MOST = 20


@router.get("/api/channels", response_model=Page[ChannelOut], responses=errors())
async def list_channels(parts: Wired, caller: Talker) -> Shape:
    """My channels in the order they are used, each with the last result. `accepted` does not mean seen."""
    rows = [row for row in await channels_of(parts, caller) if row.data["kind"] != "push"]
    last = await parts.courier.outbox.last_of(caller.id)
    ordered = sorted(rows, key=lambda row: row.data["after_minutes"])
    return page([_shape(row.key, row.data, last.get(row.key)) for row in ordered])


@router.post("/api/channels", status_code=201, response_model=ChannelOut, responses=errors(409))
async def add_channel(body: ChannelIn, parts: Wired, caller: Approver, _: Key) -> Shape:
    """Add one. A webhook's `secret`, with which its messages are signed, is shown only here."""
    if body.person is not None and not body.consent:
        raise InvalidArgument(
            f"Has {body.person} agreed? Say so in `consent`.", f"{body.person}同意了吗？请写明。", code="consent_needed"
        )
    data: dict[str, Any] = {
        "kind": body.kind,
        "address": await _checked(body, caller),
        "name": body.name,
        "kinds": list(dict.fromkeys(body.kinds)),
        "after_minutes": max(body.after_minutes, 5) if body.person else body.after_minutes,
        "person": body.person,
        "consent": {"words": body.consent, "at": wire(parts.clock.now())} if body.person else None,
        "secret": secrets.token_urlsafe(24) if body.kind == "webhook" else None,
        "owner": "admin" in caller.scopes,
    }
    key = await put_channel(parts, caller, data)
    return {**_shape(key, data, None), **({"secret": data["secret"]} if data["secret"] else {})}


@router.delete("/api/channels/{channel_id}", status_code=204, responses=errors(404))
async def remove_channel(channel_id: Id, parts: Wired, caller: Approver) -> Response:
    """Nothing goes there any more."""
    await drop_channel(parts, caller.id, channel_id)
    return Response(status_code=204)


@router.post("/api/channels/{channel_id}/test", response_model=TestedOut, responses=errors(404, 409))
async def try_channel(channel_id: Id, parts: Wired, caller: Approver, _: Key) -> Shape:
    """Send a test message there now."""
    row = next((row for row in await channels_of(parts, caller) if row.key == channel_id), None)
    if row is None:
        raise NotFound
    result = await parts.courier.channels.send(row.data, trial(caller.user.language, str(uuid.uuid4())))
    return {"state": result.state, "detail": result.detail}


async def channels_of(parts: Parts, caller: Caller) -> tuple[Record, ...]:
    return await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))


async def put_channel(parts: Parts, caller: Caller, data: dict[str, Any], key: str | None = None) -> str:
    """Store it sealed: an address is personal. Raises Conflict when there are too many."""
    known = {row.key for row in await channels_of(parts, caller)}
    key = key or secrets.token_hex(8)
    if key not in known and len(known) >= _MOST:
        raise Conflict("That are enough channels; remove one first.", "渠道已经够多了，请先删掉一个。", code="too_many")
    change = PutRecord(kind=KIND, key=key, data=data, sensitivity=Sensitivity.PRIVATE)
    now = parts.clock.now()
    await parts.store.transact(caller.id, lambda tx: tx.apply(change, plugin=PLUGIN, turn_id=None, now=now))
    return key


async def drop_channel(parts: Parts, user_id: str, key: str) -> None:
    """Raises NotFound."""
    change, now = DeleteRecord(kind=KIND, key=key), parts.clock.now()
    undo = await parts.store.transact(user_id, lambda tx: tx.apply(change, plugin=PLUGIN, turn_id=None, now=now))
    if undo is None:
        raise NotFound


async def _checked(body: ChannelIn, caller: Caller) -> str:
    address = body.address.strip()
    if body.kind == "email":
        return check_mailbox(address)
    if body.kind == "webhook" and not address.startswith(("http://", "https://")):
        raise InvalidArgument(
            "A webhook's address begins with https://.", "地址要以 https:// 开头。", code="bad_address"
        )
    await check_reach(address, is_owner="admin" in caller.scopes)
    return check_service(address) if body.kind == "apprise" else address


def _shape(key: str, data: Any, last: Any) -> Shape:
    """The address is not repeated in lists: it may carry a password."""
    return {
        "id": key,
        "kind": data["kind"],
        "name": data["name"] or (data["address"] if data["kind"] == "email" else ""),
        "after_minutes": data["after_minutes"],
        "kinds": list(data["kinds"]),
        "person": data["person"],
        "consent": data["consent"],
        "last": {
            "state": last.state,
            "detail": last.detail,
            "at": wire(moment(last.at_us)) if last.at_us is not None else None,
            "attempts": last.attempts,
        }
        if last is not None
        else None,
    }

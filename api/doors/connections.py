"""The user's accounts: tested when saved, kept encrypted, never shown again with their password."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, SecretStr
from starlette.responses import Response

from api.auth import Caller, Talker
from api.doors.answers import Key, errors
from api.parts import Parts, Wired
from api.schemas.base import Filled, In, Out, Page, Text
from api.wire import Shape, page
from assistant.changes import Change, DeleteRecord, PutRecord
from assistant.errors import NotFound, StewardError
from assistant.ports import UnitOfWork
from assistant.types import Action, ActionState, Effect, Provenance, Record, Sensitivity, ToolCall
from tools.calendar.caldav import CalendarAccount, Calendars
from tools.office.post import InternetPost
from tools.office.provider import Account

router = APIRouter(tags=["connections"])
Kind = Literal["mail", "caldav"]
_PLUGIN: Mapping[str, str] = {"mail": "office", "caldav": "calendar"}
_LONGEST_TEST = 30.0  # seconds


class ConnectionFails(StewardError):
    """That account does not answer as it should, so it was not saved."""

    code = "connection_failed"
    status = 422
    zh = "这个账户连不上，没有保存。"


class MailIn(In):
    """A mailbox: IMAP to read, SMTP to send."""

    kind: Literal["mail"]
    address: Annotated[Filled, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")]
    user: Annotated[Text, Field(max_length=200)] = ""
    password: SecretStr
    imap_host: Annotated[Filled, Field(max_length=200)]
    imap_port: Annotated[int, Field(ge=1, le=65535)] = 993
    smtp_host: Annotated[Text, Field(max_length=200)] = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 465
    security: Literal["tls", "starttls", "none"] = "tls"


class CaldavIn(In):
    """A calendar on a CalDAV server; `url` is the calendar's own."""

    kind: Literal["caldav"]
    url: Annotated[Filled, Field(max_length=500, pattern=r"^https?://")]
    user: Annotated[Text, Field(max_length=200)] = ""
    password: SecretStr = SecretStr("")


class ConnectionOut(Out):
    id: str
    kind: Kind
    name: str


ConnectionIn = Annotated[MailIn | CaldavIn, Field(discriminator="kind")]


@router.get("/api/connections", response_model=Page[ConnectionOut], responses=errors())
async def list_connections(parts: Wired, caller: Talker) -> Shape:
    """What is connected, without secrets."""

    def look(tx: UnitOfWork) -> list[Record]:
        return [row for plugin in _PLUGIN.values() for row in tx.records(plugin, "connection")]

    return page([_shape(row) for row in await parts.store.read(caller.id, look)])


@router.post("/api/connections", status_code=201, response_model=ConnectionOut, responses=errors(409))
async def connect(body: ConnectionIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Connect an account: signed in to once, then kept. A second one of a kind replaces the first."""
    caller.needs("approve")
    row = {k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in body.model_dump().items()}
    try:
        async with asyncio.timeout(_LONGEST_TEST):
            await _TESTS[body.kind](row)
    except TimeoutError as error:
        raise ConnectionFails from error
    except StewardError as error:
        failed = ConnectionFails.zh
        raise ConnectionFails(
            f"That account was not saved: {error.say.en}", f"{failed}{error.say.zh}", code="connection_failed"
        ) from error
    change = PutRecord(kind="connection", key=body.kind, data=row, sensitivity=Sensitivity.PRIVATE)
    await _write(parts, caller, "connect", change, body.kind)
    return {"id": body.kind, "kind": body.kind, "name": str(row.get("address") or row.get("url"))}


@router.delete("/api/connections/{connection_id}", status_code=204, responses=errors(404))
async def disconnect(connection_id: str, parts: Wired, caller: Talker) -> Response:
    """Forget an account and its password."""
    plugin = _PLUGIN.get(connection_id)
    rows = await parts.store.read(caller.id, lambda tx: tx.records(plugin, "connection")) if plugin else ()
    if not rows:
        raise NotFound
    await _write(parts, caller, "disconnect", DeleteRecord(kind="connection", key=connection_id), connection_id)
    return Response(status_code=204)


async def _mail(row: Mapping[str, Any]) -> None:
    await InternetPost().check(Account.of(row))


async def _caldav(row: Mapping[str, Any]) -> None:
    await Calendars().check(CalendarAccount.of(row))


_TESTS: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[None]]] = {"mail": _mail, "caldav": _caldav}


async def _write(parts: Parts, caller: Caller, verb: str, change: Change, kind: str) -> None:
    """In the ledger by name alone, and without an undo: one would keep a password that was to be forgotten."""
    now: datetime = parts.clock.now()
    call = ToolCall(id=str(uuid.uuid4()), tool=f"core__{verb}", provenance={"*": Provenance.USER})
    done = Action(
        id=call.id,
        user_id=caller.id,
        conversation="",
        turn_id="",
        call=call,
        effect=Effect.CHANGE,
        state=ActionState.DISPATCHED,
        at=now,
        rule="own_hand",
    )

    def work(tx: UnitOfWork) -> None:
        tx.put_action(done)
        tx.apply(change, plugin=_PLUGIN[kind], turn_id=None, now=now)
        tx.move_action(call.id, ActionState.SUCCEEDED, at=now)

    await parts.store.transact(caller.id, work)


def _shape(row: Record) -> Shape:
    return {"id": row.key, "kind": row.key, "name": str(row.data.get("address") or row.data.get("url") or row.key)}

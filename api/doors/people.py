"""Me, the others who live here, and our access tokens."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from api.auth import COOKIE, Approver, Caller, Owner, Talker
from api.clock.time import machine_now
from api.doors.answers import Key, Responses, errors
from api.exporting import archive
from api.parts import Parts, Wired
from api.schemas.base import Page
from api.schemas.people import (
    ExportOut,
    KeysOut,
    MeOut,
    MePatch,
    NewTokenOut,
    TokenIn,
    TokenOut,
    UserHead,
    UserIn,
    UserOut,
)
from api.welcome import welcome
from api.wire import Shape, page, user_shape, wire
from assistant.errors import Denied
from assistant.reading import RecordsOf
from memory import Token
from tools.calendar.ics_written import write_ics
from tools.calendar.plug import events_of

router = APIRouter(tags=["people"])
_GUEST_STAYS = timedelta(days=1)
_ZIP: Responses = {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}
Id = Annotated[str, Path(max_length=100)]


class MoreThanYours(Denied):
    """A token can be given no more than the one it is made with."""

    code = "scope_missing"
    zh = "新令牌的权限不能超过现有令牌。"


@router.get("/api/me", response_model=MeOut, responses=errors())
async def me(parts: Wired, caller: Talker) -> Shape:
    """Who I am here, and what this token may do."""
    return _me(parts, caller)


@router.patch("/api/me", response_model=MeOut, responses=errors())
async def change_me(body: MePatch, parts: Wired, caller: Talker) -> Shape:
    """Change my name, language, time zone, country or places; what is not named stays."""
    changes = body.model_dump(exclude_unset=True)
    # null empties a place; name, language and the like cannot be empty.
    kept = {k: v for k, v in changes.items() if v is not None or k in ("home", "work")}
    user = await parts.store.people.change(caller.id, **kept) if kept else caller.user
    return _me(parts, Caller(user=user, scopes=caller.scopes))


@router.get("/api/me/export", response_model=ExportOut, responses={**errors(), **_ZIP})
async def export_me(
    parts: Wired, caller: Approver, form: Annotated[Literal["json", "zip"], Query(alias="format")] = "json"
) -> Response:
    """Everything kept about me: one JSON document, or a ZIP with calendar files, a text to read and my documents."""
    body = await parts.store.export(caller.id)
    headers = {"Content-Disposition": f'attachment; filename="steward-export.{form}"', "Cache-Control": "no-store"}
    if form == "json":
        return JSONResponse(body, headers=headers)
    now = parts.now_for(caller.user)
    calendar = write_ics(await events_of(RecordsOf(parts.store, caller.id, "calendar")), now)
    rows, documents = await parts.store.read(
        caller.id, lambda tx: (tx.follow_ups(limit=100_000), tx.records("office", "file"))
    )
    packed = await asyncio.to_thread(
        archive, body, user=caller.user, rows=rows, calendar=calendar, documents=documents, now=now
    )
    return Response(packed, media_type="application/zip", headers=headers)


@router.post("/api/keys", response_model=KeysOut, responses=errors(409))
async def rotate_keys(parts: Wired, caller: Owner, _: Key) -> Shape:
    """A new master key and new data keys: everything is sealed anew. For the owner."""
    return {"renewed": await parts.store.rotate_keys()}


@router.delete("/api/me", status_code=204, responses=errors())
async def erase_me(parts: Wired, caller: Approver) -> Response:
    """Erase me and everything kept about me, at once and for good."""
    await parts.store.erase(caller.id)
    parts.hub.hang_up(caller.id)
    # A house is never without an owner: one who erases themselves leaves an empty one behind.
    await welcome(parts.store.people, parts.settings)
    parts.nudge()
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _me(parts: Parts, caller: Caller) -> Shape:
    return {
        **user_shape(caller.user),
        "scopes": sorted(caller.scopes),
        "now": wire(parts.now_for(caller.user)),
        "clock_speed": parts.clock.speed,
    }


@router.get("/api/users", response_model=Page[UserHead], responses=errors())
async def list_users(parts: Wired, caller: Owner) -> Shape:
    """Everybody who lives here. For the owner."""
    return page([user_shape(user) for user in await parts.store.people.everyone()])


@router.post("/api/users", status_code=201, response_model=UserOut, responses=errors(409))
async def add_user(body: UserIn, parts: Wired, caller: Owner, _: Key) -> Shape:
    """A further user, with a token that may talk and approve (a guest's: talk). It is shown only here."""
    now, people = machine_now(), parts.store.people
    for gone in await people.gone_guests(now):
        await parts.store.erase(gone.id)
    user = await people.add(
        body.name, now=now, language=body.language, timezone=body.timezone, country=body.country, guest=body.guest
    )
    scopes, until = (("talk",), now + _GUEST_STAYS) if body.guest else (("talk", "approve"), None)
    made = await people.issue(user.id, name="first", scopes=scopes, now=now, expires_at=until)
    return {**user_shape(user), "token": made[1]}


@router.get("/api/tokens", response_model=Page[TokenOut], responses=errors())
async def list_tokens(parts: Wired, caller: Talker) -> Shape:
    """My tokens that still work; never their secrets."""
    rows = await parts.store.people.tokens(caller.id)
    return page([_token_shape(row, caller) for row in rows if row.revoked_at is None])


@router.post("/api/tokens", status_code=201, response_model=NewTokenOut, responses=errors(409))
async def add_token(body: TokenIn, parts: Wired, caller: Approver, _: Key) -> Shape:
    """A token of mine for another program, with no more scopes than this one has. It is shown only here."""
    if not set(body.scopes) <= caller.scopes:
        raise MoreThanYours
    token, secret = await parts.store.people.issue(caller.id, name=body.name, scopes=body.scopes, now=machine_now())
    return {**_token_shape(token, caller), "token": secret}


@router.delete("/api/tokens/{token_id}", status_code=204, responses=errors(404))
async def revoke_token(token_id: Id, parts: Wired, caller: Approver) -> Response:
    """End one of my tokens, and the browsers that signed in with it."""
    await parts.store.people.revoke(caller.id, token_id, machine_now())
    return Response(status_code=204)


def _token_shape(token: Token, caller: Caller) -> Shape:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": wire(token.created_at),
        "last_used_at": wire(token.last_used_at),
        "current": token.id == caller.credential,
    }

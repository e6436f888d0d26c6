"""The browser's session: a token once, then an HttpOnly cookie that no script can read."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.auth import COOKIE, cookie_of
from api.clock.time import machine_now
from api.doors.answers import errors
from api.parts import Wired
from api.schemas.people import SessionIn, SessionOut
from api.wire import user_shape
from assistant.errors import Unauthenticated

router = APIRouter(tags=["session"])
_LIFE = timedelta(days=90)


@router.post("/api/session", response_model=SessionOut, responses=errors(409))
async def open_session(request: Request, body: SessionIn, parts: Wired) -> Response:
    """Sign this browser in."""
    found = await parts.store.people.visitor(body.token.strip(), machine_now())
    if found is None:
        raise Unauthenticated
    secret = await parts.store.people.open_session(found, machine_now(), _LIFE)
    response = JSONResponse({"user": user_shape(found.user)})
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(_LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


@router.delete("/api/session", status_code=204, responses=errors())
async def close_session(request: Request, parts: Wired) -> Response:
    """Sign this browser out; without a session nothing happens."""
    secret = cookie_of(request.headers.get("cookie", ""))
    if secret:
        await parts.store.people.close_session(secret)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response

"""The browser's session: a token once, then an HttpOnly cookie that no script can read."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.auth import COOKIE, cookie_of
from api.doors.answers import errors
from api.parts import Wired
from api.schemas.people import SessionIn, SessionOut
from api.wire import user_shape
from assistant.errors import Unauthenticated

router = APIRouter(tags=["session"])
_LIFE = 90 * 24 * 3600  # seconds


@router.post("/api/session", response_model=SessionOut, responses=errors(409))
async def open_session(request: Request, body: SessionIn, parts: Wired) -> Response:
    """Sign this browser in."""
    found = await parts.people.token_owner(body.token.strip())
    if found is None:
        raise Unauthenticated
    secret = await parts.people.open_session(found.user.id, found.token_id, life=_LIFE)
    response = JSONResponse({"user": user_shape(found.user)})
    response.set_cookie(
        COOKIE, secret, max_age=_LIFE, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    return response


@router.delete("/api/session", status_code=204, responses=errors())
async def close_session(request: Request, parts: Wired) -> Response:
    """Sign this browser out; without a session nothing happens."""
    secret = cookie_of(request.headers.get("cookie", ""))
    if secret:
        await parts.people.close_session(secret)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response

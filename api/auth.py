"""Who is asking and what they may do: a bearer token or the browser's session cookie, scopes, and the CSRF guard."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.types import ASGIApp, Receive, Scope, Send

from api.clock.time import machine_now
from api.guard import UNSAFE
from assistant.errors import Denied, Unauthenticated
from assistant.types import User

if TYPE_CHECKING:
    from api.parts import Parts

COOKIE = "steward_session"
ALL_SCOPES = frozenset({"talk", "approve", "admin"})
_LONGEST_SECRET = 500


class CsrfMissing(Denied):
    """A page must send the X-Steward-CSRF header with every change."""

    code = "csrf"
    zh = "网页的每个修改请求都要带 X-Steward-CSRF 头。"


class ScopeMissing(Denied):
    """This token may not do that."""

    code = "scope_missing"
    zh = "这个令牌没有此权限。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A signed-in user. `credential` names the token or session, for the list of tokens; None is the command line."""

    user: User
    scopes: frozenset[str]
    credential: str | None = None
    by_cookie: bool = False

    @property
    def id(self) -> str:
        return self.user.id

    def needs(self, scope: str) -> None:
        if scope not in self.scopes:
            raise ScopeMissing


class SignIn:
    """Looks up who is asking, once per request, and leaves it in the request's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("/api/", "/v1/")):
            scope.setdefault("state", {})["caller"] = await identify(scope)
        await self.app(scope, receive, send)


async def identify(scope: Scope) -> Caller | None:
    """Who this request or socket comes from. A socket's Origin was checked by the guard already."""
    parts: Parts = scope["app"].state.parts
    headers = {k: v.decode("latin-1") for k, v in scope["headers"]}
    kind, _, secret = headers.get(b"authorization", "").partition(" ")
    if kind:
        return await by_token(parts, secret.strip()) if kind.lower() == "bearer" else None
    session = cookie_of(headers.get(b"cookie", ""))
    if not session:
        return None
    caller = await _by_session(parts, session)
    if caller is not None and scope.get("method") in UNSAFE and headers.get(b"x-steward-csrf") != "1":
        raise CsrfMissing
    return caller


async def by_token(parts: Parts, secret: str) -> Caller | None:
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    if hmac.compare_digest(secret.encode(), parts.local_token.encode()):
        owner = await parts.store.people.owner()
        return Caller(user=owner, scopes=ALL_SCOPES) if owner else None
    found = await parts.store.people.visitor(secret, machine_now())
    return Caller(user=found.user, scopes=found.scopes, credential=found.token_id) if found else None


async def _by_session(parts: Parts, secret: str) -> Caller | None:
    found = await parts.store.people.session_visitor(secret, machine_now())
    return Caller(user=found.user, scopes=found.scopes, credential=found.token_id, by_cookie=True) if found else None


def cookie_of(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel is not None and len(morsel.value) <= _LONGEST_SECRET else None


_bearer = HTTPBearer(auto_error=False, description="A token from `steward users token` or POST /api/tokens.")


def _signed_in(scope_name: str | None) -> Callable[..., Caller]:
    def check(request: Request, _: Annotated[object, Depends(_bearer)]) -> Caller:
        caller: Caller | None = getattr(request.state, "caller", None)
        if caller is None:
            raise Unauthenticated
        if scope_name is not None:
            caller.needs(scope_name)
        return caller

    return check


Talker = Annotated[Caller, Depends(_signed_in("talk"))]
Approver = Annotated[Caller, Depends(_signed_in("approve"))]
Owner = Annotated[Caller, Depends(_signed_in("admin"))]

"""Every failure on the wire is `{error: {code, message}}`, in the language of whoever asks; nothing else gets out."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.language import language_of
from assistant.errors import StewardError
from assistant.types import Say
from memory import StillRunning

log = logging.getLogger("steward.api")

_HTTP = {
    400: ("bad_request", Say(en="I cannot read that request.", zh="无法读取这个请求。")),
    403: ("forbidden", Say(en="You may not do that.", zh="没有权限。")),
    404: ("not_found", Say(en="There is no such thing.", zh="没有找到。")),
    405: ("method_not_allowed", Say(en="That cannot be done here.", zh="这里不支持这种操作。")),
    406: ("not_acceptable", Say(en="I cannot answer in that format.", zh="无法用这种格式回答。")),
    413: ("too_long", Say(en="That is too long.", zh="内容太长了。")),
    415: ("unsupported_media_type", Say(en="I cannot read that format.", zh="无法读取这种格式。")),
}


class Internal(StewardError):
    """That did not work, and it is our fault."""

    code = "internal"
    status = 503
    zh = "没有办成，是我们这边的问题。"


def error_body(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def answer(error: StewardError, language: str) -> JSONResponse:
    headers = {"Retry-After": "1" if error.status == 409 else "5"} if _may_retry(error) else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error_body(error.code, error.say.to(language)), error.status, headers)


def _may_retry(error: StewardError) -> bool:
    return error.status == 503 or isinstance(error, StillRunning)


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(StewardError, _steward_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)


async def _steward_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StewardError)
    return answer(error, language_of(request.scope))


async def _invalid(request: Request, error: Exception) -> Response:
    """Names the fields, never repeats their values: they may be personal."""
    assert isinstance(error, RequestValidationError)
    parts = [f"{'.'.join(str(p) for p in e['loc'][1:]) or e['loc'][0]}: {e['msg']}" for e in error.errors()[:5]]
    lead = Say(en="I cannot use that request", zh="请求内容有误").to(language_of(request.scope))
    return JSONResponse(error_body("invalid_request", f"{lead} ({'; '.join(parts)})"), 422)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return http_answer(error, request.scope)


def http_answer(error: HTTPException, scope: Scope) -> JSONResponse:
    code, say = _HTTP.get(error.status_code, ("error", Say(en="That did not work.", zh="没有办成。")))
    return JSONResponse(error_body(code, say.to(language_of(scope))), error.status_code, dict(error.headers or {}))


class SafetyNet:
    """Whatever nobody expected is logged once, with an id, and answered as what it is: our fault, try again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except StewardError as error:
            if not started:
                await answer(error, language_of(scope))(scope, receive, send)
        except HTTPException as error:
            if not started:
                await http_answer(error, scope)(scope, receive, send)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("unexpected error %s in %s %s", reference, scope["method"], route_of(scope))
            if not started:
                await self._apologise(reference, scope, receive, send)

    @staticmethod
    async def _apologise(reference: str, scope: Scope, receive: Receive, send: Send) -> None:
        say = Say(
            en=f"That did not work, and it is our fault. Reference: {reference}.",
            zh=f"没有办成，是我们这边的问题。编号：{reference}。",
        )
        body = error_body(Internal.code, say.to(language_of(scope)))
        await JSONResponse(body, 503, {"Retry-After": "5"})(scope, receive, send)


def route_of(scope: Scope) -> str:
    """The route's template, so that no id of a person's row reaches a log or a metric."""
    route = scope.get("route")
    return str(getattr(route, "path", None) or "unmatched")

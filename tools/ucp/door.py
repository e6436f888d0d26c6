"""The merchant's door: an ASGI application, and a client that walks through it without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

import httpx

from tools.ucp import wire

if TYPE_CHECKING:
    from tools.ucp.merchant import Merchant

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Door = Callable[[Scope, Receive, Send], Awaitable[None]]
_MOST = 256_000  # bytes of a request


def in_process(merchant: Merchant) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=door(merchant)))


def door(merchant: Merchant) -> Door:
    """Serve it with any ASGI server that speaks TLS 1.3; the protocol allows no other."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        raw = await _body(receive)
        if raw is None:
            return await _answer(send, 413, wire.refusal("request_too_large", "The request is too large."))
        try:
            body = json.loads(raw) if raw else None
        except (ValueError, RecursionError):
            return await _answer(send, 400, wire.refusal("invalid_request", "The request is no JSON."))
        # SQLite waits for the disk; the event loop does not.
        status, told = await asyncio.to_thread(merchant.answer, scope["method"], scope["path"], headers, body)
        return await _answer(send, status, told, cached=scope["path"] == "/.well-known/ucp")

    return app


async def _body(receive: Receive) -> bytes | None:
    raw = bytearray()
    while True:
        part = await receive()
        raw += part.get("body", b"")
        if len(raw) > _MOST:
            return None
        if not part.get("more_body", False):
            return bytes(raw)


async def _answer(send: Send, status: int, told: Any, *, cached: bool = False) -> None:
    content = json.dumps(told, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    headers.append((b"cache-control", b"public, max-age=300" if cached else b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return

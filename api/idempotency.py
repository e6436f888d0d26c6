"""A phone's retry does nothing twice: one answer per (user, Idempotency-Key), replayed as it was given."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import Caller
from api.clock.time import machine_now
from assistant.errors import StewardError
from assistant.types import Json
from memory import Answer, KeyReused, StillRunning
from memory.requests import Requests

if TYPE_CHECKING:
    from api.parts import Parts

log = logging.getLogger("steward.idempotency")

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_BOUNDARY = re.compile(r"boundary=\"?([^\";,\s]{1,70})", re.IGNORECASE)
# Signing in twice gives two sessions and harms nobody; its answer is a cookie, which is not for replay.
# Words read out twice harm nobody either, and sound is too large to keep.
_EXEMPT = frozenset({"/api/session", "/v1/audio/speech"})
_LARGEST = 1024 * 1024
_KEPT_HEADERS = ("content-type", "x-turn-id")


class Idempotency:
    """Sits behind sign-in: keys belong to users. An answer is kept before its last byte leaves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._working: dict[tuple[str, str], str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller, key = _asked(scope)
        if caller is None or key is None:
            await self.app(scope, receive, send)
            return
        parts: Parts = scope["app"].state.parts
        body = await _read(receive)
        if body is None:
            return
        mark = _mark(scope, body)
        async with self._alone(caller.id, key, mark):
            kept = await self._begin(parts.store.requests, caller.id, key, scope["path"], mark)
            if kept is not None:
                await _replay(kept)(scope, receive, send)
                return
            finish = functools.partial(parts.store.requests.finish, caller.id, key)
            recorder = _Recorder(send, finish)
            try:
                await self.app(scope, _once(body), recorder)
            finally:
                if not recorder.kept:
                    await parts.store.requests.drop(caller.id, key)

    @staticmethod
    async def _begin(requests: Requests, user_id: str, key: str, route: str, mark: str) -> Answer | None:
        try:
            return await requests.begin(user_id, key, route, mark, machine_now())
        except StillRunning:
            # Nobody here works on it, so a crash cut it off. What it did carries ids made from the key, and is met.
            await requests.drop(user_id, key)
            return await requests.begin(user_id, key, route, mark, machine_now())

    @asynccontextmanager
    async def _alone(self, user_id: str, key: str, mark: str) -> AsyncIterator[None]:
        """One request per key at a time. In this process: one process serves a data folder."""
        name = (user_id, key)
        if name in self._working:
            raise StillRunning if self._working[name] == mark else KeyReused
        self._working[name] = mark
        try:
            yield
        finally:
            del self._working[name]


class _Recorder:
    """Passes an answer on and keeps a copy. A client that hung up does not stop it: the work is done all the same."""

    def __init__(self, send: Send, keep: Callable[[int, Json], Awaitable[None]]) -> None:
        self._send, self._keep = send, keep
        self._status, self._headers = 0, dict[str, str]()
        self._body = bytearray()
        self.kept = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            named = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in message["headers"]}
            self._headers = {k: v for k, v in named.items() if k in _KEPT_HEADERS}
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            # Refused requests did nothing: the same key may try again.
            if not message.get("more_body") and self._status < 400 and len(self._body) <= _LARGEST:
                await self._keep_answer()
        await self._send(message)

    async def _keep_answer(self) -> None:
        try:
            await self._keep(self._status, {"headers": self._headers, "body": self._body.decode()})
            self.kept = True
        except StewardError as error:
            # The answer is still the answer; only a later retry will not find it.
            log.warning("an answer could not be kept for replay: %s", error.code)


def _replay(kept: Answer) -> Response:
    return Response(kept.body["body"], kept.status, {**kept.body["headers"], "Idempotent-Replayed": "true"})


def _asked(scope: Scope) -> tuple[Caller | None, str | None]:
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] in _EXEMPT:
        return None, None
    key = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"idempotency-key"), None)
    # A key that is none is refused by the door itself, which says what is wrong with it.
    valid = key if key is not None and _KEY.fullmatch(key) else None
    return scope.get("state", {}).get("caller"), valid


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when the client hung up before it was there."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _once(body: bytes) -> Receive:
    """Hands the body over, and then never says that the client hung up: what was begun is finished and kept."""
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            await asyncio.Event().wait()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _mark(scope: Scope, body: bytes) -> str:
    """What makes two requests the same. A retried upload has a new boundary and is still the same recording."""
    kind = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"content-type"), "")
    if found := _BOUNDARY.search(kind):
        body = body.replace(found[1].encode(), b"boundary")
    head = f"{scope['path']}?{scope.get('query_string', b'').decode('latin-1')}\n"
    return hashlib.sha256(head.encode() + body).hexdigest()

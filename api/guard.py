"""What every request passes first: the right Host and Origin, a bounded body, and headers that keep a page safe."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from api.errors import answer
from api.language import language_of
from assistant.errors import Denied, StewardError, TooLong

MIB = 1024 * 1024
JSON_LIMIT = MIB
AUDIO_LIMIT = 25 * MIB
AUDIO_DOORS = frozenset({"/api/turns/audio", "/v1/audio/transcriptions", "/api/minutes"})
FILE_LIMIT = 5 * MIB
FILE_DOORS = frozenset({"/api/calendar/import", "/api/calendar/suggestions"})
HEALTH_LIMIT = 100 * MIB  # an Apple Health export, zipped; it goes to a file on the way in
HEALTH_DOOR = "/api/observations/apple-health"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"microphone=(self), camera=(), geolocation=(self)"),
)


class WrongHost(Denied):
    """This server is not called by that name. Set STEWARD_ALLOWED_HOSTS to allow it."""

    code = "wrong_host"
    status = 421
    zh = "本服务器不使用这个名字。可用 STEWARD_ALLOWED_HOSTS 允许它。"


class WrongOrigin(Denied):
    """Another site may not do this in your name."""

    code = "wrong_origin"
    zh = "其他网站不能以你的名义这样做。"


class Guard:
    def __init__(self, app: ASGIApp, *, names: Iterable[str] = ()) -> None:
        self.app = app
        own = {"localhost", socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
        self._names = own | {name.strip().lower() for name in names if name.strip()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {k: v.decode("latin-1") for k, v in scope["headers"]}
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, headers)
            return
        try:
            self._check(scope, headers)
        except StewardError as error:
            await answer(error, language_of(scope))(scope, receive, _with_headers(send))
            return
        await self.app(scope, _bounded(receive, _limit(scope)), _with_headers(send))

    async def _socket(self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, str]) -> None:
        """A browser sends its cookie with any page's socket; only our own page's Origin may use it."""
        host = headers.get(b"host", "")
        problem = WrongOrigin() if self._knows(host) else WrongHost()
        if self._knows(host) and _same_site(headers, host):
            await self.app(scope, receive, send)
        else:
            await WebSocket(scope, receive, send).send_denial_response(answer(problem, language_of(scope)))

    def _check(self, scope: Scope, headers: dict[bytes, str]) -> None:
        host = headers.get(b"host", "")
        if not self._knows(host):
            raise WrongHost
        if scope["method"] in UNSAFE and not _same_site(headers, host):
            raise WrongOrigin
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > _limit(scope):
            raise TooLong

    def _knows(self, host: str) -> bool:
        """An address cannot be rebound to another machine by DNS, a name can: only our own names are answered."""
        name = (urlsplit(f"//{host}").hostname or "") if host else ""
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._names or name.endswith(".localhost")
        return True


def _limit(scope: Scope) -> int:
    """Bytes; the multipart envelope is not the user's recording, so a recording gets a little room for it."""
    if scope["path"] in FILE_DOORS:
        return FILE_LIMIT + 64 * 1024
    if scope["path"] == HEALTH_DOOR:
        return HEALTH_LIMIT + 64 * 1024
    return AUDIO_LIMIT + 64 * 1024 if scope["path"] in AUDIO_DOORS else JSON_LIMIT


def _same_site(headers: dict[bytes, str], host: str) -> bool:
    origin = headers.get(b"origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == host.lower()
    return headers.get(b"sec-fetch-site", "none") in ("same-origin", "none")


def _bounded(receive: Receive, limit: int) -> Receive:
    """A body that does not announce its length is counted as it comes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                # Of all that a body can raise, the framework lets only this one through as it is.
                raise HTTPException(TooLong.status)
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def decorated(message: Message) -> None:
        if message["type"] == "http.response.start":
            have = {name.lower() for name, _ in message["headers"]}
            extra = [pair for pair in _HEADERS if pair[0] not in have]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return decorated

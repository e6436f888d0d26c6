"""WS /api/voice: a spoken conversation over one socket. What goes over it is told in docs/voice.md."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.auth import Caller, by_token, identify
from api.doors.speaking import open_conversation
from api.language import language_of
from api.parts import Parts
from api.vocabulary import vocabulary
from api.voice import DeskConversation
from assistant.errors import Conflict, StewardError, TooLong, Unauthenticated

router = APIRouter()
log = logging.getLogger("steward.voice")

PROTOCOL, TOKEN_PROTOCOL = "steward.voice", "steward.token."
PATIENCE = 5.0  # seconds to say who one is, and to take a goodbye
MOST, MOST_EACH = 256, 16
SOUND_LIMIT, SLICE = 2 * 1024 * 1024, 32_000  # bytes: a minute, a second
CLOSING = {"unauthenticated": 4401, "scope_missing": 4403, "not_found": 4404, "idle_timeout": 4408}
CLOSING |= {"slow_client": 4409, "too_many_sockets": 1013, "internal": 1011}


class TooMany(StewardError):
    """Too many voice conversations are open; close one or try again soon."""

    code = "too_many_sockets"
    zh = "打开的语音对话太多，请关掉一个或稍后再试。"


class Idle(Conflict):
    """Nothing was heard for so long that I hung up."""

    code = "idle_timeout"
    zh = "很久没有声音，我先挂断了。"


class Slow(Conflict):
    """This client does not take what it is sent."""

    code = "slow_client"
    zh = "客户端收取得太慢。"


class Seats:
    """Who talks now. Nobody can take all the seats, and whoever left a socket open makes room for the next."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []

    @asynccontextmanager
    async def one(self, line: _Line) -> AsyncIterator[None]:
        mine = [other for other in self.lines if other.caller.id == line.caller.id]
        if len(mine) >= MOST_EACH:
            self._make_room(mine)
        elif len(self.lines) >= MOST:
            self._make_room(self.lines)
        self.lines.append(line)
        try:
            yield
        finally:
            if line in self.lines:
                self.lines.remove(line)

    def _make_room(self, lines: list[_Line]) -> None:
        """Raises TooMany when all of them are in use."""
        idle = min((line for line in lines if line.idle), key=lambda line: line.heard_at, default=None)
        if idle is None:
            raise TooMany
        idle.leave.set()
        self.lines.remove(idle)


seats = Seats()


@router.websocket("/api/voice")
async def voice(socket: WebSocket) -> None:
    offered = socket.scope.get("subprotocols", [])
    await socket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
    try:
        line = _Line(socket, socket.app.state.parts)
        await line.sign_in(offered)
        async with seats.one(line):
            await line.talk()
    except WebSocketDisconnect:
        return
    except StewardError as error:
        await _goodbye(socket, error)
    except Exception:
        log.exception("a voice socket broke")
        await _goodbye(socket, StewardError("That did not work.", "没有办成。", code="internal"))


async def _goodbye(socket: WebSocket, error: StewardError) -> None:
    """Say why, then hang up; a client that takes neither keeps nobody waiting."""
    event = {"code": error.code, "message": error.say.to(language_of(socket.scope)), "event_id": None}
    with suppress(Exception):
        async with asyncio.timeout(PATIENCE):
            await socket.send_json({"type": "error", "error": event})
            await socket.close(CLOSING.get(error.code, 1008))


class _Line:
    """One open socket."""

    def __init__(self, socket: WebSocket, parts: Parts) -> None:
        self.socket, self.parts = socket, parts
        self._secret: str | None = None
        self.heard_at = monotonic()
        self.heard_any = False
        self.leave = asyncio.Event()
        self.caller: Caller

    @property
    def idle(self) -> bool:
        return not self.heard_any or monotonic() - self.heard_at > PATIENCE

    async def sign_in(self, offered: list[str]) -> None:
        """By cookie or bearer header; else by a subprotocol that holds the token; else by the first message."""
        tokens = [name.removeprefix(TOKEN_PROTOCOL) for name in offered if name.startswith(TOKEN_PROTOCOL)]
        headers = {name for name, _ in self.socket.scope["headers"]}
        if tokens:
            self._secret = tokens[0]
        elif b"authorization" not in headers and await identify(self.socket.scope) is None:
            self._secret = await self._first_message()
        self.caller = await self.who()

    async def who(self) -> Caller:
        """Raises Unauthenticated once the token or the session is no longer good, or ScopeMissing."""
        if self._secret is not None:
            caller = await by_token(self.parts, self._secret)
        else:
            caller = await identify(self.socket.scope)
        if caller is None:
            raise Unauthenticated
        caller.needs("talk")
        return caller

    async def _first_message(self) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                message = await self.socket.receive()
            token = json.loads(message.get("text") or "{}")
        except (TimeoutError, ValueError, RecursionError):
            raise Unauthenticated from None
        if not isinstance(token, dict) or token.get("type") != "session.authenticate":
            raise Unauthenticated
        return str(token.get("token") or "")

    async def talk(self) -> None:
        from voice.sentence import Listener
        from voice.session import VoiceSession

        parts, asked = self.parts, self.socket.query_params.get("conversation_id")
        conversation = DeskConversation(
            parts=parts,
            who=self.who,
            caller=self.caller,
            conversation=await open_conversation(parts, self.caller, asked or None),
        )
        other = ("en", "zh") if self.caller.user.language == "en" else ("zh", "en")
        listener = Listener(languages=other, vocabulary=await vocabulary(parts, self.caller))
        session = VoiceSession(
            ears=parts.ears,
            conversation=conversation,
            mouth=parts.mouth.voice,
            listener=listener,
            acknowledgements=parts.mouth.acknowledgements,
        )
        warming = asyncio.create_task(parts.ears.warm())
        try:
            async with session:
                try:
                    await self._both_ways(session)
                finally:
                    conversation.leaving = True
        finally:
            warming.cancel()

    async def _both_ways(self, session: Any) -> None:
        """Until one of the three ends: the client hangs up, cannot take what it is sent, or is silent for too long."""
        tasks = [asyncio.create_task(way(session)) for way in (self._take, self._give, self._watch)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self, session: Any) -> None:
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            self.heard_at, self.heard_any = monotonic(), True
            sound = message.get("bytes")
            if sound is None:
                await session.receive(message.get("text") or "")
            elif len(sound) > SOUND_LIMIT:
                session.send(_refused(TooLong(), self.socket))
            else:
                for at in range(0, max(len(sound), 1), SLICE):
                    await session.receive(sound[at : at + SLICE])

    async def _give(self, session: Any) -> None:
        async for message in session.outgoing():
            if self.socket.application_state is not WebSocketState.CONNECTED:
                return
            if isinstance(message, bytes):
                await self.socket.send_bytes(message)
            else:
                await self.socket.send_text(json.dumps(message, ensure_ascii=False))

    async def _watch(self, session: Any) -> None:
        limit = self.parts.settings.voice_idle_seconds
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(1.0, limit / 4)):
                    await self.leave.wait()
                    raise Idle
            if session.closed:
                raise Slow
            speaks = session.playback is not None and session.playback.sounding
            if monotonic() - self.heard_at > limit and not speaks:
                raise Idle


def _refused(error: StewardError, socket: WebSocket) -> Mapping[str, Any]:
    message = error.say.to(language_of(socket.scope))
    return {"type": "error", "error": {"code": error.code, "message": message, "event_id": None}}

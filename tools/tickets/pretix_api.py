"""Pretix's REST API (v1): one authorised question and its answer, with a deadline, a limit, and failures by name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from assistant.types import Json
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish

_DEADLINE = 8.0  # seconds
_MOST = 4_000_000  # bytes of one answer
_PAGES = 20  # of one list


@dataclass(frozen=True, kw_only=True, slots=True)
class Pretix:
    """An organiser's account: its team's API token may read events and write orders."""

    url: str
    organizer: str
    token: str

    def address(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/api/v1/organizers/{self.organizer}/{path}"


@dataclass(frozen=True, slots=True)
class Api:
    account: Pretix
    http: httpx.AsyncClient

    async def get(self, path: str, **params: str) -> Any:
        """Raises ServiceDown, ServiceRubbish, ServiceRefused."""
        return await self._read("GET", self.account.address(path), params=params, understood=(200,))

    async def find(self, path: str) -> Any | None:
        """None where there is no such thing."""
        return await self._read("GET", self.account.address(path), understood=(200, 404))

    async def all(self, path: str, **params: str) -> list[Any]:
        """Every row of a list, page by page."""
        answer, rows = await self.get(path, **params), list[Any]()
        for _ in range(_PAGES):
            try:
                rows += answer["results"]
                following = answer["next"]
            except (KeyError, TypeError) as error:
                raise ServiceRubbish() from error
            if not following:
                break
            # Its own idea of its address may differ from ours: only the question is taken from it.
            params = dict(httpx.URL(following).params)
            answer = await self.get(path, **params)
        return rows

    async def post(self, path: str, body: Json, *, key: str = "") -> tuple[int, Any]:
        """The status and the answer; 400 and 409 are the caller's. The same `key` does it once. Raises ServiceDown."""
        headers = {"X-Idempotency-Key": key} if key else {}
        status, content = await self._send("POST", self.account.address(path), headers=headers, json=body)
        return status, _parsed(content) if content else None

    async def delete(self, path: str) -> None:
        await self._send("DELETE", self.account.address(path))

    async def _read(self, method: str, url: str, *, understood: tuple[int, ...], **more: Any) -> Any:
        status, content = await self._send(method, url, **more)
        if status not in understood:
            raise ServiceRefused()
        return None if status == 404 else _parsed(content)

    async def _send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        signed = {"Authorization": f"Token {self.account.token}", **(headers or {})}
        try:
            async with asyncio.timeout(_DEADLINE), self.http.stream(method, url, headers=signed, **more) as answer:
                content = bytearray()
                async for chunk in answer.aiter_bytes():
                    content += chunk
                    if len(content) > _MOST:
                        raise ServiceRubbish()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise ServiceDown() from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise ServiceDown()
        if answer.status_code in (401, 403):
            raise ServiceRefused()
        return answer.status_code, bytes(content)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ServiceRubbish() from error

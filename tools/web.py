"""One question to a web service and its JSON answer: a deadline, a limit to its size, and failures by name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx

from assistant.errors import ToolError

_DEADLINE = 8.0  # seconds for the whole answer
_MOST = 8_000_000  # bytes


class ServiceDown(ToolError):
    """The service does not answer right now."""

    code = "provider_down"
    zh = "服务暂时没有回应。"


class ServiceRubbish(ToolError):
    """The service answered something I cannot use."""

    code = "provider_rubbish"
    zh = "服务返回的内容无法使用。"


class ServiceRefused(ToolError):
    """The service refused that question."""

    code = "provider_refused"
    zh = "服务拒绝了这个请求。"


def make_client() -> httpx.AsyncClient:
    """For where nobody hands one in."""
    return httpx.AsyncClient(timeout=httpx.Timeout(_DEADLINE, connect=3.0), headers={"User-Agent": "steward-assistant"})


async def get_json(
    http: httpx.AsyncClient,
    url: str,
    params: Mapping[str, str] | None = None,
    *,
    body: Any = None,
    understood: tuple[int, ...] = (200,),
) -> Any:
    """The answer to a GET (or a POST, with a `body`). Raises ServiceDown, ServiceRubbish, ServiceRefused."""
    status, answer = await ask_json(http, "GET" if body is None else "POST", url, params=params, body=body)
    if status not in understood:
        raise ServiceRefused()
    return answer


async def ask_json(
    http: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
) -> tuple[int, Any]:
    """Status and JSON of the answer, None where a refusal has no JSON. Raises ServiceDown, ServiceRubbish."""
    try:
        asked = http.stream(method, url, params=params, headers=headers, json=body)
        async with asyncio.timeout(_DEADLINE), asked as answer:
            content = await _read(answer)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise ServiceDown() from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise ServiceDown()
    try:
        return answer.status_code, json.loads(content)
    except (ValueError, RecursionError) as error:
        if answer.status_code >= 300:
            return answer.status_code, None
        raise ServiceRubbish() from error


async def _read(answer: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > _MOST:
            raise ServiceRubbish()
    return bytes(content)

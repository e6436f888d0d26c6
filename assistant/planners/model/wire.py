"""The HTTP client a model is spoken to with: bounded answers, no detour by a proxy to this machine, no redirects."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from assistant.planners.model.endpoint import Limits, ModelEndpoint


class TooManyBytes(Exception):
    """The answer is larger than any honest one."""


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, limit: int) -> None:
        self._inner, self._left = inner, limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Without this a line that never ends would be gathered in memory until the deadline.
        async for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooManyBytes
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def http_client(endpoint: ModelEndpoint, limits: Limits) -> httpx.AsyncClient:
    """A client for one endpoint; whoever made it closes it."""

    async def bound(response: httpx.Response) -> None:
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Bounded(response.stream, limits.max_bytes)

    return httpx.AsyncClient(
        timeout=httpx.Timeout(limits.deadline, connect=min(5.0, limits.deadline)),
        event_hooks={"response": [bound]},
        trust_env=not endpoint.is_local,
        follow_redirects=False,
    )

"""What the network does to a shop: answers get lost after the act, the server is down, or says something else."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from tools.ucp import Merchant, door


@dataclass
class Weather(httpx.AsyncBaseTransport):
    merchant: Merchant
    lose_answers: int = 0  # of the next questions about an order: done, but nobody hears of it
    status: int = 0
    instead: str | None = None

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if "/checkout-sessions" not in request.url.path:
            return await self._through(request)
        if self.status:
            return httpx.Response(self.status, request=request)
        if self.instead is not None:
            return httpx.Response(200, text=self.instead, request=request)
        answer = await self._through(request)
        is_after = request.url.path.endswith("/complete") or self.lose_answers > 1
        if self.lose_answers and is_after and (request.method == "POST" or self._sold()):
            self.lose_answers -= 1
            raise httpx.ReadError("the line broke", request=request)
        return answer

    def _sold(self) -> bool:
        return self.merchant.book.sold(self.merchant.name, "rye", f"{self.merchant.clock():%Y-%m-%d}") > 0

    async def _through(self, request: httpx.Request) -> httpx.Response:
        return await httpx.ASGITransport(app=door(self.merchant)).handle_async_request(request)

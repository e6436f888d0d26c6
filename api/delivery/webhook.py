"""A signed POST to an address of the user's: who receives it can tell that it is ours and not an old one."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import httpx

from api.delivery.message import Message, Result
from api.delivery.push import payload

_GONE = 410


class Webhook:
    """`X-Steward-Signature: t=SECONDS,v1=HEX`: HMAC-SHA256 with the channel's secret over `SECONDS.BODY`."""

    async def send(self, address: Mapping[str, Any], message: Message) -> Result:
        body = json.dumps({"id": message.id, **payload(message)}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.id,
            "X-Steward-Signature": signature(address["secret"], body, int(time.time())),
        }
        try:
            async with httpx.AsyncClient(timeout=10, follow_redirects=False, trust_env=False) as client:
                answer = await client.post(address["address"], content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Result(state="failed", detail=type(error).__name__, again=True)
        if answer.is_success:
            return Result(state="accepted")
        if answer.status_code == _GONE:
            return Result(state="gone", detail="HTTP 410")
        again = answer.status_code in (408, 425, 429) or answer.status_code >= 500
        return Result(state="failed", detail=f"HTTP {answer.status_code}", again=again)


def signature(secret: str, body: bytes, seconds: int) -> str:
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"

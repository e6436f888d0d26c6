"""All ways to reach a user, under one call: the right one is picked, checked for where it leads, and never raises."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from api.delivery.mail import Mail
from api.delivery.many import Many
from api.delivery.message import Message, Result
from api.delivery.push import Push
from api.delivery.reach import check_reach
from api.delivery.webhook import Webhook
from assistant.errors import StewardError

log = logging.getLogger("steward.delivery")


class Way(Protocol):
    async def send(self, address: Mapping[str, Any], message: Message) -> Result: ...


class Channels:
    def __init__(self, folder: Path, *, smtp_url: str | None) -> None:
        self.push, self.mail = Push(folder), Mail(smtp_url)
        self._ways: dict[str, Way] = {
            "push": self.push,
            "email": self.mail,
            "webhook": Webhook(),
            "apprise": Many(),
        }

    async def send(self, address: Mapping[str, Any], message: Message) -> Result:
        """One try. `address` is the channel as stored."""
        kind = address["kind"]
        try:
            if kind != "email":
                await check_reach(address["address"], is_owner=bool(address.get("owner")))
            return await self._ways[kind].send(address, message)
        except StewardError as error:
            return Result(state="failed", detail=error.code)
        except Exception:
            log.exception("a %s channel broke", kind)
            return Result(state="failed", detail="internal", again=True)

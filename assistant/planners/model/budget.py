"""How many tokens a user may spend on language models in a day: set aside before asking, settled after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from assistant.codec import canonical
from assistant.planners.model.failures import ModelFailed
from assistant.types import Json, Turn

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")


class Meter(Protocol):
    """Keeps the count of a user's day."""

    async def spent(self, user_id: str, day: date) -> int: ...

    async def add(self, user_id: str, day: date, tokens: int, *, limit: int | None = None) -> bool:
        """Count these (fewer than none: a reservation given back). False, and nothing counted, beyond the limit."""
        ...


class MemoryMeter:
    """Counts in this process; a restart begins the day anew. Days gone by are dropped."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, date], int] = {}

    async def spent(self, user_id: str, day: date) -> int:
        return self._spent.get((user_id, day), 0)

    async def add(self, user_id: str, day: date, tokens: int, *, limit: int | None = None) -> bool:
        for key in [k for k in self._spent if k[0] == user_id and k[1] < day]:
            del self._spent[key]
        total = self._spent.get((user_id, day), 0) + tokens
        if limit is not None and total > limit:
            return False
        self._spent[user_id, day] = total
        return True


class Budget:
    """`tokens_per_day` None means no limit; what is spent is counted all the same. The day is the user's own."""

    def __init__(self, tokens_per_day: int | None = 200_000, meter: Meter | None = None) -> None:
        self.tokens_per_day = tokens_per_day
        self._meter = meter or MemoryMeter()

    async def reserve(self, turn: Turn, tokens: int) -> None:
        """Set tokens aside before asking, so that turns side by side cannot overrun together. Raises ModelFailed."""
        if not await self._meter.add(turn.user.id, _day(turn), tokens, limit=self.tokens_per_day):
            raise ModelFailed("model_budget")

    async def settle(self, turn: Turn, reserved: int, used: int) -> None:
        """Replace what was set aside by what it really was."""
        await self._meter.add(turn.user.id, _day(turn), used - reserved)

    async def spent(self, turn: Turn) -> int:
        return await self._meter.spent(turn.user.id, _day(turn))


def _day(turn: Turn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.user.timezone)).date()


def estimate(*parts: str | Sequence[Mapping[str, Json]]) -> int:
    """Tokens, roughly and rather too many: a Han character each, else one per four characters."""
    total = 0
    for part in parts:
        text = part if isinstance(part, str) else canonical(part)
        wide = len(_WIDE.findall(text))
        total += wide + (len(text) - wide + 3) // 4
    return total

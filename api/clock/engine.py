"""The port between due follow-ups and what wakes us for them: four methods, two engines, the same behaviour.

Truth is the due table. An engine only says when to look; a wake too many finds nothing, a wake lost is made up for by
the engine's own poll.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from memory.wakes import Connection, Wake

# What may not wait first. Within a lane the longest due comes first; no lane waits for a slower one.
LANES: dict[str, tuple[str, ...]] = {
    "alarm": ("alarm", "timer", "care"),
    "reminder": ("reminder",),
    "briefing": ("briefing",),
    "agent": (),  # check-ins, and whatever else there may be
}
_LANE_OF = {kind: lane for lane, kinds in LANES.items() for kind in kinds}

Ring = Callable[[str], Awaitable[int]]
"""Rings all that is due in that lane; says how many rang."""


def lane_of(kind: str) -> str:
    return _LANE_OF.get(kind, "agent")


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """`backlog`: follow-ups due and not rung. `oldest`: seconds the first of them waits. `dead`: wakes given up on."""

    engine: str
    backlog: int
    oldest: float
    dead: int = 0


class Engine(Protocol):
    def arm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """In the transaction that writes the follow-ups: a wake is committed with its row or not at all."""
        ...

    def disarm(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Best effort."""
        ...

    async def run(self, ring: Ring) -> None:
        """Wake whenever something is due, until cancelled. Survives a storage that is away for a while."""
        ...

    async def health(self) -> Health: ...

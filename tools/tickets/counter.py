"""The counter: one ticket vendor in front of all there are, each asked for what it sells."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import ToolError
from assistant.ports import Place
from assistant.types import Receipt
from tools.tickets.provider import SeatOffer, Showing, TicketVendor, Wanted
from tools.tickets.trains import PREFIX as TRAIN

_STAGE = ("theatre", "concert", "event")


@dataclass(frozen=True, slots=True)
class Counter:
    """Fulfils `TicketVendor`. `others` sell what is at no place of the map; their ids begin with their name."""

    houses: TicketVendor
    others: Mapping[str, TicketVendor]

    @property
    def demonstration(self) -> bool:
        return self.houses.demonstration

    def of(self, showing_id: str) -> TicketVendor:
        return self.others.get(showing_id.partition("|")[0], self.houses)

    async def showings(self, venues: Sequence[Place], wanted: Wanted) -> tuple[Showing, ...]:
        """Of all that sell such things. One that does not answer spoils nothing, unless no other has any."""
        asked = [vendor.showings(venues, wanted) for vendor in self._selling(wanted, venues)]
        found: list[Showing] = []
        failed: list[ToolError] = []
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(answer, ToolError):
                failed.append(answer)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                found.extend(answer)
        if failed and not found:
            raise failed[0]
        return tuple(sorted(found, key=lambda s: s.start))

    def _selling(self, wanted: Wanted, venues: Sequence[Place]) -> list[TicketVendor]:
        if wanted.kind == TRAIN:
            return [self.others[TRAIN]]
        staged = [v for name, v in self.others.items() if name != TRAIN and wanted.kind in _STAGE]
        return [*staged, *([self.houses] if venues else [])]

    async def showing(self, venue: Place | None, showing_id: str) -> Showing:
        return await self.of(showing_id).showing(venue, showing_id)

    async def free_seats(self, showing: Showing, now: datetime) -> tuple[tuple[str, bool], ...]:
        return await self.of(showing.id).free_seats(showing, now)

    async def hold(
        self, showing: Showing, quantity: int, *, key: str, now: datetime, instead_of: str = ""
    ) -> SeatOffer:
        return await self.of(showing.id).hold(showing, quantity, key=key, now=now, instead_of=instead_of)

    async def order(self, showing: Showing, hold: str, now: datetime) -> Receipt:
        return await self.of(showing.id).order(showing, hold, now)

    async def exchange(self, showing: Showing, hold: str, reference: str, now: datetime) -> Receipt:
        return await self.of(showing.id).exchange(showing, hold, reference, now)

    async def refund(self, showing_id: str, reference: str, now: datetime) -> Receipt:
        return await self.of(showing_id).refund(showing_id, reference, now)

    async def look_up(self, showing_id: str, key: str) -> Receipt | None:
        return await self.of(showing_id).look_up(showing_id, key)

    async def given_back(self, showing_id: str, reference: str) -> Receipt | None:
        return await self.of(showing_id).given_back(showing_id, reference)

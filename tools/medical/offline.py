"""The vendor that ships: real practices of the map with appointments of its own, some of them taken by others."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from assistant.ports import Place
from assistant.types import Receipt, Say, User
from tools.medical.provider import Slot, SlotGone, Wishes
from tools.stock import Stock

LENGTH = timedelta(minutes=30)
HELD_FOR = timedelta(minutes=10)
_HOURS = ((time(9), time(12)), (time(14), time(17)))
_TAKEN_SHARE = 45  # per cent of the appointments that others have


@dataclass(slots=True)
class DemonstrationClinic:
    """Fulfils `Clinic`. Appointments on working days, each half hour; which ones others have is fixed per slot."""

    home: Path
    name: str = "Steward demonstration"
    demonstration: bool = True
    _stock: Stock | None = field(default=None, init=False)

    async def practices(self, kind: str, wishes: Wishes) -> tuple[Place, ...] | None:
        return None

    async def practice(self, place_id: str) -> Place | None:
        return None

    async def slots(
        self, place: Place, kind: str, start: datetime, until: datetime, now: datetime, *, key: str = ""
    ) -> tuple[Slot, ...]:
        ours = await asyncio.to_thread(self._taken, start, until, now, key)
        return tuple(
            slot
            for moment in _times(max(start, now), until)
            if (slot := _slot(place, kind, moment)).id not in ours and not _others_have(slot.id)
        )

    async def slot(self, place: Place, slot_id: str) -> Slot:
        try:
            _, kind, text = slot_id.split("|")
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise SlotGone() from error
        found = _slot(place, kind, moment)
        if moment not in _times(moment, moment) or _others_have(found.id):
            raise SlotGone()
        return found

    async def hold(self, slot: Slot, *, key: str, now: datetime, instead_of: str = "") -> tuple[str, datetime]:
        if slot.start <= now:
            raise SlotGone()
        expires = now + HELD_FOR
        data = {"name": slot.place.name()}
        claim = await asyncio.to_thread(
            lambda: self.stock.hold(
                [slot.id], slot.start, slot.until, key=key, now=now, expires=expires, data=data, instead_of=instead_of
            )
        )
        return claim.reference, expires

    async def book(self, slot: Slot, hold: str, now: datetime, user: User) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.book(hold, now=now))
        return _receipt(slot.place.name(), claim.reference, Say(zh="已预约", en="Appointment booked"))

    async def exchange(self, reference: str, slot: Slot, hold: str, now: datetime, user: User) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.exchange(reference, hold, now=now))
        return _receipt(slot.place.name(), claim.reference, Say(zh="已改期", en="Appointment moved"))

    async def cancel(self, reference: str, now: datetime, user: User) -> Receipt:
        claim = await asyncio.to_thread(lambda: self.stock.cancel(reference))
        return _receipt(str(claim.data["name"]), reference, Say(zh="已取消预约", en="Appointment cancelled"))

    async def look_up(self, key: str) -> Receipt | None:
        claim = await asyncio.to_thread(lambda: self.stock.by_key(key))
        if claim is None or claim.state != "booked":
            return None
        return _receipt(str(claim.data["name"]), claim.reference, Say(zh="已预约", en="Appointment booked"))

    def _taken(self, start: datetime, until: datetime, now: datetime, key: str) -> set[str]:
        own = self.stock.by_key(key) if key else None
        return self.stock.taken(start, until + LENGTH, now, but=own.reference if own else "")

    @property
    def stock(self) -> Stock:
        if self._stock is None:
            self._stock = Stock(self.home / "appointments.db")
        return self._stock


def _slot(place: Place, kind: str, moment: datetime) -> Slot:
    return Slot(
        id=f"{place.id}|{kind}|{moment.isoformat()}", place=place, kind=kind, start=moment, until=moment + LENGTH
    )


def _times(start: datetime, until: datetime) -> list[datetime]:
    """Working-day half hours from `start` to `until`, in the zone of `start`."""
    found: list[datetime] = []
    day = start.date()
    while day <= until.date() and len(found) < 200:
        if day.weekday() < 5:
            for opens, closes in _HOURS:
                moment = datetime.combine(day, opens, tzinfo=start.tzinfo)
                while moment.time() < closes:
                    if start <= moment <= until:
                        found.append(moment)
                    moment += LENGTH
        day += timedelta(days=1)
    return found


def _others_have(slot_id: str) -> bool:
    return hashlib.sha256(slot_id.encode()).digest()[0] * 100 // 256 < _TAKEN_SHARE


def _receipt(provider: str, reference: str, text: Say) -> Receipt:
    return Receipt(provider=provider, reference=reference, text=text, data={"demonstration": True})

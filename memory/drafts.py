"""A delivery about to be written: one ring of one slot, with the words its follow-up fixed when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Row

from assistant.codec import canonical
from assistant.moments import zone
from assistant.types import Delivery, Json, Say
from memory.ringing import Ring
from memory.scope import new_id
from memory.tables.columns import moment

Slot = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Draft:
    row: Row[Any]
    content: Json
    ring: Ring

    @property
    def slot(self) -> Slot:
        return self.row.user_id, self.row.id, self.ring.slot_us

    def delivery(self, sequence: int, now: datetime) -> Delivery:
        due, said = slot_at(self.ring.slot_us, self.row.timezone)
        return Delivery(
            id=f"{new_id()}-{self.ring.number}",
            sequence=sequence,
            slot_id=f"{self.row.id}:{said}",
            follow_up_id=self.row.id,
            user_id=self.row.user_id,
            kind=self.row.kind,
            say=Say(**self.content["say"]),
            due_at=due,
            delivered_at=now,
            late_seconds=self.ring.late_seconds,
            state=cast(Any, self.ring.state),
            channel=self.ring.channel,
            why=self.ring.why,
        )

    def outbox(self, delivery: Delivery, delivered_us: int) -> dict[str, Any]:
        """The row of it."""
        return {
            "user_id": delivery.user_id,
            "id": delivery.id,
            "sequence": delivery.sequence,
            "follow_up_id": delivery.follow_up_id,
            "slot_us": self.ring.slot_us,
            "timezone": self.row.timezone,
            "ring": self.ring.number,
            "kind": delivery.kind,
            "state": delivery.state,
            "channel": delivery.channel,
            "delivered_us": delivered_us,
            "late_seconds": delivery.late_seconds,
            "sensitivity": self.row.sensitivity,
            "content": self.row.content,
            "why": canonical(self.ring.why) if self.ring.why else None,
        }


def slot_of(key: Slot) -> dict[str, Any]:
    user_id, follow_up_id, slot_us = key
    return {"user_id": user_id, "follow_up_id": follow_up_id, "slot_us": slot_us}


@lru_cache(maxsize=2048)
def slot_at(slot_us: int, timezone: str) -> tuple[datetime, str]:
    """The slot in its zone, and as text. Those who get up at seven share it."""
    due = moment(slot_us).astimezone(zone(timezone))
    return due, due.isoformat()

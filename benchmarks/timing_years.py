"""Years of alarms on a clock that is turned by hand: through DST, a leap day, and a machine whose clock jumps."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from assistant.changes import PutFollowUp
from assistant.moments import at_wall, zone
from assistant.types import Recurrence, Say, User
from memory import SqlStore, open_store

YEARS = 3
FIRST = datetime(2026, 11, 23, 12, tzinfo=UTC)  # the 29th of February 2028 is among them
# Clocks that skip and double an hour or half of one, at the wall times at which they do, and one that does neither.
WALLS = (
    ("America/New_York", time(2, 30)),
    ("America/New_York", time(1, 30)),
    ("Europe/Berlin", time(2, 30)),
    ("Europe/Berlin", time(3, 0)),
    ("Australia/Lord_Howe", time(2, 15)),
    ("Australia/Lord_Howe", time(1, 45)),
    ("America/Santiago", time(0, 0)),
    ("Africa/Casablanca", time(2, 30)),
    ("Asia/Shanghai", time(7, 0)),
    ("Pacific/Auckland", time(2, 0)),
)


@dataclass(frozen=True)
class Lived:
    alarms: int
    missed: int
    doubled: int


async def live(store: SqlStore, user: User, walls: Sequence[tuple[str, time]], days: int, seed: int = 5) -> Lived:
    """One daily alarm for each of these walls; `store` is empty. Each local day must have rung exactly once."""
    luck, now = random.Random(seed), FIRST
    where: dict[str, tuple[str, date]] = {}
    for number, (name, clock) in enumerate(walls):
        begin = FIRST.astimezone(zone(name)).date() + timedelta(days=1)
        put = PutFollowUp.alarm(
            key=str(number),
            due_at=at_wall(datetime.combine(begin, clock), name),
            say=Say(zh="起床", en="Get up"),
            recurrence=Recurrence(rrule="FREQ=DAILY"),
        )
        put = replace(put, timezone=name)
        undo = await store.transact(user.id, lambda tx, put=put: tx.apply(put, plugin="bench", turn_id=None, now=FIRST))
        where[undo.id] = (name, begin)
    rung, slots = Counter[tuple[str, date]](), Counter[str]()
    end = FIRST + timedelta(days=days)
    while now < end:
        now = await _next(store, now, luck)
        for delivery in await store.due.claim(now, 100):
            slots[delivery.slot_id] += 1
            if slots[delivery.slot_id] == 1:
                rung[delivery.follow_up_id, delivery.due_at.date()] += 1
            await store.transact(user.id, lambda tx, d=delivery, at=now: tx.acknowledge(d.follow_up_id, at))
    return _judged(where, rung, end)


async def _next(store: SqlStore, now: datetime, luck: random.Random) -> datetime:
    """The next time somebody looks: usually when something is due; now and then the machine slept, or went back."""
    due = await store.due.next_due()
    chance = luck.random()
    if chance < 0.02:
        return now + timedelta(hours=luck.uniform(1, 11))  # a suspended laptop
    if chance < 0.04:
        return now - timedelta(hours=luck.uniform(0, 2))  # its clock was set back
    return max(now, due) if due is not None else now + timedelta(days=1)


def _judged(where: dict[str, tuple[str, date]], rung: Counter[tuple[str, date]], end: datetime) -> Lived:
    asked = missed = 0
    for name, (timezone, begin) in where.items():
        last = (end - timedelta(days=1)).astimezone(zone(timezone)).date()
        for number in range((last - begin).days + 1):
            asked, missed = asked + 1, missed + (rung[name, begin + timedelta(days=number)] == 0)
    return Lived(alarms=asked, missed=missed, doubled=sum(count - 1 for count in rung.values()))


async def alarms_over_years(count: int) -> str:
    store = open_store()
    user = await store.people.add("Ann", now=FIRST, timezone="UTC", is_owner=True)
    days = YEARS * 366
    walls = (WALLS * (count // days // len(WALLS) + 1))[: max(1, count // days + 1)]
    found = await live(store, user, walls, days)
    store.close()
    return f"{found.alarms:,}: {found.missed} missed, {found.doubled} doubled"

"""What /metrics says about follow-ups: due, delivered, late, missed, acknowledged, and openings kept silent."""

from __future__ import annotations

from datetime import timedelta

from harness import House

from assistant.changes import PutFollowUp
from assistant.types import Say

TEA = Say(zh="喝茶", en="Drink tea")


async def test_every_state_is_counted(house: House) -> None:
    owner, parts = house.client(), house.parts
    me = (await owner.get("/api/me")).json()["id"]
    now = parts.clock.now()
    puts = [
        PutFollowUp.reminder(key="now", due_at=now, say=TEA),
        PutFollowUp.reminder(key="late", due_at=now - timedelta(minutes=5), say=TEA),
        PutFollowUp.check_in(key="stale", due_at=now - timedelta(days=2), say=TEA),
    ]
    for put in puts:
        await parts.store.transact(me, lambda tx, put=put: tx.apply(put, plugin="bench", turn_id=None, now=now))
    rung = await parts.store.due.claim(now, 10)
    house.steward._deliver(rung)
    first = next(delivery for delivery in rung if delivery.late_seconds == 0)
    for _ in range(2):
        await owner.post(f"/api/follow-ups/{first.follow_up_id}/ack")
    text = (await owner.get("/metrics")).text
    for state, count in {"due": 3, "delivered": 2, "late": 2, "missed": 1, "acknowledged": 1}.items():
        assert f'steward_follow_ups_total{{state="{state}"}} {count}\n' in text
    assert "steward_silent_turns_total 1\n" in text

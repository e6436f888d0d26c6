"""The due table as the clock sees it, across users: what is due becomes deliveries, once per slot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from assistant.errors import NotFound
from assistant.types import Delivery, FollowUpState, Json, Sensitivity
from memory.cipher import Vault
from memory.database import Database
from memory.drafts import Draft, slot_of
from memory.follow_up_rows import delivery_of, policy_of
from memory.follow_ups import FollowUps
from memory.keyring import Keyring
from memory.manners import Manners
from memory.ringing import step, waiting
from memory.tables.columns import micros, moment
from memory.tables.follow_ups import deliveries, fires, follow_ups
from memory.tables.people import users
from memory.upsert import inserting_new

_MOVE = (
    update(follow_ups)
    .where(follow_ups.c.seq == bindparam("row"))
    .values({name: bindparam(name) for name in ("state", "due_us", "wake_us", "ring_us", "rings", "repeat_us")})
    .values(escalate_us=bindparam("escalate_us"))
)
_PASSED = (
    update(deliveries)
    .where(deliveries.c.user_id == bindparam("who"), deliveries.c.follow_up_id == bindparam("what"))
    .where(deliveries.c.slot_us < bindparam("slot"), or_(deliveries.c.state == "queued", deliveries.c.state == "sent"))
    .values(state="missed")
)
_COUNT = update(users).where(users.c.user_id == bindparam("who")).values(last_sequence=bindparam("to"))


class DueTable:
    """Made by `open_store` as `store.due`. Fulfils `assistant.ports.Due`, and is the outbox of what it delivered."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def next_due(self) -> datetime | None:
        """When to look again; None when nothing is waiting."""
        earliest = select(follow_ups.c.wake_us).where(follow_ups.c.wake_us.is_not(None))
        query = earliest.order_by(follow_ups.c.wake_us).limit(1)
        found = await self._database.read(lambda connection: connection.execute(query).scalar())
        return moment(found) if found is not None else None

    async def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Turn up to `limit` due rows into deliveries and arm their next slots; empty when nothing is due.

        Deliveries of state "missed" were too late to ring and are only to be shown. All rings of one slot share a
        `slot_id`; their `id` ends in the number of the ring.
        """
        return await self._database.write(lambda connection: self._claim(connection, now, limit))

    async def settle(self, follow_up_id: str, state: FollowUpState, now: datetime) -> None:
        """Acknowledge, cancel or give up, whoever it belongs to. Raises NotFound, InvalidArgument."""

        def work(connection: Connection) -> None:
            query = select(follow_ups.c.user_id).where(follow_ups.c.id == follow_up_id)
            user_id = connection.execute(query).scalar()
            if user_id is None:
                raise NotFound
            owner, vault = self._keyring.open(connection, user_id)
            FollowUps(connection, owner, vault).settle(follow_up_id, state, now)

        await self._database.write(work)

    async def unsent(self, limit: int = 1000) -> tuple[Delivery, ...]:
        """Deliveries nobody has been sent yet, oldest first: what a restart has to go on with."""
        query = select(deliveries).where(deliveries.c.state == "queued").order_by(deliveries.c.seq).limit(limit)
        return await self._database.read(lambda connection: self._nouns(connection, connection.execute(query).all()))

    async def mark_sent(self, delivery_ids: Sequence[str], channel: str = "page") -> None:
        """Record that a channel took them. It does not mean that anybody has seen them."""
        queued = deliveries.c.id == bindparam("which"), deliveries.c.state == "queued"
        sent = update(deliveries).where(*queued).values(state="sent", channel=channel)
        rows = [{"which": each} for each in delivery_ids]
        if rows:
            await self._database.write(lambda connection: connection.execute(sent, rows))

    def _claim(self, connection: Connection, now: datetime, limit: int) -> tuple[Delivery, ...]:
        query = select(follow_ups).where(follow_ups.c.wake_us <= micros(now)).order_by(follow_ups.c.wake_us)
        rows = connection.execute(query.limit(limit).with_for_update(skip_locked=True)).all()
        if not rows:
            return ()
        vaults = self._vaults_of(connection, rows)
        manners, drafts, moves = Manners(connection, rows, now), [], []
        for row in rows:
            content = _content(row, vaults)
            policy = policy_of(content["policy"])
            if (quiet := manners.held_until(row, policy)) is not None:
                moves.append({"row": row.seq, **waiting(row, quiet)})
                continue
            taken = manners.judged(row, step(row, content, policy, micros(now)))
            drafts += [Draft(row, content, ring) for ring in taken.rings]
            moves.append({"row": row.seq, **taken.changes})
        _pass_by(connection, drafts)
        written = _write(connection, _once(connection, drafts, now), now)
        connection.execute(_MOVE, moves)
        manners.store()
        return written

    def _vaults_of(self, connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, Vault]:
        """Only private rows need their owner's key."""
        private = {row.user_id for row in rows if row.sensitivity == Sensitivity.PRIVATE.value}
        return self._keyring.vaults(connection, private) if private else {}

    def _nouns(self, connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Delivery, ...]:
        vaults = self._vaults_of(connection, rows)
        return tuple(delivery_of(row, _content(row, vaults)) for row in rows)


def _content(row: Row[Any], vaults: dict[str, Vault]) -> Json:
    return vaults[row.user_id].read(row.content) if row.user_id in vaults else json.loads(row.content)


def _pass_by(connection: Connection, drafts: Sequence[Draft]) -> None:
    """A slot that still rings when the next one comes was missed: nobody can take yesterday's medicine today."""
    again = [draft for draft in drafts if draft.ring.number == 1 and draft.content["recurrence"]]
    rows = [{"who": d.row.user_id, "what": d.row.id, "slot": d.ring.slot_us} for d in again]
    if rows:
        connection.execute(_PASSED, rows)


def _once(connection: Connection, drafts: Sequence[Draft], now: datetime) -> list[Draft]:
    """The drafts whose slot has not fired before; repeated rings of one slot pass."""
    firsts = {draft.slot: draft for draft in drafts if draft.ring.number == 1}
    if not firsts:
        return list(drafts)
    rows = [{**slot_of(key), "at_us": micros(now)} for key in firsts]
    taking = inserting_new(connection.dialect.name, fires)
    names = fires.c.user_id, fires.c.follow_up_id, fires.c.slot_us
    fresh = set(map(tuple, connection.execute(taking.returning(*names), rows)))
    return [draft for draft in drafts if draft.ring.number > 1 or draft.slot in fresh]


def _write(connection: Connection, drafts: Sequence[Draft], now: datetime) -> tuple[Delivery, ...]:
    """The outbox rows, numbered on from each user's last one."""
    if not drafts:
        return ()
    last = _last_sequences(connection, {draft.row.user_id for draft in drafts})
    made, rows = [], []
    for draft in drafts:
        user_id = draft.row.user_id
        last[user_id] += 1
        delivery = draft.delivery(last[user_id], now)
        made.append(delivery)
        rows.append(draft.outbox(delivery))
    connection.execute(deliveries.insert(), rows)
    connection.execute(_COUNT, [{"who": who, "to": to} for who, to in last.items()])
    return tuple(made)


def _last_sequences(connection: Connection, user_ids: set[str]) -> dict[str, int]:
    query = select(users.c.user_id, users.c.last_sequence).where(users.c.user_id.in_(user_ids)).with_for_update()
    return {row.user_id: row.last_sequence for row in connection.execute(query)}

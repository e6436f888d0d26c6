"""What goes to channels beside the page: fanned out from the deliveries, leased to a sender, each result recorded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, update

from assistant.initiative import OPENINGS
from assistant.types import Delivery, Json, Sensitivity, User
from memory.cipher import Vault
from memory.database import Database
from memory.follow_up_rows import delivery_of
from memory.keyring import Keyring, user_of
from memory.tables.columns import micros, moment
from memory.tables.dispatches import dispatches
from memory.tables.follow_ups import deliveries, follow_ups
from memory.tables.people import user_keys, users
from memory.tables.records import records
from memory.upsert import inserting_new

PLUGIN, KIND = "steward-channels", "channel"  # no plugin can be called that; sealed records
BEGUN_BY_US = (*OPENINGS, "briefing")  # their conversation is opened before anything is sent
_LEASE = timedelta(seconds=60)
_RINGING = ("queued", "sent")
_READY = or_(deliveries.c.kind.not_in(BEGUN_BY_US), deliveries.c.conversation.is_not(None))
_QUEUED = select(deliveries).where(deliveries.c.state == "queued")
_SENT = update(deliveries).where(deliveries.c.state == "queued")
_WAITING = dispatches.c.state == "waiting"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """One delivery for one channel. `address` is what the user stored about that channel."""

    number: int
    user: User
    delivery: Delivery
    private: bool
    channel: str
    address: Mapping[str, Json]
    attempts: int


class Outbox:
    """Across users. Every parcel is leased to one sender at a time; a sender that dies loses none."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database, self._keyring = database, keyring

    async def fan_out(self, now: datetime, limit: int = 500) -> int:
        """Turn deliveries nobody looked at yet into parcels for their users' channels. Returns how many there were."""
        return await self._database.write(lambda connection: self._fan_out(connection, now, limit))

    async def unopened(self, limit: int = 200, before: datetime | None = None) -> tuple[Delivery, ...]:
        """Openings and briefings (delivered before that) whose conversation is still to be begun: what a restart goes
        on with."""
        query = _QUEUED.where(deliveries.c.kind.in_(BEGUN_BY_US), deliveries.c.conversation.is_(None))
        if before is not None:
            query = query.where(deliveries.c.delivered_us < micros(before))
        return await self._database.read(
            lambda connection: tuple(
                delivery_of(row, self._content(connection, row))
                for row in connection.execute(query.order_by(deliveries.c.seq).limit(limit)).all()
            )
        )

    async def lease(self, now: datetime, machine: datetime, limit: int = 32) -> tuple[Parcel, ...]:
        """Parcels to send now. `now` is the assistant's time, `machine` the machine's."""
        return await self._database.write(lambda connection: self._lease(connection, now, machine, limit))

    async def record(
        self, number: int, state: str, *, at: datetime, detail: str, retry: datetime | None = None
    ) -> None:
        """What came of it; with `retry` it waits and is tried again."""
        values: dict[str, Any] = {"state": state, "at_us": micros(at), "detail": detail[:200]}
        if retry is not None:
            values |= {"state": "waiting", "retry_us": micros(retry)}
        statement = update(dispatches).where(dispatches.c.seq == number).values(**values)
        await self._database.write(lambda connection: connection.execute(statement))

    async def next_times(self) -> tuple[datetime | None, datetime | None]:
        """(the assistant's time, the machine's time) at which something may be sent next."""
        query = select(func.min(dispatches.c.not_before_us), func.min(dispatches.c.retry_us)).where(_WAITING)
        row = await self._database.read(lambda connection: connection.execute(query).one())
        return (moment(row[0]), moment(row[1])) if row[0] is not None else (None, None)

    async def last_of(self, user_id: str) -> dict[str, Row[Any]]:
        """The newest result of each channel of that user."""
        newest = (
            select(func.max(dispatches.c.seq)).where(dispatches.c.user_id == user_id).group_by(dispatches.c.channel)
        )
        query = select(dispatches).where(dispatches.c.seq.in_(newest))
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row.channel: row for row in rows}

    def _fan_out(self, connection: Connection, now: datetime, limit: int) -> int:
        query = _QUEUED.where(_READY).order_by(deliveries.c.seq).limit(limit).with_for_update(skip_locked=True)
        rows = connection.execute(query).all()
        if not rows:
            return 0
        channels = self._channels(connection, {row.user_id for row in rows})
        parcels = [
            {
                "user_id": row.user_id,
                "delivery_id": row.id,
                "channel": key,
                "state": "waiting",
                "attempts": 0,
                "not_before_us": micros(now + timedelta(minutes=_minutes(row, address))),
                "retry_us": 0,
                "detail": "",
            }
            for row in rows
            for key, address in channels[row.user_id]
            if _wanted(row, address)
        ]
        if parcels:
            connection.execute(inserting_new(connection.dialect.name, dispatches), parcels)
        connection.execute(_SENT.where(deliveries.c.seq.in_([row.seq for row in rows])).values(state="sent"))
        return len(rows)

    def _lease(self, connection: Connection, now: datetime, machine: datetime, limit: int) -> tuple[Parcel, ...]:
        due = and_(_WAITING, dispatches.c.not_before_us <= micros(now), dispatches.c.retry_us <= micros(machine))
        query = select(dispatches).where(due).order_by(dispatches.c.not_before_us, dispatches.c.seq).limit(limit)
        found = connection.execute(query.with_for_update(skip_locked=True)).all()
        parcels = []
        for row in found:
            parcel = self._parcel(connection, row)
            values = {"state": "obsolete"} if parcel is None else {"attempts": row.attempts + 1}
            until = micros(machine + _LEASE)
            connection.execute(update(dispatches).where(dispatches.c.seq == row.seq).values(retry_us=until, **values))
            if parcel is not None:
                parcels.append(parcel)
        return tuple(parcels)

    def _parcel(self, connection: Connection, row: Row[Any]) -> Parcel | None:
        """None when the delivery was answered meanwhile, or its channel is gone."""
        query = select(deliveries).where(deliveries.c.id == row.delivery_id, deliveries.c.state.in_(_RINGING))
        delivery = connection.execute(query).first()
        address = dict(self._channels(connection, {row.user_id})[row.user_id]).get(row.channel)
        if delivery is None or address is None:
            return None
        if address.get("after_minutes"):
            _escalated(connection, delivery)
        owner = connection.execute(_OWNER, {"which": row.user_id}).one()
        vault = self._keyring.vault(owner)
        return Parcel(
            number=row.seq,
            user=user_of(owner, vault),
            delivery=delivery_of(delivery, vault.read(delivery.content)),
            private=delivery.sensitivity == Sensitivity.PRIVATE.value,
            channel=row.channel,
            address=address,
            attempts=row.attempts,
        )

    def _channels(
        self, connection: Connection, whom: set[str]
    ) -> Mapping[str, Sequence[tuple[str, Mapping[str, Json]]]]:
        query = select(records).where(records.c.plugin == PLUGIN, records.c.kind == KIND, records.c.user_id.in_(whom))
        rows = connection.execute(query).all()
        vaults = self._keyring.vaults(connection, {row.user_id for row in rows}) if rows else {}
        found: defaultdict[str, list[tuple[str, Mapping[str, Json]]]] = defaultdict(list)
        for row in rows:
            content = vaults[row.user_id].read(row.content)
            found[row.user_id].append((content["key"], content["data"]))
        return found

    def _content(self, connection: Connection, row: Row[Any]) -> Json:
        vaults: Mapping[str, Vault] = {}
        if row.sensitivity == Sensitivity.PRIVATE.value:
            vaults = self._keyring.vaults(connection, {row.user_id})
        return vaults[row.user_id].read(row.content) if vaults else json.loads(row.content)


_OWNER = (
    select(users, user_keys.c.wrapped, user_keys.c.master)
    .join(user_keys, users.c.user_id == user_keys.c.user_id)
    .where(users.c.user_id == bindparam("which"))
)


def _wanted(row: Row[Any], address: Mapping[str, Json]) -> bool:
    """Repeated rings go to screens only; a person the user named hears of it only with their consent."""
    if address.get("kinds") and row.kind not in address["kinds"]:
        return False
    if row.ring > 1 and row.channel != "escalation":
        return bool(address["kind"] == "push")
    return not address.get("person") or bool(address.get("consent"))


def _minutes(row: Row[Any], address: Mapping[str, Json]) -> int:
    return 0 if row.channel == "escalation" else int(address.get("after_minutes") or 0)


def _escalated(connection: Connection, delivery: Row[Any]) -> None:
    mine = and_(follow_ups.c.user_id == delivery.user_id, follow_ups.c.id == delivery.follow_up_id)
    connection.execute(update(follow_ups).where(mine, follow_ups.c.state == "delivered").values(state="escalated"))

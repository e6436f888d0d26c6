"""The due table as the clock sees it, across users: what is due becomes deliveries, once per slot."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from assistant.errors import NotFound
from assistant.types import Delivery, FollowUpState, Json, Sensitivity
from memory.bulk import insert_fresh, run_all
from memory.cipher import Vault
from memory.database import Database
from memory.drafts import Draft, slot_of
from memory.follow_up_rows import delivery_of, policy_of
from memory.follow_ups import FollowUps
from memory.keyring import Keyring
from memory.manners import NAME as MANNERS
from memory.manners import Manners
from memory.ringing import step, waiting
from memory.tables.columns import micros, moment
from memory.tables.follow_ups import deliveries, fires, follow_ups
from memory.tables.keys import settings
from memory.tables.people import users
from memory.wakes import Wake, Wakes

RUNG = "steward_rung"  # the channel on which a claim tells the numbers of its first and last delivery
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
_WRITE = deliveries.insert()
_PRIVATE = Sensitivity.PRIVATE.value
# Users are locked with their rows, as every transaction of a user does first: two workers wait for nobody.
_DUE = (
    select(
        follow_ups,
        users.c.last_sequence,
        users.c.timezone.label("home_zone"),
        settings.c.value.label("manners"),
    )
    .join(users, users.c.user_id == follow_ups.c.user_id)
    .outerjoin(settings, (settings.c.user_id == follow_ups.c.user_id) & (settings.c.name == MANNERS))
    .where(follow_ups.c.wake_us <= bindparam("now"))
    .order_by(follow_ups.c.wake_us)
    .limit(bindparam("most"))
    .with_for_update(of=[follow_ups, users], skip_locked=True)
)
_DUE_OF = _DUE.where(follow_ups.c.kind.in_(bindparam("kinds", expanding=True)))
_BACKLOG = select(func.count(), func.min(follow_ups.c.wake_us)).where(follow_ups.c.wake_us <= bindparam("now"))


class DueTable:
    """Made by `open_store` as `store.due`. Fulfils `assistant.ports.Due`, and is the outbox of what it delivered."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self.wakes: Wakes | None = None  # who wants to know when each row is to be looked at next

    async def next_due(self) -> datetime | None:
        """When to look again; None when nothing is waiting."""
        earliest = select(follow_ups.c.wake_us).where(follow_ups.c.wake_us.is_not(None))
        query = earliest.order_by(follow_ups.c.wake_us).limit(1)
        found = await self._database.read(lambda connection: connection.execute(query).scalar())
        return moment(found) if found is not None else None

    async def backlog(self, now: datetime) -> tuple[int, datetime | None]:
        """How many rows are due and not rung yet, and since when the oldest waits."""
        row = await self._database.read(lambda connection: connection.execute(_BACKLOG, {"now": micros(now)}).one())
        return row[0], moment(row[1]) if row[1] is not None else None

    async def claim(self, now: datetime, limit: int, kinds: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Turn up to `limit` due rows (of these kinds) into deliveries and arm their next slots; empty when nothing
        is due.

        Deliveries of state "missed" were too late to ring and are only to be shown. All rings of one slot share a
        `slot_id`; their `id` ends in the number of the ring.
        """
        return await self._database.write(lambda connection: self._claim(connection, now, limit, kinds))

    async def settle(self, follow_up_id: str, state: FollowUpState, now: datetime) -> None:
        """Acknowledge, cancel or give up, whoever it belongs to. Raises NotFound, InvalidArgument."""

        def work(connection: Connection) -> None:
            query = select(follow_ups.c.user_id).where(follow_ups.c.id == follow_up_id)
            user_id = connection.execute(query).scalar()
            if user_id is None:
                raise NotFound
            owner, vault = self._keyring.open(connection, user_id)
            unit = FollowUps(connection, owner, vault)
            unit.wakes = self.wakes
            unit.settle(follow_up_id, state, now)

        await self._database.write(work)

    async def rung(self, first: int, last: int, user_ids: Collection[str]) -> tuple[Delivery, ...]:
        """The deliveries of these users among the rows another process announced."""
        query = select(deliveries).where(deliveries.c.seq.between(first, last), deliveries.c.user_id.in_(user_ids))
        return await self._database.read(
            lambda connection: self._nouns(connection, connection.execute(query.order_by(deliveries.c.seq)).all())
        )

    async def tally(self, first: int, last: int) -> Sequence[tuple[str, str, int]]:
        """(kind, state, seconds late) of each of those deliveries."""
        query = select(deliveries.c.kind, deliveries.c.state, deliveries.c.late_seconds)
        between = query.where(deliveries.c.seq.between(first, last))
        return await self._database.read(lambda connection: [(*row,) for row in connection.execute(between)])

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

    def _claim(
        self, connection: Connection, now: datetime, limit: int, kinds: Sequence[str] = ()
    ) -> tuple[Delivery, ...]:
        now_us = micros(now)
        asked = {"now": now_us, "most": limit}
        rows = connection.execute(*((_DUE_OF, {**asked, "kinds": kinds}) if kinds else (_DUE, asked))).all()
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
            taken = manners.judged(row, step(row, content, policy, now_us))
            drafts += [Draft(row, content, ring) for ring in taken.rings]
            moves.append({"row": row.seq, **taken.changes})
        _pass_by(connection, drafts)
        written = _write(connection, _once(connection, drafts, now_us), now, now_us)
        run_all(connection, _MOVE, moves)
        manners.store()
        self._arm(connection, rows, moves)
        return written

    async def change(self, work: Callable[[Connection], None]) -> None:
        """Run what an engine has to write in a transaction of its own."""
        await self._database.write(work)

    def _arm(self, connection: Connection, rows: Sequence[Row[Any]], moves: Sequence[dict[str, Any]]) -> None:
        if self.wakes is not None:
            self.wakes.disarm(connection, [Wake(row.id, row.wake_us, row.version, row.kind) for row in rows])
            self.wakes.arm(connection, list(_following(rows, moves)))

    def _vaults_of(self, connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, Vault]:
        """Only private rows need their owner's key."""
        private = {row.user_id for row in rows if row.sensitivity == _PRIVATE}
        return self._keyring.vaults(connection, private) if private else {}

    def _nouns(self, connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Delivery, ...]:
        vaults = self._vaults_of(connection, rows)
        return tuple(delivery_of(row, _content(row, vaults)) for row in rows)


def _content(row: Row[Any], vaults: dict[str, Vault]) -> Json:
    return vaults[row.user_id].read(row.content) if row.user_id in vaults else json.loads(row.content)


def _following(rows: Sequence[Row[Any]], moves: Sequence[dict[str, Any]]) -> Iterator[Wake]:
    for row, move in zip(rows, moves, strict=True):
        if move["wake_us"] is not None:
            yield Wake(row.id, move["wake_us"], row.version, row.kind)


def _pass_by(connection: Connection, drafts: Sequence[Draft]) -> None:
    """A slot that still rings when the next one comes was missed: nobody can take yesterday's medicine today."""
    again = [draft for draft in drafts if draft.ring.number == 1 and draft.content["recurrence"]]
    run_all(connection, _PASSED, [{"who": d.row.user_id, "what": d.row.id, "slot": d.ring.slot_us} for d in again])


def _once(connection: Connection, drafts: Sequence[Draft], now_us: int) -> list[Draft]:
    """The drafts whose slot has not fired before; repeated rings of one slot pass."""
    firsts = {draft.slot for draft in drafts if draft.ring.number == 1}
    rows = [{**slot_of(key), "at_us": now_us} for key in firsts]
    fresh = set(map(tuple, insert_fresh(connection, fires, rows)))
    return [draft for draft in drafts if draft.ring.number > 1 or draft.slot in fresh]


def _announce(connection: Connection, made: Sequence[Delivery]) -> None:
    """Where there may be other processes, they hear of it with the commit."""
    if made and connection.dialect.name == "postgresql":
        query = select(func.min(deliveries.c.seq), func.max(deliveries.c.seq))
        first, last = connection.execute(query.where(deliveries.c.id.in_([made[0].id, made[-1].id]))).one()
        connection.execute(select(func.pg_notify(RUNG, f"{first}-{last}")))


def _write(connection: Connection, drafts: Sequence[Draft], now: datetime, now_us: int) -> tuple[Delivery, ...]:
    """The outbox rows, numbered on from each user's last one."""
    last = {draft.row.user_id: draft.row.last_sequence for draft in drafts}
    made, rows = [], []
    for draft in drafts:
        last[draft.row.user_id] += 1
        delivery = draft.delivery(last[draft.row.user_id], now)
        made.append(delivery)
        rows.append(draft.outbox(delivery, now_us))
    run_all(connection, _WRITE, rows)
    _announce(connection, made)
    run_all(connection, _COUNT, [{"who": who, "to": to} for who, to in last.items()])
    return tuple(made)

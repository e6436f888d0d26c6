"""Meets standing wishes with what was noticed: no model, no polling; a wish that is met becomes a due reminder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.initiative.wishes import PLUGIN, crosses, rests
from assistant.changes import PutFollowUp, PutRecord
from assistant.moments import zone
from assistant.ports import Place, Places, UnitOfWork
from assistant.types import Json, Policy, Record, Say, User
from tools.wishes.reading import KIND, words

_POLICY = Policy(late="drop", late_limit=timedelta(hours=2), quiet_hours=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Noticed:
    """Where the user is (WGS-84 degrees), and numbers by name."""

    latitude: float | None = None
    longitude: float | None = None
    values: Mapping[str, float]


async def met_by(
    rows: tuple[Record, ...], noticed: Noticed, places: Places | None, now: datetime
) -> tuple[Record, ...]:
    """The wishes that are met now and do not rest."""
    return tuple([row for row in rows if not rests(row.data, now) and await _is_met(row.data["when"], noticed, places)])


def fire(tx: UnitOfWork, row: Record, user: User, now: datetime) -> Record:
    """The reminder and the wish's count in one transaction, so that no crash says it twice. Returns the new row."""
    fresh = next((r for r in tx.records(PLUGIN, KIND) if r.key == row.key), None)
    if fresh is None or rests(fresh.data, now):
        return row
    data = {**fresh.data, "fired": fresh.data["fired"] + 1, "last": now.isoformat()}
    said, then = Say(**data["say"]), words(data["when"])
    why = Say(zh=f"（你说过{then.zh}提醒你）", en=f"(You asked for this {then.en}.)")
    due = PutFollowUp(
        key=f"wish:{row.key}",
        kind="reminder",
        due_at=now.astimezone(zone(user.timezone)),
        say=Say(zh=said.zh + why.zh, en=f"{said.en} {why.en}"),
        policy=_POLICY,
    )
    tx.apply(PutRecord(kind=KIND, key=row.key, data=data), plugin=PLUGIN, turn_id=None, now=now)
    tx.apply(due, plugin=PLUGIN, turn_id=None, now=now)
    return replace(fresh, data=data)


async def _is_met(when: Mapping[str, Json], noticed: Noticed, places: Places | None) -> bool:
    if not when.get("near"):
        return crosses(when, noticed.values)
    if noticed.latitude is None or noticed.longitude is None or places is None:
        return False
    here = Place(id="here", names={}, latitude=noticed.latitude, longitude=noticed.longitude)
    found = await places.find(when["near"], near=here, within=float(when["metres"]), limit=1)
    return any(place.metres is None or place.metres <= when["metres"] for place in found)

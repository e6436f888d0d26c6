"""Follow-ups and deliveries between their rows and their nouns; written by hand because the clock reads thousands."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Row

from assistant.changes import PutFollowUp
from assistant.codec import canonical, plain, restore
from assistant.moments import zone
from assistant.types import (
    Delivery,
    FollowUp,
    FollowUpState,
    Json,
    Policy,
    Recurrence,
    Say,
    Sensitivity,
    ToolCall,
)
from memory.cipher import Vault
from memory.tables.columns import moment


def content_of(change: PutFollowUp) -> dict[str, Json]:
    """What is personal or only read as a whole."""
    return {
        "key": change.key,
        "say": plain(change.say),
        "policy": canonical(change.policy),
        "recurrence": plain(change.recurrence),
        "then": plain(change.then),
    }


def follow_up_of(row: Row[Any], vault: Vault, shown: tuple[Delivery, ...] = ()) -> FollowUp:
    content = vault.read(row.content)
    return FollowUp(
        id=row.id,
        user_id=row.user_id,
        plugin=row.plugin,
        key=content["key"],
        kind=row.kind,
        due_at=moment(row.due_us).astimezone(zone(row.timezone)),
        timezone=row.timezone,
        say=Say(**content["say"]),
        recurrence=restore(Recurrence, content["recurrence"]) if content["recurrence"] else None,
        then=restore(ToolCall, content["then"]) if content["then"] else None,
        policy=policy_of(content["policy"]),
        state=FollowUpState(row.state),
        version=row.version,
        snoozes=row.snoozes,
        source_turn=row.source_turn,
        sensitivity=Sensitivity(row.sensitivity),
        deliveries=shown,
    )


def delivery_of(row: Row[Any], content: Json) -> Delivery:
    due = moment(row.slot_us).astimezone(zone(row.timezone))
    return Delivery(
        id=row.id,
        sequence=row.sequence,
        slot_id=f"{row.follow_up_id}:{due.isoformat()}",
        follow_up_id=row.follow_up_id,
        user_id=row.user_id,
        kind=row.kind,
        say=Say(**content["say"]),
        due_at=due,
        delivered_at=moment(row.delivered_us),
        late_seconds=row.late_seconds,
        state=row.state,
        channel=row.channel,
        why=Say(**json.loads(row.why)) if row.why else None,
        conversation=row.conversation,
    )


@lru_cache(maxsize=512)
def policy_of(text: str) -> Policy:
    """Only a few policies exist, and every row carries one."""
    return cast(Policy, restore(Policy, json.loads(text)))

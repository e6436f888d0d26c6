"""Users, turns and contexts with sensible defaults; a test names only what it is about."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assistant.context import ToolContext
from assistant.language import language_of
from assistant.moments import zone
from assistant.ports import Store
from assistant.reading import ConnectionOf, FollowUpsOf, MemoryOf, RecordsOf
from assistant.testing.clock import START
from assistant.types import Language, Source, Turn, User, Utterance

NOW = START.astimezone(zone("Asia/Shanghai"))
_ids = itertools.count(1)


def make_user(
    user_id: str = "user-1", *, name: str = "Ming", language: Language = "en", timezone: str = "Asia/Shanghai"
) -> User:
    return User(id=user_id, name=name, language=language, timezone=timezone)


def make_turn(
    text: str = "",
    *,
    user: User | None = None,
    now: datetime = NOW,
    conversation: str = "conversation-1",
    source: Source = Source.TEXT,
    language: Language | None = None,
    may_approve: bool = True,
) -> Turn:
    """One exchange. The language is the sentence's own unless one is given."""
    user = user or make_user()
    spoken = language or language_of(text, user.language)
    return Turn(
        id=f"turn-{next(_ids)}",
        conversation=conversation,
        user=user,
        utterance=Utterance(text=text, source=source, language=spoken),
        now=now,
        may_approve=may_approve,
    )


def make_context(
    store: Store,
    *,
    plugin: str = "test",
    user: User | None = None,
    now: datetime = NOW,
    call_id: str = "call-1",
    language: Language = "en",
    provider: object = None,
    config: object = None,
    ports: Mapping[type, object] | None = None,
    scheduled: bool = False,
    **extra: Any,
) -> ToolContext:
    """What a tool reads while it runs; `http` is absent, so that nothing can leave the machine through it."""
    user = user or make_user()
    return ToolContext(
        now=now.astimezone(zone(user.timezone)),
        user=user,
        call_id=call_id,
        turn_id="turn-of-" + call_id,
        language=language,
        memory=MemoryOf(store, user.id, now),
        follow_ups=FollowUpsOf(store, user.id),
        records=RecordsOf(store, user.id, plugin),
        connection=ConnectionOf(store, user.id, plugin),
        scheduled=scheduled,
        provider=provider,
        config=config,
        ports=ports or {},
        **extra,
    )

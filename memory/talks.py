"""Conversations: the words heard and said, kept before anything is done with them, and what an exchange left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select, update

from assistant.codec import plain, restore
from assistant.errors import Conflict
from assistant.ports import Dialogue, Line
from assistant.types import Json, Reply, Sensitivity, Turn, Utterance
from memory.passages import Passages
from memory.scope import its, mine
from memory.tables.columns import micros, moment
from memory.tables.conversations import conversations, turns
from memory.upsert import insert_new, upsert


@dataclass(frozen=True, kw_only=True, slots=True)
class PastTurn:
    """One exchange as history shows it; `reply` is missing when it never ended."""

    id: str
    conversation: str
    at: datetime
    utterance: Utterance
    reply: Reply | None = None
    events: tuple[Json, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A conversation in a list: when it was used last and how it began."""

    id: str
    created_at: datetime
    updated_at: datetime
    title: str = ""


_TURN = select(turns).where(mine(turns, turns.c.id == its("id")))
_CLOSE = (
    update(turns).where(mine(turns, turns.c.id == its("id"))).values(content=its("content"), closed=True)
).returning(turns.c.sensitivity)
_DIALOGUE = select(conversations.c.dialogue).where(mine(conversations, conversations.c.id == its("id")))
_IN_CONVERSATION = select(turns).where(mine(turns, turns.c.conversation == its("conversation")))
_NEWEST = _IN_CONVERSATION.where(turns.c.seq < its("before")).order_by(turns.c.seq.desc()).limit(its("limit"))
_FIRST = _IN_CONVERSATION.order_by(turns.c.seq).limit(1)
_RECENT = (
    select(conversations)
    .where(mine(conversations, conversations.c.updated_us < its("before")))
    .where(exists().where(turns.c.user_id == conversations.c.user_id, turns.c.conversation == conversations.c.id))
    .order_by(conversations.c.updated_us.desc(), conversations.c.id)
    .limit(its("limit"))
)
_NOTHING = Dialogue()
_BEYOND = 2**62  # after every sequence number and every instant


class Talks(Passages):
    def open_turn(self, turn: Turn) -> None:
        """Keep what was heard. Raises Conflict when this turn is already there. Incognito words are not kept."""
        at = micros(turn.now)
        here = {"user_id": self.user_id, "id": turn.conversation, "created_us": at, "updated_us": at}
        upsert(self.connection, conversations, here, key=("user_id", "id"), update=("updated_us",))
        if turn.incognito:
            return
        row = {
            "user_id": self.user_id,
            "id": turn.id,
            "conversation": turn.conversation,
            "at_us": at,
            "closed": False,
            "sensitivity": Sensitivity.NORMAL.value,
            "content": self._sealed(_content(turn, None, ())),
        }
        if not insert_new(self.connection, turns, row):
            raise Conflict(f"turn {turn.id} is already there")

    def close_turn(self, turn: Turn, reply: Reply | None, dialogue: Dialogue, events: Sequence[Json]) -> None:
        """Keep what was said and left open. A turn that did nothing private becomes searchable."""
        at = micros(turn.now)
        here = {"user_id": self.user_id, "id": turn.conversation, "created_us": at, "updated_us": at}
        if turn.incognito:  # what it left open is needed for the next word; what was said is not
            dialogue = replace(dialogue, reply=None)
        here["dialogue"] = None if dialogue == _NOTHING else self._sealed(dialogue)
        upsert(self.connection, conversations, here, key=("user_id", "id"), update=("updated_us", "dialogue"))
        if turn.incognito:
            return
        content = self._sealed(_content(turn, reply, events))
        row = self._one(_CLOSE, id=turn.id, content=content)
        if row is None:
            self.open_turn(turn)
            row = self._one(_CLOSE, id=turn.id, content=content)
        if row is not None and row.sensitivity == Sensitivity.NORMAL.value:
            self.index_turn(turn, reply)

    def has_conversation(self, conversation: str) -> bool:
        return self._one(_DIALOGUE, id=conversation) is not None

    def dialogue(self, conversation: str) -> Dialogue:
        """What the last exchange there left open; an empty one for a new conversation."""
        row = self._one(_DIALOGUE, id=conversation)
        return self._opened(Dialogue, row.dialogue) if row and row.dialogue else _NOTHING

    def lines(self, conversation: str, limit: int = 20) -> tuple[Line, ...]:
        """The last lines, oldest first."""
        found: list[Line] = []
        rows = self._all(_NEWEST, conversation=conversation, before=_BEYOND, limit=(limit + 1) // 2)
        for row in reversed(rows):
            content, at = self.vault.read(row.content), moment(row.at_us)
            said = (("user", content["utterance"]), ("assistant", content["reply"]))
            found += [Line(role=role, text=x["text"], turn_id=row.id, at=at) for role, x in said if x and x["text"]]
        return tuple(found[-limit:])

    def turns(self, conversation: str, *, limit: int = 50, before: str | None = None) -> tuple[PastTurn, ...]:
        """Exchanges of a conversation, the newest first; `before` is the id to go on from."""
        last = self._one(_TURN, id=before) if before is not None else None
        seq = last.seq if last is not None else _BEYOND
        return tuple(self._past(row) for row in self._all(_NEWEST, conversation=conversation, before=seq, limit=limit))

    def turn(self, turn_id: str) -> PastTurn | None:
        row = self._one(_TURN, id=turn_id)
        return self._past(row) if row else None

    def conversations(self, *, limit: int = 50, before: datetime | None = None) -> tuple[Conversation, ...]:
        """The user's conversations, the last used first."""
        rows = self._all(_RECENT, before=micros(before) if before else _BEYOND, limit=limit)
        return tuple(
            Conversation(
                id=row.id,
                created_at=moment(row.created_us),
                updated_at=moment(row.updated_us),
                title=self._title(row.id),
            )
            for row in rows
        )

    def _title(self, conversation: str) -> str:
        row = self._one(_FIRST, conversation=conversation)
        return self._past(row).utterance.text[:80] if row else ""

    def _past(self, row: Row[Any]) -> PastTurn:
        content = self.vault.read(row.content)
        return PastTurn(
            id=row.id,
            conversation=row.conversation,
            at=restore(datetime, content["at"]),
            utterance=restore(Utterance, content["utterance"]),
            reply=restore(Reply | None, content["reply"]),
            events=tuple(content["events"]),
        )


def _content(turn: Turn, reply: Reply | None, events: Sequence[Json]) -> dict[str, Json]:
    return {
        "at": plain(turn.now),
        "utterance": plain(turn.utterance),
        "reply": plain(reply),
        "events": [plain(event) for event in events],
    }

"""Conversations: the words heard and said, kept before anything is done with them, and what an exchange left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from assistant.codec import plain, restore
from assistant.errors import Conflict
from assistant.ports import Dialogue, Line
from assistant.types import Json, Reply, Sensitivity, Turn, Utterance
from memory.passages import Passages
from memory.tables.columns import micros, moment
from memory.tables.conversations import conversations, turns
from memory.tables.ledger import actions
from memory.upsert import upsert


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


class Talks(Passages):
    def open_turn(self, turn: Turn) -> None:
        """Keep what was heard. Raises Conflict when this turn is already there. Incognito words are not kept."""
        at = micros(turn.now)
        row = {"user_id": self.user_id, "id": turn.conversation, "created_us": at, "updated_us": at}
        upsert(self.connection, conversations, row, key=("user_id", "id"), update=("updated_us",))
        if turn.incognito:
            return
        if self._turn_row(turn.id) is not None:
            raise Conflict(f"turn {turn.id} is already there")
        row = {
            "user_id": self.user_id,
            "id": turn.id,
            "conversation": turn.conversation,
            "at_us": at,
            "closed": False,
            "sensitivity": Sensitivity.PRIVATE.value,
            "content": self._sealed(_content(turn, None, ()), Sensitivity.PRIVATE),
        }
        self.connection.execute(turns.insert(), row)

    def close_turn(self, turn: Turn, reply: Reply | None, dialogue: Dialogue, events: Sequence[Json]) -> None:
        """Keep what was said and left open. A turn that touched nothing private becomes searchable."""
        self._leave_open(turn.conversation, dialogue, micros(turn.now))
        if turn.incognito:
            return
        sensitivity = self._sensitivity_of(turn.id)
        content = self._sealed(_content(turn, reply, events), sensitivity)
        found = turns.c.user_id == self.user_id, turns.c.id == turn.id
        changes = {"content": content, "sensitivity": sensitivity.value, "closed": True}
        if not self._changed(update(turns).where(*found).values(**changes)):
            self.open_turn(turn)
            self._changed(update(turns).where(*found).values(**changes))
        if sensitivity is Sensitivity.NORMAL:
            self.index_turn(turn, reply)

    def dialogue(self, conversation: str) -> Dialogue:
        """What the last exchange there left open; an empty one for a new conversation."""
        row = self._one(
            select(conversations.c.dialogue).where(
                conversations.c.user_id == self.user_id, conversations.c.id == conversation
            )
        )
        return self._opened(Dialogue, row.dialogue) if row and row.dialogue else Dialogue()

    def lines(self, conversation: str, limit: int = 20) -> tuple[Line, ...]:
        """The last lines, oldest first."""
        found: list[Line] = []
        for past in reversed(self.turns(conversation, limit=(limit + 1) // 2)):
            if past.utterance.text:
                found.append(Line(role="user", text=past.utterance.text, turn_id=past.id, at=past.at))
            if past.reply and past.reply.text:
                found.append(Line(role="assistant", text=past.reply.text, turn_id=past.id, at=past.at))
        return tuple(found[-limit:])

    def turns(self, conversation: str, *, limit: int = 50, before: str | None = None) -> tuple[PastTurn, ...]:
        """Exchanges of a conversation, the newest first; `before` is the id to go on from."""
        query = select(turns).where(turns.c.user_id == self.user_id, turns.c.conversation == conversation)
        if before is not None and (row := self._turn_row(before)) is not None:
            query = query.where(turns.c.seq < row.seq)
        return tuple(self._past(row) for row in self._all(query.order_by(turns.c.seq.desc()).limit(limit)))

    def turn(self, turn_id: str) -> PastTurn | None:
        row = self._turn_row(turn_id)
        return self._past(row) if row else None

    def conversations(self, *, limit: int = 50, before: datetime | None = None) -> tuple[Conversation, ...]:
        """The user's conversations, the last used first."""
        query = select(conversations).where(conversations.c.user_id == self.user_id)
        if before is not None:
            query = query.where(conversations.c.updated_us < micros(before))
        rows = self._all(query.order_by(conversations.c.updated_us.desc(), conversations.c.id).limit(limit))
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
        here = turns.c.user_id == self.user_id, turns.c.conversation == conversation
        row = self._one(select(turns).where(*here).order_by(turns.c.seq).limit(1))
        return self._past(row).utterance.text[:80] if row else ""

    def _leave_open(self, conversation: str, dialogue: Dialogue, at: int) -> None:
        sealed = self._sealed(dialogue, Sensitivity.PRIVATE)
        row = {
            "user_id": self.user_id,
            "id": conversation,
            "created_us": at,
            "updated_us": at,
            "dialogue": sealed,
        }
        upsert(self.connection, conversations, row, key=("user_id", "id"), update=("updated_us", "dialogue"))

    def _sensitivity_of(self, turn_id: str) -> Sensitivity:
        """Private when anything done in the turn was: then its words give it away, too."""
        if turn_id in self.private_turns:
            return Sensitivity.PRIVATE
        private = actions.c.sensitivity == Sensitivity.PRIVATE.value
        mine = actions.c.user_id == self.user_id, actions.c.turn_id == turn_id
        return Sensitivity.PRIVATE if self._one(select(actions.c.seq).where(*mine, private)) else Sensitivity.NORMAL

    def _turn_row(self, turn_id: str) -> Row[Any] | None:
        return self._one(select(turns).where(turns.c.user_id == self.user_id, turns.c.id == turn_id))

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

"""What a delivery became when the assistant opened a conversation with it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update

from assistant.codec import plain
from assistant.types import Say, Sensitivity
from memory.scope import Scope, its, mine
from memory.tables.follow_ups import deliveries

_ONE = select(deliveries).where(mine(deliveries, deliveries.c.id == its("id")))
_OPENED = (
    update(deliveries)
    .where(mine(deliveries, deliveries.c.id == its("id")))
    .values(conversation=its("conversation"), content=its("content"))
)


class Openings(Scope):
    def opened(self, delivery_id: str, conversation: str, text: str | None) -> None:
        """Its conversation, and the words said there, which from now on are the delivery's. "" is: none was begun."""
        row = self._one(_ONE, id=delivery_id)
        if row is None or (not conversation and row.conversation):
            return  # another process has begun it meanwhile
        content = self.vault.read(row.content)
        if text:
            # The user's own language was spoken; the other one keeps the fixed words.
            content["say"] = plain(replace(Say(**content["say"]), **{self.owner.language: text[:2000]}))
        private = row.sensitivity == Sensitivity.PRIVATE.value
        self._changed(
            _OPENED, id=delivery_id, conversation=conversation, content=self.vault.write(content, private=private)
        )

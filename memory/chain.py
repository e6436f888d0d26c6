"""The ledger's chain: every entry covers the one before, so that a changed, dropped or invented entry shows."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from assistant.codec import canonical
from assistant.types import Action
from memory.scope import Scope, its, mine
from memory.tables.columns import micros
from memory.tables.ledger import actions, chains, ledger
from memory.upsert import upsert

_GENESIS = "0" * 64
_HEAD = select(chains).where(mine(chains))
_ENTRIES = select(ledger).where(mine(ledger)).order_by(ledger.c.position)
_BLANK = update(ledger).where(mine(ledger, ledger.c.action_id == its("action"))).values(salt=None, content=None)
_SEAL = update(chains).where(mine(chains)).values(seal=its("seal"))
_STANDS = select(actions).where(mine(actions))
_APPEND = ledger.insert()


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What checking a chain found. `broken_at` is the first position that does not fit, None when all do."""

    entries: int
    broken_at: int | None = None
    redacted: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


class Chain(Scope):
    def append(self, action: Action, at: datetime) -> None:
        """One more entry: the action as it now stands."""
        position, previous = self._head()
        salt, content = secrets.token_hex(16), canonical(action)
        content_digest = _sha(salt + content)
        digest = _sha(previous + content_digest)
        row = {
            "user_id": self.user_id,
            "position": position + 1,
            "action_id": action.id,
            "at_us": micros(at),
            "salt": salt,
            "content": self.vault.write(content, private=True),
            "content_digest": content_digest,
            "digest": digest,
        }
        self.connection.execute(_APPEND, row)
        head = {"user_id": self.user_id, "length": position + 1, "head": digest, "seal": self._seal_of(digest)}
        upsert(self.connection, chains, head, key=("user_id",), update=("length", "head", "seal"))

    def reseal_head(self) -> None:
        """After a new key: the seal covers what it covered."""
        row = self._one(_HEAD)
        if row is not None:
            self._changed(_SEAL, seal=self._seal_of(row.head))

    def verify(self) -> Verdict:
        """Check the whole chain and that each action stands as its last entry says."""
        previous, redacted, count, last = _GENESIS, [], 0, {}
        for row in self._entries():
            if row.position != count + 1 or not self._fits(row, previous):
                return Verdict(entries=count, broken_at=count + 1)
            previous, count = row.digest, count + 1
            last[row.action_id] = row
            if row.content is None:
                redacted.append(row.position)
        if self._head() != (count, previous) or not self._head_is_ours():
            return Verdict(entries=count, broken_at=count + 1, redacted=tuple(redacted))
        return Verdict(entries=count, broken_at=self._first_changed(last), redacted=tuple(redacted))

    def redact(self, action_id: str) -> None:
        """Blank what an action was about; that it happened, and the chain, stay."""
        self._changed(_BLANK, action=action_id)

    def _entries(self) -> Any:
        return self._run(_ENTRIES, {}).yield_per(500)

    def _fits(self, row: Row[Any], previous: str) -> bool:
        if row.content is not None:
            content = self.vault.read(row.content)
            if _sha(f"{row.salt}{content}") != row.content_digest:
                return False
        return bool(_sha(previous + row.content_digest) == row.digest)

    def _first_changed(self, last: dict[str, Row[Any]]) -> int | None:
        """The position of the last entry of an action whose row says something else, or is gone."""
        stands = {row.id: row.content for row in self._all(_STANDS)}
        changed = []
        for action_id, entry in last.items():
            if entry.content is None:
                continue
            row = stands.get(action_id)
            if row is None or canonical(self._opened(Action, row)) != self.vault.read(entry.content):
                changed.append(entry.position)
        return min(changed, default=None)

    def _head(self) -> tuple[int, str]:
        row = self._one(_HEAD)
        return (row.length, row.head) if row else (0, _GENESIS)

    def _head_is_ours(self) -> bool:
        row = self._one(_HEAD)
        return row is None or row.seal == self._seal_of(row.head)

    def _seal_of(self, digest: str) -> str:
        return self.vault.tag(f"ledger head {digest}")


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

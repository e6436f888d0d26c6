"""The user's own data in memory: facts, follow-ups, records; every change answers with what would undo it."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from assistant.changes import (
    FACT_FIELDS,
    CancelFollowUp,
    Change,
    DeleteRecord,
    PutFact,
    PutFollowUp,
    PutRecord,
    RetractFact,
    owner_of_rows,
)
from assistant.errors import NotFound
from assistant.testing.coming import Coming
from assistant.testing.rows import Rows, stored
from assistant.types import Fact, FactStatus, Record

_ENOUGH = 0.15  # share of the question's words that must be in a fact
_ids = itertools.count(1)
_COMMON = frozenset(
    {"a", "an", "the", "is", "are", "was", "do", "does", "i", "me", "my", "you", "your", "what", "when", "where"}
    | {"who", "how", "of", "to", "in", "on", "at", "and", "it"}
)


class Keeping(Coming):
    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.user_id = rows.user.id

    def apply(self, change: Change, *, plugin: str, turn_id: str | None, now: datetime) -> Change | None:
        """Do it and return what would undo it (None: nothing changed). Raises NotFound, InvalidArgument, Denied."""
        match change:
            case PutFollowUp():
                return self.put_follow_up(change, plugin, turn_id, now)
            case CancelFollowUp():
                return self.cancel_follow_up(change, plugin)
            case PutFact():
                return self._put_fact(change, turn_id, now)
            case RetractFact():
                return self._retract_fact(change, now)
            case PutRecord():
                return self._put_record(change, plugin, now)
            case DeleteRecord():
                return self._delete_record(change, plugin)

    def facts(self, *, active_only: bool = True, limit: int = 200) -> tuple[Fact, ...]:
        """The newest first."""
        found = [f for f in self.rows.facts.values() if not active_only or f.status is FactStatus.ACTIVE]
        return tuple(reversed(found))[:limit]

    def recall(self, query: str, *, now: datetime, limit: int = 8) -> tuple[Fact, ...]:
        """The valid facts that share words with the question, the best first, the newer before the older."""
        asked = _words(query)
        scored = [
            replace(fact, score=len(asked & _words(f"{fact.subject} {fact.text}")) / len(asked))
            for fact in self.facts(limit=10_000)
            if asked and (fact.valid_to is None or fact.valid_to > now)
        ]
        good = [fact for fact in scored if fact.score >= _ENOUGH]
        return tuple(sorted(good, key=lambda f: (f.score, f.observed_at), reverse=True)[:limit])

    def records(self, plugin: str, kind: str) -> tuple[Record, ...]:
        return tuple(r for r in self.rows.records.values() if (r.plugin, r.kind) == (plugin, kind))

    def _put_fact(self, change: PutFact, turn_id: str | None, now: datetime) -> Change | None:
        given = {name: getattr(change, name) for name in FACT_FIELDS}
        if change.id is not None and change.id in self.rows.facts:
            return self._edit_fact(self.rows.facts[change.id], change, now)
        for known in self.facts(limit=10_000):
            same = (_folded(known.text), _folded(known.subject)) == (_folded(change.text), _folded(change.subject))
            if same and known.sensitivity is change.sensitivity and known.valid_to == change.valid_to:
                return None
        made = Fact(
            id=change.id or f"fact-{next(_ids)}",
            user_id=self.user_id,
            observed_at=now,
            valid_from=now,
            source_turn=turn_id,
            **given,
        )
        older = self._supersede(made, now)
        self.rows.facts[made.id] = stored(Fact, made)
        return RetractFact(id=made.id, revive=older)

    def _edit_fact(self, before: Fact, change: PutFact, now: datetime) -> Change | None:
        given = {name: getattr(change, name) for name in FACT_FIELDS}
        after = replace(before, **given, status=FactStatus.ACTIVE)
        if after == before:
            return None
        pushed = self._supersede(after, now)
        self.rows.facts[before.id] = stored(Fact, after)
        if before.status is not FactStatus.ACTIVE:
            return RetractFact(id=before.id, revive=pushed)
        return PutFact.of(before)

    def _supersede(self, fact: Fact, now: datetime) -> str | None:
        """End the valid fact about the same subject; returns its id."""
        if not fact.subject:
            return None
        for other in self.facts(limit=10_000):
            if _folded(other.subject) == _folded(fact.subject) and other.id != fact.id:
                self.rows.facts[other.id] = replace(other, status=FactStatus.SUPERSEDED, valid_to=now)
                return other.id
        return None

    def _retract_fact(self, change: RetractFact, now: datetime) -> Change | None:
        before = self.rows.facts.get(change.id)
        if before is None:
            raise NotFound
        if before.status is FactStatus.RETRACTED:
            return None
        revived = self.rows.facts.get(change.revive) if change.revive else None
        order = list(self.rows.facts)
        newer = revived is not None and order.index(revived.id) > order.index(before.id)
        status = FactStatus.SUPERSEDED if newer else FactStatus.RETRACTED
        self.rows.facts[before.id] = replace(before, status=status, valid_to=now)
        if revived is not None:
            self.rows.facts[revived.id] = replace(revived, status=FactStatus.ACTIVE, valid_to=None)
        return PutFact.of(before)

    def _put_record(self, change: PutRecord, plugin: str, now: datetime) -> Change | None:
        owner = owner_of_rows(change.plugin, plugin)
        where = (owner, change.kind, change.key)
        before = self.rows.records.get(where)
        made = Record(
            plugin=owner,
            kind=change.kind,
            key=change.key,
            data=change.data,
            sensitivity=change.sensitivity,
            updated_at=now,
        )
        made = stored(Record, made)
        if before and before.data == made.data and before.sensitivity is made.sensitivity:
            return None
        self.rows.records[where] = made
        return PutRecord.of(before) if before else DeleteRecord(kind=change.kind, key=change.key, plugin=owner)

    def _delete_record(self, change: DeleteRecord, plugin: str) -> Change | None:
        before = self.rows.records.pop((owner_of_rows(change.plugin, plugin), change.kind, change.key), None)
        return PutRecord.of(before) if before else None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _words(text: str) -> frozenset[str]:
    """English words and pairs of Chinese characters."""
    words = set(re.findall(r"[a-z0-9]+", _folded(text))) - _COMMON
    runs = re.findall(r"[\u3400-\u9fff]+", text)
    return frozenset(words | {r[i : i + 2] for r in runs for i in range(max(1, len(r) - 1))})

"""What is remembered: a newer fact about the same subject takes over, the older one stays as history."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from assistant.changes import FACT_FIELDS, Change, PutFact, RetractFact
from assistant.codec import plain
from assistant.errors import Conflict, InvalidArgument, NotFound, TooLong
from assistant.types import Fact, FactStatus, Sensitivity
from memory.passages import Passages
from memory.scope import its, mine, new_id
from memory.tables.columns import micros, moment
from memory.tables.facts import facts

MAX_TEXT = 4000  # characters; a fact is a sentence, not a document
_ACTIVE = FactStatus.ACTIVE.value
_VALID = facts.c.status == _ACTIVE
_BEYOND = 2**62
_ONE = select(facts).where(mine(facts, facts.c.id == its("id")))
_ALL = select(facts).where(mine(facts, facts.c.seq < its("before"))).order_by(facts.c.seq.desc()).limit(its("limit"))
_ALL_VALID = _ALL.where(_VALID)
_SAME_TEXT = select(facts).where(mine(facts, _VALID, facts.c.text_tag == its("tag")))
_SAME_SUBJECT = (
    select(facts)
    .where(mine(facts, _VALID, facts.c.subject_tag == its("tag"), facts.c.id != its("id")))
    .order_by(facts.c.seq.desc())
    .limit(1)
)
_STAND = (
    update(facts)
    .where(mine(facts, facts.c.id == its("id")))
    .values(status=its("status"), was=its("was"), ended_us=its("ended"))
)
_FORMER = (
    select(facts)
    .where(mine(facts, facts.c.subject_tag == its("tag"), facts.c.status == FactStatus.SUPERSEDED.value))
    .where(facts.c.sensitivity == Sensitivity.NORMAL.value)
    .order_by(facts.c.seq.desc())
    .limit(3)
)
_CURRENT = select(facts).where(mine(facts, _VALID, facts.c.subject_tag == its("tag")))
_CHANGE = update(facts).where(facts.c.seq == its("seq"))
_INSERT = facts.insert()


class Facts(Passages):
    def facts(self, *, active_only: bool = True, limit: int = 200, before: str | None = None) -> tuple[Fact, ...]:
        """The newest first; `before` is the id to go on from."""
        last = self._fact_row(before) if before is not None else None
        query = _ALL_VALID if active_only else _ALL
        rows = self._all(query, before=last.seq if last is not None else _BEYOND, limit=limit)
        return tuple(self.fact_of(row) for row in rows)

    def fact(self, fact_id: str) -> Fact | None:
        row = self._fact_row(fact_id)
        return self.fact_of(row) if row else None

    def fact_about(self, subject: str) -> Fact | None:
        """The valid fact about that subject."""
        row = self._one(_CURRENT, tag=self._subject_tag(subject))
        return self.fact_of(row) if row else None

    def put_fact(self, change: PutFact, turn_id: str | None, now: datetime) -> Change | None:
        """Remember; returns what would undo it, or None when this is known already."""
        change = _tidy(change)
        self._touched(turn_id, change.sensitivity)
        if change.id is not None and (row := self._fact_row(change.id)) is not None:
            return self._edit(row, change, now)
        known = self._one(_SAME_TEXT, tag=self._text_tag(change))
        if known is not None:
            return None
        fact = Fact(
            id=change.id or new_id(),
            user_id=self.user_id,
            observed_at=now,
            valid_from=now,
            source_turn=turn_id,
            **{name: getattr(change, name) for name in FACT_FIELDS},
        )
        older = self._supersede(fact, now)
        self.connection.execute(_INSERT, {**self._row(fact), "observed_us": micros(now)})
        self._findable(fact)
        return RetractFact(id=fact.id, revive=older)

    def retract_fact(self, change: RetractFact, now: datetime) -> Change | None:
        """Forget, so that it can be undone; returns what would bring it back."""
        row = self._fact_row(change.id)
        if row is None:
            raise NotFound
        before = self.fact_of(row)
        revived = self._fact_row(change.revive) if change.revive else None
        if before.status is FactStatus.RETRACTED:
            return None
        brought_back = before.status is FactStatus.ACTIVE and row.was is not None
        status = FactStatus(row.was) if brought_back else FactStatus.RETRACTED
        self._stand(row.id, status, ended=micros(now), was=before.status)
        self.unindex(change.id)
        # What was forgotten in the meantime stays forgotten.
        if revived is not None and revived.status == FactStatus.SUPERSEDED.value:
            self._stand(revived.id, FactStatus.ACTIVE, ended=None)
        self._find_current(row.subject_tag)
        return PutFact.of(before)

    def erase_fact(self, fact_id: str) -> None:
        """Remove it for good, words and index; nothing brings it back. Raises NotFound."""
        row = self._fact_row(fact_id)
        if row is None:
            raise NotFound
        self.unindex(fact_id)
        self.connection.execute(facts.delete().where(facts.c.seq == row.seq))
        self._find_current(row.subject_tag)

    def fact_of(self, row: Row[Any]) -> Fact:
        noun = self._opened(Fact, row.content)
        valid_to = moment(row.ended_us) if row.ended_us is not None else noun.valid_to
        return replace(noun, status=FactStatus(row.status), valid_to=valid_to)

    def _edit(self, row: Row[Any], change: PutFact, now: datetime) -> Change | None:
        """Change a fact in place, or revive it. What it was is what undoes it."""
        before = self.fact_of(row)
        after = replace(before, **{name: getattr(change, name) for name in FACT_FIELDS}, status=FactStatus.ACTIVE)
        if after == before:
            return None
        if before.status is not FactStatus.ACTIVE:
            return self._revive(row, after, now)
        if after.subject != before.subject and self._about(after) is not None:
            raise Conflict("There is another fact about that.", "这方面已经记了另一条。")
        self._changed(_CHANGE.values(**self._row(after)), seq=row.seq)
        self._findable(after)
        return PutFact.of(before)

    def _revive(self, row: Row[Any], after: Fact, now: datetime) -> Change:
        ended = after.valid_to if row.was == FactStatus.SUPERSEDED.value else None
        if ended is not None and ended <= now:
            # An old value that had been forgotten comes back as history, not as what is true now.
            self._stand(row.id, FactStatus.SUPERSEDED, ended=micros(ended))
            return RetractFact(id=after.id)
        pushed = self._supersede(after, now)
        changes = {**self._row(after), "was": row.status, "ended_us": None}
        self._changed(_CHANGE.values(**changes), seq=row.seq)
        self._findable(after)
        return RetractFact(id=after.id, revive=pushed)

    def _findable(self, fact: Fact) -> None:
        """Index a fact with the words of what it took over from."""
        self.index_fact(fact, self.former_words(fact))

    def former_words(self, fact: Fact) -> str:
        """What was true about its subject before."""
        rows = self._all(_FORMER, tag=self._subject_tag(fact.subject)) if fact.subject else ()
        return " ".join(self.fact_of(row).text for row in rows if row.id != fact.id)

    def _find_current(self, subject_tag: str | None) -> None:
        """The history of a subject changed: the valid fact is found by what is left of it."""
        for row in self._all(_CURRENT, tag=subject_tag) if subject_tag else ():
            self._findable(self.fact_of(row))

    def _about(self, fact: Fact) -> Row[Any] | None:
        """The other valid fact about the same subject."""
        if not fact.subject:
            return None
        return self._one(_SAME_SUBJECT, tag=self._subject_tag(fact.subject), id=fact.id)

    def _supersede(self, fact: Fact, now: datetime) -> str | None:
        """End the valid fact about the same subject; returns its id. It stays findable as history."""
        row = self._about(fact)
        if row is None:
            return None
        self._stand(row.id, FactStatus.SUPERSEDED, ended=micros(now))
        return str(row.id)

    def _stand(self, fact_id: str, status: FactStatus, *, ended: int | None, was: FactStatus | None = None) -> None:
        self._changed(_STAND, id=fact_id, status=status.value, ended=ended, was=was.value if was else None)

    def _row(self, fact: Fact) -> dict[str, Any]:
        content = {name: value for name, value in plain(fact).items() if name not in ("status", "score")}
        return {
            "user_id": self.user_id,
            "id": fact.id,
            **self.tags_of(fact),
            "category": fact.category,
            "status": _ACTIVE,
            "sensitivity": fact.sensitivity.value,
            "valid_to_us": micros(fact.valid_to) if fact.valid_to else None,
            "source_turn": fact.source_turn,
            "content": self.vault.write(content, private=fact.sensitivity is Sensitivity.PRIVATE),
        }

    def tags_of(self, fact: Fact) -> dict[str, str | None]:
        """Keyed hashes: by them a fact finds the one it replaces, and the same said twice is noticed."""
        return {
            "subject_tag": self._subject_tag(fact.subject) if fact.subject else None,
            "text_tag": self._text_tag(fact),
        }

    def _subject_tag(self, subject: str) -> str:
        return self.vault.tag("subject " + _folded(subject))

    def _text_tag(self, fact: Fact | PutFact) -> str:
        return self.vault.tag(
            f"text {_folded(fact.subject)}\n{_folded(fact.text)}\n{fact.valid_to}\n{fact.sensitivity}"
        )

    def _fact_row(self, fact_id: str) -> Row[Any] | None:
        return self._one(_ONE, id=fact_id)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _tidy(change: PutFact) -> PutFact:
    text = change.text.strip()
    if not text:
        raise InvalidArgument("There is nothing to remember.", "没有要记的内容。")
    if len(text) > MAX_TEXT or len(change.subject) > MAX_TEXT:
        raise TooLong("That is too long to remember as one fact.", "这条太长了，记不下。")
    return replace(change, text=text, subject=change.subject.strip())

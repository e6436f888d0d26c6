"""Learns from what was done: counts choices, and remembers a habit once nearly all of the last ones agree."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from assistant.changes import PutFact, PutRecord, RetractFact
from assistant.habits import LOOKED_AT, choice_of, has_faded, learned, said
from assistant.types import Action
from memory.consent import PLUGIN, Consent
from memory.facts import Facts
from memory.scope import its, mine
from memory.tables.conversations import turns

_KIND = "choices"
_KEPT_TURN = select(turns.c.id).where(mine(turns, turns.c.id == its("id")))


class Habits(Facts, Consent):
    def learn(self, action: Action, now: datetime) -> None:
        """Count the choice in what was just done. An incognito turn teaches nothing, nor does one nobody spoke."""
        choice = choice_of(action.call)
        if choice is None or not self.may_learn("habit") or self._one(_KEPT_TURN, id=action.turn_id) is None:
            return
        row = self.record(PLUGIN, _KIND, choice.topic)
        before = list(row.data["choices"]) if row else []
        choices = [*before, choice.value][-LOOKED_AT:]
        since = row.data["since"] if row else now.date().isoformat()
        data = {"choices": choices, "since": since}
        self.put_record(PutRecord(kind=_KIND, key=choice.topic, data=data), PLUGIN, None, now)
        self._conclude(choice.topic, choices, str(since), action, now)

    def _conclude(self, topic: str, choices: list[str], since: str, action: Action, now: datetime) -> None:
        subject = f"habit:{topic}"
        known = self.fact_about(subject)
        found = learned(choices)
        if found is None:
            if known is not None and known.source == "learned" and has_faded(choices, str(known.evidence["value"])):
                self.retract_fact(RetractFact(id=known.id), now)
            return
        evidence = {"value": found.value, "times": found.times, "of": found.of, "since": since}
        # What the user corrected or said themselves is not learned away.
        if known is not None and (known.source != "learned" or known.evidence == evidence):
            return
        language = self.owner.language
        put = PutFact(
            id=known.id if known is not None and known.evidence["value"] == found.value else None,
            text=said(topic, found).to(language),
            subject=subject,
            category="habit",
            language=language,
            source="learned",
            confidence=found.confidence,
            evidence=evidence,
        )
        self.put_fact(put, action.turn_id, now)

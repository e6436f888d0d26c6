"""Which calls run, which wait for a yes, which are refused. Pure policy: no I/O, no model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fnmatch import fnmatchcase

from assistant.types import Effect, Provenance, Source, Terms, ToolCall, ToolSpec, Turn


class Decision(Enum):
    RUN = "run"
    ASK = "ask"
    DENY = "deny"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The decision, the effect it was made for, and the rule that made it (kept in the ledger)."""

    decision: Decision
    effect: Effect
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """A standing yes of the user: tools by glob, capped by price and time, revocable."""

    id: str
    tools: str
    max_price: Decimal | None = None
    currency: str | None = None
    expires_at: datetime | None = None

    def covers(self, call: ToolCall, terms: Terms, now: datetime) -> bool:
        """Whether exactly these terms are inside the grant; an unknown price is never inside a capped one."""
        if not fnmatchcase(call.tool, self.tools) or (self.expires_at is not None and now >= self.expires_at):
            return False
        if self.max_price is None:
            return terms.price is None
        if terms.price is None or terms.price.currency != self.currency:
            return False
        fee = terms.fee.amount if terms.fee and terms.fee.currency == self.currency else Decimal(0)
        return (terms.fee is None or terms.fee.currency == self.currency) and terms.price.amount + fee <= self.max_price


def effect_of(spec: ToolSpec, terms: Terms | None) -> Effect:
    """The declared effect, raised by the terms where they say so, never lowered."""
    order = list(Effect)
    raised = terms.effect if terms is not None and terms.effect is not None else spec.effect
    return max(spec.effect, raised, key=order.index)


def judge(
    call: ToolCall, spec: ToolSpec | None, turn: Turn, *, terms: Terms | None = None, grants: Iterable[Grant] = ()
) -> Verdict:
    """READ runs; CHANGE runs for the user's own words; COMMIT waits for a yes; the unknown is denied."""
    if spec is None or not isinstance(spec.effect, Effect):
        return Verdict(decision=Decision.DENY, effect=Effect.COMMIT, rule="unknown_tool")
    effect = effect_of(spec, terms)
    if effect is Effect.READ:
        return Verdict(decision=Decision.RUN, effect=effect, rule="read")
    tainted = is_tainted(call, spec)
    if effect is Effect.CHANGE:
        if tainted:
            return Verdict(decision=Decision.ASK, effect=effect, rule="untrusted_argument")
        if turn.utterance.source is Source.SCHEDULE:
            return Verdict(decision=Decision.ASK, effect=effect, rule="scheduled")
        return Verdict(decision=Decision.RUN, effect=effect, rule="change")
    if tainted:
        return Verdict(decision=Decision.ASK, effect=effect, rule="untrusted_argument")
    if turn.utterance.source is Source.SCHEDULE or not turn.may_approve:
        return Verdict(decision=Decision.ASK, effect=effect, rule="cannot_approve_itself")
    for grant in grants:
        if terms is not None and grant.covers(call, terms, turn.now):
            return Verdict(decision=Decision.RUN, effect=effect, rule=f"grant:{grant.id}")
    return Verdict(decision=Decision.ASK, effect=effect, rule="commit")


def is_tainted(call: ToolCall, spec: ToolSpec) -> bool:
    """Whether a deciding argument came from untrusted text. With none marked, every argument decides.

    An argument whose provenance nobody recorded counts as untrusted: unknown means deny.
    """
    marked = {p.name for p in spec.parameters if p.deciding}
    deciding = marked or set(call.arguments)
    return any(
        call.provenance.get(name, Provenance.UNTRUSTED) is Provenance.UNTRUSTED
        for name in call.arguments
        if name in deciding
    )

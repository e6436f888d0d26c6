"""The question before an outside effect: what exactly a yes covers, as words and as a digest. Pure policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.codec import digest, plain
from assistant.moments import spoken_moment
from assistant.types import Approval, Money, Say, Terms, ToolCall, Turn

LIFETIME = timedelta(minutes=15)


def covered(terms: Terms) -> Terms:
    """The part of the terms that a yes covers; the hold and its expiry may change without a new question."""
    return replace(terms, hold=None, valid_until=None)


def approval_digest(call: ToolCall, terms: Terms) -> str:
    """SHA-256 over tool, canonical arguments and terms."""
    return digest(call.tool, call.arguments, plain(covered(terms)))


def ask(call: ToolCall, terms: Terms, turn: Turn, approval_id: str) -> Approval:
    """The approval row for this call on these terms; it expires with the offer, at the latest after `LIFETIME`."""
    expires = turn.now + LIFETIME
    if terms.valid_until is not None:
        expires = min(expires, terms.valid_until)
    return Approval(
        id=approval_id,
        user_id=turn.user.id,
        conversation=turn.conversation,
        call=call,
        terms=terms,
        digest=approval_digest(call, terms),
        question=question(terms, turn.now),
        asked_at=turn.now,
        expires_at=expires,
    )


def question(terms: Terms, now: datetime) -> Say:
    """Written by the core from the terms alone, so that no plugin and no model can ask for something else."""
    what = terms.what if isinstance(terms.what, Say) else Say(zh=terms.what, en=terms.what)
    zh, en = [what.zh], [what.en]
    if terms.when is not None:
        zh.append(spoken_moment(terms.when, now, "zh"))
        en.append(spoken_moment(terms.when, now, "en"))
    if terms.provider:
        zh.append(terms.provider)
        en.append(f"with {terms.provider}")
    if terms.price is not None:
        zh.append(f"价格{money(terms.price)}")
        en.append(money(terms.price))
    if terms.fee is not None and terms.fee.amount:
        zh.append(f"另加手续费{money(terms.fee)}")
        en.append(f"plus a fee of {money(terms.fee)}")
    if clash := terms.details.get("clash"):
        zh.append(f"注意{clash['zh']}")
        en.append(f"mind: {clash['en']}")
    return Say(zh=f"{'，'.join(zh)}。确定吗？", en=f"{', '.join(en)}. Shall I go ahead?")


_SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


def money(amount: Money) -> str:
    """¥88, €12.50, 300 SEK: the currency is always said where a sign would be ambiguous."""
    number = f"{amount.amount:,.2f}".removesuffix(".00")
    if amount.currency in ("CNY", "EUR", "USD", "GBP"):
        return f"{_SIGNS[amount.currency]}{number}"
    return f"{number} {amount.currency}"

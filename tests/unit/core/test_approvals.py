"""What exactly a yes covers, as words and as a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.approvals import LIFETIME, approval_digest, ask, money, question
from assistant.testing import NOW, call, make_turn
from assistant.types import Money, Say, Terms

TERMS = Terms(
    what=Say(zh="两张票", en="Two tickets"),
    when=NOW + timedelta(hours=10),
    price=Money(amount=Decimal("120.00"), currency="CNY"),
    fee=Money(amount=Decimal("2.5"), currency="CNY"),
    provider="Odeon",
    details={"seats": ["F7", "F8"]},
)
WISH = call("tickets__buy", quantity=2)


@pytest.mark.parametrize(
    "other",
    [
        replace(TERMS, what="Three tickets"),
        replace(TERMS, when=NOW + timedelta(hours=11)),
        replace(TERMS, price=Money(amount=Decimal("120.01"), currency="CNY")),
        replace(TERMS, price=Money(amount=Decimal(120), currency="EUR")),
        replace(TERMS, fee=None),
        replace(TERMS, provider="Lux"),
        replace(TERMS, details={"seats": ["F7", "F9"]}),
    ],
    ids=["what", "when", "price", "currency", "fee", "provider", "seats"],
)
def test_any_other_term_is_another_question(other: Terms) -> None:
    assert approval_digest(WISH, other) != approval_digest(WISH, TERMS)


def test_a_new_hold_alone_is_the_same_question() -> None:
    held = replace(TERMS, hold="h2", valid_until=NOW + timedelta(minutes=3))
    assert approval_digest(WISH, held) == approval_digest(WISH, TERMS)


def test_other_arguments_and_other_tools_are_other_questions() -> None:
    digests = {
        approval_digest(w, TERMS)
        for w in (WISH, replace(WISH, arguments={"quantity": 3}), replace(WISH, tool="tickets__gift"))
    }
    assert len(digests) == 3


def test_the_id_of_the_call_is_no_part_of_the_yes() -> None:
    assert approval_digest(replace(WISH, id="other"), TERMS) == approval_digest(WISH, TERMS)


def test_the_question_says_everything_that_costs() -> None:
    said = question(TERMS, NOW)
    assert said.en == "Two tickets, today at 7 pm, with Odeon, ¥120, plus a fee of ¥2.50. Shall I go ahead?"
    assert said.zh == "两张票，今天晚上7点，Odeon，价格¥120，另加手续费¥2.50。确定吗？"


def test_a_question_ends_with_the_offer_and_at_the_latest_after_its_lifetime() -> None:
    turn = make_turn(now=NOW)
    assert ask(WISH, TERMS, turn, "a").expires_at == NOW + LIFETIME
    soon = replace(TERMS, valid_until=NOW + timedelta(minutes=1))
    assert ask(WISH, soon, turn, "a").expires_at == NOW + timedelta(minutes=1)
    late = replace(TERMS, valid_until=NOW + timedelta(days=1))
    assert ask(WISH, late, turn, "a").expires_at == NOW + LIFETIME


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("88", "CNY", "¥88"),
        ("12.5", "EUR", "€12.50"),
        ("1234", "USD", "$1,234"),
        ("300", "SEK", "300 SEK"),
        ("500", "JPY", "500 JPY"),
    ],
)
def test_money_is_never_ambiguous(amount: str, currency: str, said: str) -> None:
    assert money(Money(amount=Decimal(amount), currency=currency)) == said

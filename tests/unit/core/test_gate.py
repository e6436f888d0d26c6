"""Which calls run, which wait for a yes, which are refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.gate import Decision, Grant, effect_of, judge
from assistant.testing import NOW, call, make_turn
from assistant.types import Effect, Money, Parameter, Provenance, Source, Terms, ToolCall, ToolSpec

READ = ToolSpec(name="a__read", description="", effect=Effect.READ)
CHANGE = ToolSpec(name="a__change", description="", effect=Effect.CHANGE)
COMMIT = ToolSpec(name="a__commit", description="", effect=Effect.COMMIT)
PRICE = Terms(what="x", price=Money(amount=Decimal(80), currency="CNY"))
GRANT = Grant(id="g1", tools="a__*", max_price=Decimal(100), currency="CNY")


def _wish(provenance: Provenance = Provenance.USER) -> ToolCall:
    return call("a__commit", place="x", provenance=provenance)


@pytest.mark.parametrize(
    ("spec", "decision"), [(READ, Decision.RUN), (CHANGE, Decision.RUN), (COMMIT, Decision.ASK), (None, Decision.DENY)]
)
def test_the_declared_effect_decides(spec: ToolSpec | None, decision: Decision) -> None:
    assert judge(_wish(), spec, make_turn()).decision is decision


@pytest.mark.parametrize("source", [Source.VOICE, Source.TEXT, Source.API, Source.SCHEDULE])
def test_no_way_of_speaking_makes_a_commit_run(source: Source) -> None:
    assert judge(_wish(), COMMIT, make_turn(source=source)).decision is Decision.ASK


def test_what_the_clock_starts_may_read_and_must_ask_to_change() -> None:
    turn = make_turn(source=Source.SCHEDULE)
    assert judge(_wish(), READ, turn).decision is Decision.RUN
    assert judge(_wish(), CHANGE, turn).decision is Decision.ASK


@pytest.mark.parametrize("spec", [CHANGE, COMMIT])
def test_an_argument_out_of_a_mail_asks_even_under_a_grant(spec: ToolSpec) -> None:
    verdict = judge(_wish(Provenance.UNTRUSTED), spec, make_turn(), terms=PRICE, grants=[GRANT])
    assert (verdict.decision, verdict.rule) == (Decision.ASK, "untrusted_argument")


def test_an_argument_nobody_vouches_for_counts_as_untrusted() -> None:
    silent = ToolCall(id="1", tool="a__change", arguments={"place": "x"})
    assert judge(silent, CHANGE, make_turn()).decision is Decision.ASK


def test_only_deciding_arguments_taint_where_some_are_marked() -> None:
    marked = ToolSpec(
        name="a__commit",
        description="",
        effect=Effect.COMMIT,
        parameters=(Parameter(name="to", schema={}, deciding=True), Parameter(name="text", schema={})),
    )
    sources = {"to": Provenance.USER, "text": Provenance.UNTRUSTED}
    mail = ToolCall(id="1", tool="a__commit", arguments={"to": "Ann", "text": "hi"}, provenance=sources)
    verdict = judge(mail, marked, make_turn(), terms=PRICE, grants=[GRANT])
    assert verdict.rule == "grant:g1"


def test_a_grant_covers_up_to_its_cap_with_the_fee() -> None:
    turn = make_turn()
    assert judge(_wish(), COMMIT, turn, terms=PRICE, grants=[GRANT]).decision is Decision.RUN
    fee = Terms(what="x", price=PRICE.price, fee=Money(amount=Decimal(21), currency="CNY"))
    assert judge(_wish(), COMMIT, turn, terms=fee, grants=[GRANT]).decision is Decision.ASK


@pytest.mark.parametrize(
    ("grant", "terms"),
    [
        (Grant(id="g", tools="b__*", max_price=Decimal(100), currency="CNY"), PRICE),
        (Grant(id="g", tools="a__*", max_price=Decimal(100), currency="EUR"), PRICE),
        (Grant(id="g", tools="a__*", max_price=Decimal(79), currency="CNY"), PRICE),
        (Grant(id="g", tools="a__*", max_price=Decimal(100), currency="CNY", expires_at=NOW), PRICE),
        (Grant(id="g", tools="a__*", max_price=Decimal(100), currency="CNY"), Terms(what="x")),
        (Grant(id="g", tools="a__*"), PRICE),
    ],
    ids=["other tools", "other currency", "too dear", "expired", "price unknown", "no cap says no money"],
)
def test_outside_its_bounds_a_grant_is_no_yes(grant: Grant, terms: Terms) -> None:
    assert judge(_wish(), COMMIT, make_turn(now=NOW), terms=terms, grants=[grant]).decision is Decision.ASK


def test_a_grant_before_its_end_still_holds() -> None:
    grant = Grant(id="g", tools="a__*", max_price=Decimal(80), currency="CNY", expires_at=NOW + timedelta(seconds=1))
    assert judge(_wish(), COMMIT, make_turn(now=NOW), terms=PRICE, grants=[grant]).decision is Decision.RUN


def test_whoever_may_not_approve_is_not_helped_by_a_grant() -> None:
    verdict = judge(_wish(), COMMIT, make_turn(may_approve=False), terms=PRICE, grants=[GRANT])
    assert verdict.rule == "cannot_approve_itself"


@pytest.mark.parametrize("declared", list(Effect))
@pytest.mark.parametrize("quoted", [None, *Effect])
def test_terms_raise_an_effect_and_never_lower_it(declared: Effect, quoted: Effect | None) -> None:
    spec = ToolSpec(name="a__b", description="", effect=declared)
    order = list(Effect)
    expected = max(order.index(declared), order.index(quoted or Effect.READ))
    assert order.index(effect_of(spec, Terms(what="x", effect=quoted))) == expected

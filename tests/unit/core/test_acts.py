"""From a wish to an outcome: what runs, what asks, what is written down, and what is never claimed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.errors import NotFound
from assistant.gate import Grant
from assistant.testing import Bench, FakePlanner, call, make_turn
from assistant.types import ActionState, ApprovalState, Plan, Provenance, Source
from tests.unit.core.shop import Vendor, shop

_S = ActionState


def states(bench: Bench) -> list[ActionState]:
    return [action.state for action in bench.actions]


async def test_a_read_runs_and_is_in_the_ledger(bench: Bench) -> None:
    answer = await bench.say("how many", "shop__look")
    assert answer.text == "There are 5."
    assert states(bench) == [_S.SUCCEEDED]


async def test_a_change_runs_at_once_and_can_be_taken_back(bench: Bench) -> None:
    await bench.say("note", "shop__note", text="buy milk")
    rows = bench.store.rows(bench.user.id)
    assert len(bench.facts) == len(bench.follow_ups) == len(rows.records) == 1
    assert (await bench.say("undo")).text == "Undone."
    rows = bench.store.rows(bench.user.id)
    assert not bench.facts
    assert not bench.follow_ups
    assert not rows.records
    assert bench.actions[0].undone


async def test_a_commit_asks_and_nothing_runs_before_the_yes(bench: Bench, vendor: Vendor) -> None:
    answer = await bench.say("buy two", "shop__buy", count=2)
    assert answer.asked is not None
    assert not answer.started
    assert not vendor.sold
    assert states(bench) == [_S.PROPOSED]


async def test_the_question_names_what_it_costs_and_who_is_paid(bench: Bench) -> None:
    answer = await bench.say("buy two", "shop__buy", count=2)
    assert answer.text == "2 umbrellas, with 伞店, ¥176. Shall I go ahead?"
    zh = await bench.say("买两把", "shop__buy", count=2)
    assert zh.text == "2把雨伞，伞店，价格¥176。确定吗？"


async def test_yes_does_exactly_that_with_a_receipt(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy two", "shop__buy", count=2)
    answer = await bench.say("yes")
    assert answer.text == "Bought."
    assert list(vendor.sold.values()) == [2]
    [action] = bench.actions
    assert (action.state, action.receipt and action.receipt.provider) == (_S.SUCCEEDED, "Umbrellas & Co")
    assert [f.key for f in bench.follow_ups] == ["pick-up"]


@pytest.mark.parametrize("word", ["no", "cancel", "never mind", "不要", "算了"])
async def test_no_means_nothing_runs(bench: Bench, vendor: Vendor, word: str) -> None:
    await bench.say("buy two", "shop__buy", count=2)
    await bench.say(word)
    await bench.say("yes")
    assert not vendor.sold
    assert states(bench) == [_S.CANCELLED]


async def test_yes_to_nothing_does_nothing(bench: Bench, vendor: Vendor) -> None:
    answer = await bench.say("yes")
    assert not answer.started
    assert not vendor.sold


async def test_a_yes_later_in_the_talk_is_not_for_an_old_question(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy two", "shop__buy", count=2)
    await bench.say("how many", "shop__look")
    answer = await bench.say("yes")
    assert not vendor.sold
    assert answer.text == "There is nothing waiting for a yes."


async def test_a_yes_in_another_conversation_counts_for_nothing(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy two", "shop__buy", count=2)
    await bench.say("yes", conversation="another")
    assert not vendor.sold


async def test_an_approval_is_used_up_by_one_yes(bench: Bench, vendor: Vendor) -> None:
    asked = (await bench.say("buy two", "shop__buy", count=2)).asked
    assert asked is not None
    await bench.decide(asked, True)
    again = await bench.decide(asked, True)
    assert again.failed == ("approval_not_open",)
    assert vendor.stock == 3


async def test_an_expired_approval_is_refused(bench: Bench, vendor: Vendor) -> None:
    asked = (await bench.say("buy two", "shop__buy", count=2)).asked
    assert asked is not None
    bench.clock.advance(minutes=6)  # the offer was good for five
    answer = await bench.decide(asked, True)
    assert answer.failed == ("approval_not_open",)
    assert not vendor.sold


async def test_the_approval_of_another_user_is_not_there(bench: Bench, vendor: Vendor) -> None:
    asked = (await bench.say("buy two", "shop__buy", count=2)).asked
    assert asked is not None
    stranger = replace(bench.user, id="stranger")
    bench.store.add(stranger)
    turn = make_turn(user=stranger, now=bench.clock.now())
    with pytest.raises(NotFound):
        [event async for event in bench.desk.decide(turn, asked.id, True)]
    assert not vendor.sold


async def test_tampered_arguments_void_the_yes(bench: Bench, vendor: Vendor) -> None:
    asked = (await bench.say("buy two", "shop__buy", count=2)).asked
    assert asked is not None
    rows = bench.store.rows(bench.user.id)
    forged = replace(asked.call, arguments={"count": 5})
    rows.approvals[asked.id] = replace(asked, call=forged)
    answer = await bench.decide(asked, True)
    assert not vendor.sold
    assert answer.asked is not None


async def test_another_price_voids_the_yes_and_asks_anew(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy two", "shop__buy", count=2)
    vendor.price = Decimal(99)
    answer = await bench.say("yes")
    assert not vendor.sold
    assert "¥198" in answer.text
    assert states(bench) == [_S.CANCELLED, _S.PROPOSED]
    await bench.say("yes")
    assert list(vendor.sold.values()) == [2]


async def test_whoever_may_only_talk_cannot_say_yes(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy two", "shop__buy", count=2, may_approve=False)
    answer = await bench.say("yes", may_approve=False)
    assert answer.failed == ("may_not_approve",)
    assert not vendor.sold
    assert (await bench.say("yes")).text == "Bought."


async def test_a_newer_question_replaces_the_older_one(bench: Bench, vendor: Vendor) -> None:
    first = (await bench.say("buy two", "shop__buy", count=2)).asked
    await bench.say("buy three", "shop__buy", count=3)
    assert first is not None
    assert bench.store.rows(bench.user.id).approvals[first.id].state is ApprovalState.VOID
    await bench.say("yes")
    assert list(vendor.sold.values()) == [3]
    assert states(bench) == [_S.CANCELLED, _S.SUCCEEDED]


async def test_a_commit_without_terms_asks_with_its_arguments_word_for_word(bench: Bench, vendor: Vendor) -> None:
    answer = await bench.say("send one to Ann", "shop__gift", to="Ann")
    assert "to=Ann" in answer.text
    await bench.say("yes")
    assert len(vendor.sold) == 1


async def test_terms_raise_a_change_to_something_that_asks(bench: Bench) -> None:
    assert (await bench.say("just me", "shop__share", guests=0)).started == ("shop__share",)
    assert (await bench.say("with friends", "shop__share", guests=3)).asked is not None


@pytest.mark.parametrize("fault", ["raise", "hang", "rubbish", "no receipt"])
async def test_a_commit_in_doubt_is_unknown_and_never_claimed(bench: Bench, vendor: Vendor, fault: str) -> None:
    await bench.say("buy", "shop__buy", count=1)
    vendor.fails = fault
    answer = await bench.say("yes")
    assert states(bench) == [_S.UNKNOWN]
    assert "Bought" not in answer.text
    assert "do not know" in answer.text
    assert not bench.follow_ups


async def test_an_unknown_action_is_not_repeated_by_another_yes(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy", "shop__buy", count=1)
    vendor.fails = "raise"
    await bench.say("yes")
    vendor.fails = ""
    await bench.say("yes")
    assert len(vendor.sold) == 1


async def test_a_vendors_refusal_is_said_and_failed(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy", "shop__buy", count=1)
    vendor.fails = "refuse"
    assert (await bench.say("yes")).text == "Sold out."
    assert states(bench) == [_S.FAILED]


async def test_a_commit_cannot_be_undone_by_us(bench: Bench) -> None:
    await bench.say("buy", "shop__buy", count=1)
    await bench.say("yes")
    assert (await bench.say("undo")).text == "There is nothing to undo."
    assert len(bench.follow_ups) == 1


async def test_the_row_is_there_before_the_tool_runs(bench: Bench, vendor: Vendor) -> None:
    vendor.fails = "slow"
    await bench.say("buy", "shop__buy", count=1)
    yes = asyncio.create_task(bench.say("yes"))
    await vendor.started.wait()
    assert states(bench) == [_S.DISPATCHED]
    vendor.go_on.set()
    await yes
    assert states(bench) == [_S.SUCCEEDED]


async def test_after_a_crash_what_was_in_flight_is_unknown(bench: Bench, vendor: Vendor) -> None:
    vendor.fails = "slow"
    await bench.say("buy", "shop__buy", count=1)
    yes = asyncio.create_task(bench.say("yes"))
    await vendor.started.wait()
    survivors = bench.store.rows(bench.user.id).copy()  # what a new process would find
    vendor.go_on.set()
    await yes
    bench.store._rows[bench.user.id] = survivors
    assert await bench.store.recover(bench.clock.now()) == 1
    assert states(bench) == [_S.UNKNOWN]


async def test_stopping_while_a_commit_is_out_still_records_its_receipt(bench: Bench, vendor: Vendor) -> None:
    vendor.fails = "slow"
    await bench.say("buy", "shop__buy", count=1)
    yes = asyncio.create_task(bench.say("yes"))
    await vendor.started.wait()
    stop = asyncio.create_task(bench.say("stop"))
    await asyncio.sleep(0)
    vendor.go_on.set()
    await asyncio.gather(yes, stop)
    [action] = bench.actions
    assert (action.state, action.receipt is not None) == (_S.SUCCEEDED, True)


async def test_changes_that_do_not_fit_change_nothing_at_all(bench: Bench) -> None:
    answer = await bench.say("half", "shop__half")
    assert states(bench) == [_S.FAILED]
    assert not bench.store.rows(bench.user.id).records
    assert answer.finished[0].error == "not_found"


async def test_several_changes_of_one_call_are_undone_backwards(bench: Bench) -> None:
    await bench.say("rewrite", "shop__rewrite")
    await bench.say("undo")
    assert not bench.store.rows(bench.user.id).records


async def test_a_tool_that_asks_back_has_not_acted(bench: Bench) -> None:
    answer = await bench.say("pick one", "shop__which")
    assert answer.text == "Which colour?"
    assert states(bench) == [_S.CANCELLED]
    dialogue = bench.store.rows(bench.user.id).dialogues["conversation-1"]
    assert dialogue.question is not None
    assert dialogue.question.call is not None
    assert (dialogue.question.call.tool, dialogue.question.parameter) == ("shop__which", "colour")


async def test_an_unknown_tool_is_denied_and_written_down(bench: Bench) -> None:
    answer = await bench.say("fly", "wings__fly", height=3)
    assert answer.failed == ("denied",)
    assert states(bench) == [_S.CANCELLED]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [({}, "missing_argument"), ({"text": "x", "colour": "red"}, "unknown_argument"), ({"text": 5}, "invalid_argument")],
)
async def test_bad_arguments_are_refused_with_a_code(bench: Bench, arguments: dict[str, object], code: str) -> None:
    answer = await bench.say("note", "shop__note", **arguments)
    assert answer.failed == (code,)
    assert not bench.actions


async def test_a_change_from_untrusted_text_asks_first(bench: Bench) -> None:
    bench.planner.script["do it"] = call("shop__note", text="x", provenance=Provenance.UNTRUSTED)
    assert (await bench.say("do it")).asked is not None
    assert not bench.facts


async def test_what_the_clock_plans_asks_before_it_changes(bench: Bench) -> None:
    answer = await bench.say("note", "shop__note", text="x", source=Source.SCHEDULE)
    assert answer.asked is not None
    assert not bench.facts


async def test_the_same_call_id_cannot_act_twice(bench: Bench) -> None:
    twin = call("shop__note", text="x")
    bench.planner.script["twice"] = Plan(planner="local", calls=(twin, twin), confidence=1.0)
    answer = await bench.say("twice")
    assert answer.failed == ("conflict",)
    assert len(bench.actions) == 1


async def test_a_grant_lets_a_commit_run_within_its_cap(vendor: Vendor) -> None:
    bench = Bench((shop,), providers={"shop": vendor}, planner=FakePlanner())
    grant = Grant(id="g1", tools="shop__*", max_price=Decimal(100), currency="CNY")
    bench.desk._parts = replace(bench.desk._parts, acts=replace(bench.desk._parts.acts, grants=lambda _: (grant,)))
    assert (await bench.say("one", "shop__buy", count=1)).started == ("shop__buy",)
    assert (await bench.say("two", "shop__buy", count=2)).asked is not None
    assert [a.rule for a in bench.actions] == ["grant:g1", "commit"]


async def test_the_ledger_says_why(bench: Bench) -> None:
    await bench.say("note", "shop__note", text="x")
    [action] = bench.actions
    assert action.rule == "change"
    assert action.turn_id.startswith("turn-")


async def test_an_offer_that_ends_early_ends_the_question_early(bench: Bench) -> None:
    asked = (await bench.say("buy", "shop__buy", count=1)).asked
    assert asked is not None
    assert asked.expires_at - asked.asked_at == timedelta(minutes=5)

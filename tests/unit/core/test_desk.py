"""The front desk: one turn after another, a stop word overtakes, a lost listener loses nothing."""

from __future__ import annotations

import asyncio

import pytest

from assistant import CancelFollowUp, NotFound, PutFollowUp, Say
from assistant.errors import NotUndoable, StorageFull
from assistant.testing import Bench, call, make_turn
from assistant.types import ActionState
from tests.unit.core.shop import Vendor, shop


async def test_turns_of_one_conversation_run_in_the_order_they_came(bench: Bench, vendor: Vendor) -> None:
    vendor.fails = "slow"
    await bench.say("buy", "shop__buy", count=1)
    yes = asyncio.create_task(bench.say("yes"))
    await vendor.started.wait()
    after = asyncio.create_task(bench.say("how many", "shop__look"))
    await asyncio.sleep(0)
    assert not after.done()
    vendor.go_on.set()
    assert (await yes).text == "Bought."
    assert (await after).text == "There are 4."


async def test_another_conversation_does_not_wait(bench: Bench, vendor: Vendor) -> None:
    vendor.fails = "slow"
    await bench.say("buy", "shop__buy", count=1)
    yes = asyncio.create_task(bench.say("yes"))
    await vendor.started.wait()
    elsewhere = await bench.say("how many", "shop__look", conversation="other")
    assert elsewhere.text == "There are 5."
    vendor.go_on.set()
    await yes


async def test_stop_overtakes_what_runs(bench: Bench, vendor: Vendor) -> None:
    entered = asyncio.Event()

    async def wait_for_ever() -> int:
        entered.set()
        await asyncio.Event().wait()
        return 0

    slow = shop.tools["look"]

    async def stuck(ctx: object) -> object:
        await wait_for_ever()
        return None

    kept, slow.function = slow.function, stuck  # type: ignore[assignment]
    try:
        running = asyncio.create_task(bench.say("how many", "shop__look"))
        await entered.wait()
        stopped = await bench.say("stop")
        answer = await running
    finally:
        slow.function = kept
    assert "cancelled" in answer.failed
    assert stopped.text == "Okay, stopped."
    assert [a.state for a in bench.actions] == [ActionState.CANCELLED]


async def test_a_listener_that_goes_away_loses_nothing(bench: Bench) -> None:
    bench.planner.script["note"] = call("shop__note", text="kept")
    events = bench.desk.take(make_turn("note", user=bench.user, now=bench.clock.now()))
    await anext(events)
    del events
    after = await bench.say("how many", "shop__look")  # waits for the one before it
    assert after.text == "There are 5."
    assert [f.text for f in bench.facts] == ["kept"]


async def test_a_dry_run_shows_the_plan_and_does_nothing(bench: Bench) -> None:
    bench.planner.script["note"] = call("shop__note", text="x")
    plan = await bench.desk.plan(make_turn("note", user=bench.user))
    assert [c.tool for c in plan.calls] == ["shop__note"]
    assert not bench.actions
    assert not bench.store.rows(bench.user.id).turns


async def test_an_edit_by_hand_is_in_the_ledger_and_can_be_undone(bench: Bench) -> None:
    ring = PutFollowUp.alarm(key="k", due_at=bench.clock.now(), say=Say(zh="响", en="ring"))
    action = await bench.desk.change(bench.user, "alarms__set", [ring], plugin="alarms")
    assert (action.state, action.rule, len(bench.follow_ups)) == (ActionState.SUCCEEDED, "own_hand", 1)
    await bench.desk.undo(bench.user, action.id)
    assert not bench.follow_ups
    with pytest.raises(NotUndoable):
        await bench.desk.undo(bench.user, action.id)


async def test_an_edit_that_does_not_fit_leaves_no_trace(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.desk.change(bench.user, "alarms__cancel", [CancelFollowUp(id="nobody")])
    assert not bench.actions


async def test_undoing_what_never_was_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.desk.undo(bench.user, "nobody")


async def test_a_full_disk_is_said_and_not_an_accident(bench: Bench) -> None:
    bench.planner.script["note"] = call("shop__note", text="x")
    kept = bench.store.transact

    async def full(*_: object) -> None:
        raise StorageFull

    bench.store.transact = full  # type: ignore[method-assign,assignment]
    answer = await bench.say("note")
    bench.store.transact = kept  # type: ignore[method-assign]
    assert answer.failed == ("storage_full",)
    assert answer.text == "There is no room left to store this."
    assert not bench.facts


async def test_cancelling_a_turn_needs_its_owner(bench: Bench) -> None:
    assert not bench.desk.cancel("somebody", "turn-1")

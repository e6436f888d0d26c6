"""An outcome that got lost: asked of the provider, written down once, told honestly, never repeated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Say, Terms, ToolContext, ToolError, ToolResult
from assistant.errors import NotFound
from assistant.reconciling import Reconciler
from assistant.testing import Bench
from assistant.types import Action, ActionState
from tests.unit.core.shop import Vendor, pick_up, shop


@pytest.fixture(autouse=True)
def _second_look() -> Iterator[None]:
    """The shop can say what it has sold under a key; it says nothing while it is closed."""
    tool = shop.tools["buy"]

    async def look(ctx: ToolContext, terms: Terms) -> ToolResult | None:
        if ctx.provider.fails == "closed":
            raise ToolError("Closed.", "关门了。", code="provider_down")
        if ctx.provider.fails == "no idea":
            return None
        if ctx.call_id not in ctx.provider.sold:
            return ToolResult(error="not_sold")
        receipt = ctx.provider._receipt(ctx.call_id)
        return ToolResult(say=Say(zh="买好了。", en="Bought."), receipt=receipt, changes=(pick_up(ctx),))

    tool.reconcile(look)
    yield
    tool.look_up = None


async def lost(bench: Bench, vendor: Vendor) -> Action:
    """A purchase that went through while the line went dead."""
    vendor.fails = "raise"
    await bench.say("buy two", "shop__buy", count=2)
    await bench.say("yes")
    vendor.fails = ""
    [action] = bench.actions
    assert action.state is ActionState.UNKNOWN
    assert not bench.follow_ups
    return action


async def look(bench: Bench, action: Action, *, settled: bool = True, tell: bool = True) -> Action:
    return await Reconciler(bench.store, bench.toolbox, bench.clock).look(
        bench.user.id, action.id, settled=settled, tell=tell
    )


async def test_what_went_through_gets_its_receipt_and_its_reminder_and_is_told(bench: Bench, vendor: Vendor) -> None:
    after = await look(bench, await lost(bench, vendor), settled=False)
    assert after.state is ActionState.SUCCEEDED
    assert after.receipt is not None
    assert [a.state for a in bench.actions] == [ActionState.SUCCEEDED]
    told, reminder = bench.follow_ups
    assert (reminder.key, told.due_at) == ("pick-up", bench.clock.now())
    assert told.say == Say(
        zh="刚才没有结果的那件事办成了。买好了。",
        en="What had no outcome before did go through after all. Bought.",
    )
    assert vendor.sold == {after.id: 2}


async def test_what_did_not_go_through_is_called_failed_only_once_all_has_settled(bench: Bench, vendor: Vendor) -> None:
    action = await lost(bench, vendor)
    vendor.sold.clear()
    assert (await look(bench, action, settled=False)).state is ActionState.UNKNOWN
    assert not bench.follow_ups
    after = await look(bench, action)
    assert (after.state, after.error, after.receipt) == (ActionState.FAILED, "not_sold", None)
    [told] = bench.follow_ups
    assert "2 umbrellas" in told.say.en
    assert "2把雨伞" in told.say.zh
    assert not vendor.sold


@pytest.mark.parametrize("state", ["closed", "no idea"])
async def test_a_provider_that_cannot_tell_leaves_it_open(bench: Bench, vendor: Vendor, state: str) -> None:
    action = await lost(bench, vendor)
    vendor.fails = state
    assert (await look(bench, action)).state is ActionState.UNKNOWN
    vendor.fails = ""
    assert (await look(bench, action)).state is ActionState.SUCCEEDED


async def test_a_second_look_changes_and_tells_nothing_more(bench: Bench, vendor: Vendor) -> None:
    action = await lost(bench, vendor)
    first = await look(bench, action)
    before = bench.follow_ups
    assert await look(bench, action) == first
    assert bench.follow_ups == before


async def test_asked_by_hand_nobody_is_told_twice(bench: Bench, vendor: Vendor) -> None:
    await look(bench, await lost(bench, vendor), tell=False)
    assert [f.key for f in bench.follow_ups] == ["pick-up"]


async def test_a_tool_without_a_second_look_stays_in_doubt(bench: Bench, vendor: Vendor) -> None:
    action = await lost(bench, vendor)
    shop.tools["buy"].look_up = None
    assert (await look(bench, action)).state is ActionState.UNKNOWN


async def test_what_succeeded_is_not_asked_after(bench: Bench, vendor: Vendor) -> None:
    await bench.say("buy two", "shop__buy", count=2)
    await bench.say("yes")
    vendor.sold.clear()
    assert (await look(bench, bench.actions[0])).state is ActionState.SUCCEEDED


async def test_an_action_that_is_not_there_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await Reconciler(bench.store, bench.toolbox, bench.clock).look(bench.user.id, "x", settled=True, tell=False)


async def test_the_ledger_keeps_what_was_agreed(bench: Bench, vendor: Vendor) -> None:
    action = await lost(bench, vendor)
    assert action.terms is not None
    assert action.terms.price is not None
    assert action.terms.price.amount == 176

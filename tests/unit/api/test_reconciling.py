"""Lost outcomes are asked after once a minute and by the ledger's own door, over a restart, and settled once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from harness import open_house

from assistant import Effect, Plugin, PutRecord, Receipt, Say, Terms, ToolContext, ToolResult
from assistant.types import ActionState
from tests.unit.api.conftest import LiteralPlanner


@dataclass
class Ferry:
    """It sells, and then the line goes dead."""

    sold: list[str] = field(default_factory=list)
    sells: bool = True


def sailing(ferry: Ferry) -> Plugin:
    plugin = Plugin("ferry", summary="Ferry")

    @plugin.tool(effect=Effect.COMMIT)
    async def board(ctx: ToolContext, terms: Terms, deck: str) -> ToolResult:
        """Take a place on board."""
        if ferry.sells:
            ferry.sold.append(ctx.call_id)
        raise ConnectionResetError

    @board.terms
    async def quote(ctx: ToolContext, deck: str) -> Terms:
        return Terms(what=deck)

    @board.reconcile
    async def look(ctx: ToolContext, deck: str, terms: Terms) -> ToolResult:
        if ctx.call_id not in ferry.sold:
            return ToolResult(error="not_on_board")
        receipt = Receipt(provider="Ferry", reference=terms.what, text=Say(zh="已上船", en="On board"))  # type: ignore[arg-type]
        return ToolResult(receipt=receipt, changes=(PutRecord(kind="trip", key=ctx.call_id, data={"deck": deck}),))

    return plugin


class Watch:
    """The machine's clock, turned by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


async def lost(client: httpx.AsyncClient) -> dict[str, Any]:
    asked = (await client.post("/api/turns", json={"text": 'ferry__board {"deck": "upper"}'})).json()["pending"]
    await client.post(f"/api/approvals/{asked['id']}", json={"decision": "approve"})
    return await row(client)


async def row(client: httpx.AsyncClient) -> dict[str, Any]:
    newest: dict[str, Any] = (await client.get("/api/actions")).json()["items"][0]
    return newest


def open_with(folder: Path, ferry: Ferry) -> Any:
    return open_house(folder, planners=[LiteralPlanner()], plugins=[sailing(ferry)])


async def told(client: httpx.AsyncClient) -> list[str]:
    return [f["say"]["en"] for f in (await client.get("/api/follow-ups")).json()["items"]]


async def test_after_a_restart_what_went_through_is_found_and_told(tmp_path: Path) -> None:
    ferry = Ferry()
    async with open_with(tmp_path, ferry) as house:
        assert (await lost(house.client()))["state"] == "unknown"
    async with open_with(tmp_path, ferry) as house:
        assert await house.parts.reconciling.once() == 1
        client = house.client()
        after = await row(client)
        assert (after["state"], after["receipt"]["reference"]) == ("succeeded", "upper")
        assert await told(client) == ["What had no outcome before did go through after all. On board"]
        assert await house.parts.reconciling.once() == 0
        assert len(ferry.sold) == 1


async def test_a_call_in_flight_at_a_crash_is_in_doubt_first_and_then_found(tmp_path: Path) -> None:
    ferry = Ferry()
    async with open_with(tmp_path, ferry) as house:
        before = await lost(house.client())
        me = (await house.client().get("/api/me")).json()["id"]
        done = await house.parts.store.read(me, lambda tx: tx.action(before["id"]))
        in_flight = replace(done, id="in-flight", call=replace(done.call, id="in-flight"), state=ActionState.DISPATCHED)
        await house.parts.store.transact(me, lambda tx: tx.put_action(in_flight))
        ferry.sold.append("in-flight")
    async with open_with(tmp_path, ferry) as house:
        assert await house.parts.store.recover(house.parts.clock.now()) == 1
        assert ((await row(house.client()))["state"], (await row(house.client()))["error"]) == ("unknown", "crashed")
        assert await house.parts.reconciling.once() == 2
        assert (await row(house.client()))["state"] == "succeeded"


async def test_what_never_happened_is_called_failed_when_nothing_can_be_under_way_any_more(tmp_path: Path) -> None:
    async with open_with(tmp_path, Ferry(sells=False)) as house:
        client, watch = house.client(), Watch()
        house.parts.reconciling.elapsed = watch
        await lost(client)
        assert await house.parts.reconciling.once() == 0
        watch.at = 59.0
        assert await house.parts.reconciling.once() == 1
        after = await row(client)
        assert (after["state"], after["error"], after["receipt"]) == ("failed", "not_on_board", None)
        assert "nothing was done: upper" in (await told(client))[0]


async def test_the_ledger_asks_at_once_and_says_nothing_beside_the_answer(tmp_path: Path) -> None:
    async with open_with(tmp_path, Ferry()) as house:
        client = house.client()
        before = await lost(client)
        after = (await client.post(f"/api/actions/{before['id']}/reconcile")).json()
        assert after["state"] == ActionState.SUCCEEDED
        assert (await client.post(f"/api/actions/{before['id']}/reconcile")).json() == after
        assert await told(client) == []


async def test_nobody_asks_after_the_actions_of_others(tmp_path: Path) -> None:
    async with open_with(tmp_path, Ferry()) as house:
        action = await lost(house.client())
        stranger = await house.new_user()
        answer = await stranger.post(f"/api/actions/{action['id']}/reconcile")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
        assert (await row(house.client()))["state"] == "unknown"

"""Alarms that follow the day hear of what is booked: earlier for an early train, as usual once it is given up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import House, open_house

from assistant import DeleteRecord, Effect, Plugin, PutRecord, Receipt, Say, Setup, Terms, ToolContext, ToolResult
from assistant.ports import Bookings, Engagement
from assistant.types import User
from tests.unit.api.conftest import LiteralPlanner

TOMORROW = datetime.fromisoformat("2026-11-24T06:10:00+08:00")


class Sailings:
    """Fulfils `Bookings` over the rows of the ferry."""

    def __init__(self, setup: Setup) -> None:
        self.records_of = setup.records_of

    async def between(self, user: User, start: datetime, end: datetime) -> tuple[Engagement, ...]:
        assert self.records_of is not None
        rows = await self.records_of(user.id).all("trip")
        trips = [datetime.fromisoformat(str(r.data["at"])) for r in rows]
        made = (Engagement(id="trip", title="Ferry", start=t, end=t + timedelta(hours=2)) for t in trips)
        return tuple(e for e in made if e.start < end and e.end > start)


def ferry() -> Plugin:
    plugin = Plugin("ferry", summary="Ferry", provides={Bookings: Sailings})

    @plugin.tool(effect=Effect.COMMIT)
    async def board(ctx: ToolContext, terms: Terms, at: str) -> ToolResult:
        """Take a place on board."""
        receipt = Receipt(provider="Ferry", reference="F1", text=Say(zh="已上船", en="On board"))
        return ToolResult(receipt=receipt, changes=(PutRecord(kind="trip", key="trip", data={"at": at}),))

    @plugin.tool(effect=Effect.COMMIT)
    async def leave(ctx: ToolContext, terms: Terms) -> ToolResult:
        """Give it up."""
        receipt = Receipt(provider="Ferry", reference="F1", text=Say(zh="已下船", en="Off board"))
        return ToolResult(receipt=receipt, changes=(DeleteRecord(kind="trip", key="trip"),))

    for tool in (board, leave):

        @tool.terms
        async def quote(ctx: ToolContext, at: str = "") -> Terms:
            return Terms(what=f"ferry {at}")

    return plugin


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, planners=[LiteralPlanner()], plugins=[ferry()]) as opened:
        yield opened


async def say(client: httpx.AsyncClient, text: str) -> None:
    answer = (await client.post("/api/turns", json={"text": text})).json()
    if pending := answer.get("pending"):
        await client.post(f"/api/approvals/{pending['id']}", json={"decision": "approve"})


async def alarms(client: httpx.AsyncClient) -> list[str]:
    rows: list[dict[str, Any]] = (await client.get("/api/follow-ups")).json()["items"]
    return sorted(str(r["due_at"]) for r in rows if r["kind"] == "alarm")


async def test_an_early_booking_wakes_earlier_and_giving_it_up_as_usual(house: House) -> None:
    client = house.client()
    await say(client, 'calendar__follow_day {"on": true, "at": "2026-11-24T07:30:00+08:00"}')
    usual = await alarms(client)
    assert usual[0] == "2026-11-24T07:30:00+08:00"
    await say(client, f'ferry__board {{"at": "{TOMORROW.isoformat()}"}}')
    assert (await alarms(client))[0] == "2026-11-24T05:10:00+08:00"
    row = (await client.get("/api/actions")).json()["items"][0]
    assert (row["tool"], row["rule"], row["undo"]["possible"]) == ("calendar__follow_day", "follows_a_booking", True)
    await say(client, "ferry__leave")
    assert await alarms(client) == usual


async def test_who_did_not_ask_for_it_is_not_woken(house: House) -> None:
    client = house.client()
    await say(client, f'ferry__board {{"at": "{TOMORROW.isoformat()}"}}')
    assert await alarms(client) == []
    assert [r["tool"] for r in (await client.get("/api/actions")).json()["items"]] == ["ferry__board"]

"""Every installed plugin keeps its side of the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from assistant import Effect, Plugin, PutFollowUp, Receipt, Say, Terms, ToolContext, ToolResult
from assistant.testing import NetworkTouched, check_plugin
from tools.discovery import discover

PLUGINS, BROKEN = discover()
CALLS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "alarms": {
        "set_alarm": {"at": "2026-11-24T07:30:00"},
        "set_timer": {"duration": 720, "what": "pizza"},
        "set_reminder": {"what": "给妈妈打电话", "at": "2026-11-24T15:00", "recurrence": "FREQ=DAILY"},
        "list": {},
    },
    "memory": {"remember": {"text": "I like tea"}, "recall": {"about": "tea"}},
}

NAMES = {
    "alarms": ("set_alarm", "set_timer", "set_reminder", "list", "change", "cancel", "snooze"),
    "memory": ("remember", "recall", "forget"),
    "navigation": ("route", "find_place"),
    "restaurants": ("search", "details", "reserve", "order", "cancel"),
    "tickets": ("search", "buy", "cancel"),
    "medical": ("symptoms", "find_doctor", "book", "order_medicine", "cancel"),
    "calendar": ("add", "list", "change", "cancel", "free"),
    "office": ("summarise_mail", "draft_mail", "send_mail", "write_document", "run_routine"),
}
NOT_YET = {"order", "order_medicine"}  # may only shrink


def test_every_plugin_of_ours_loads() -> None:
    assert BROKEN == ()
    assert {"alarms", "memory"} <= {p.name for p in PLUGINS}


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda p: p.name)
def test_the_contract_is_kept(plugin: Plugin) -> None:
    assert check_plugin(plugin, calls=CALLS.get(plugin.name)).problems == ()


def test_the_tools_people_ask_for_have_enough_examples_in_both_languages() -> None:
    thin = [
        f"{plugin.name}__{warning}"
        for plugin in PLUGINS
        for warning in check_plugin(plugin).warnings
        if warning.partition(":")[0] in NAMES.get(plugin.name, ())
    ]
    assert thin == []


@pytest.mark.parametrize("plugin", [p for p in PLUGINS if p.name in NAMES], ids=lambda p: p.name)
def test_the_names_that_clients_and_grants_rely_on_are_there(plugin: Plugin) -> None:
    assert set(NAMES[plugin.name]) - set(plugin.tools) <= NOT_YET


# The check itself must fall for each way of breaking the contract.

SAY = Say(zh="好了。", en="Done.")


def bad(effect: Effect, function: Any, terms: Any = None, provider: Any = None) -> Plugin:
    plugin = Plugin("bad", summary=Say(zh="坏", en="Bad"), provider=lambda _: provider)
    tool = plugin.tool(effect=effect, name="tool")(function)
    if terms is not None:
        tool.terms(terms)
    return plugin


async def silent(ctx: ToolContext) -> ToolResult:
    return ToolResult(say=SAY)


async def speechless(ctx: ToolContext) -> ToolResult:
    """Say nothing."""
    return ToolResult()


async def english_only(ctx: ToolContext) -> ToolResult:
    """Speak one language."""
    return ToolResult(say=Say(zh="I only ever speak English here", en="I only ever speak English here"))


async def reading_writer(ctx: ToolContext) -> ToolResult:
    """Write although it is a READ."""
    return ToolResult(say=SAY, changes=(PutFollowUp.alarm(key="k", due_at=ctx.now, say=SAY),))


async def own_hands(ctx: ToolContext) -> ToolResult:
    """Write by itself, past the core."""
    store = ctx.memory.store  # type: ignore[attr-defined]
    change = PutFollowUp.alarm(key="k", due_at=ctx.now, say=SAY)
    await store.transact(ctx.user.id, lambda tx: tx.apply(change, plugin="bad", turn_id=None, now=ctx.now))
    return ToolResult(say=SAY)


async def caller(ctx: ToolContext) -> ToolResult:
    """Call the world."""
    await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", 9)
    return ToolResult(say=SAY)


async def doubler(ctx: ToolContext) -> ToolResult:
    """Make another one each time it runs."""
    ctx.provider.append(1)
    ring = PutFollowUp.alarm(key=str(len(ctx.provider)), due_at=ctx.now, say=SAY)
    return ToolResult(say=SAY, changes=(ring,))


async def buyer(ctx: ToolContext, terms: Terms) -> ToolResult:
    """Buy again each time it runs."""
    ctx.provider.append(1)
    return ToolResult(say=SAY, receipt=Receipt(provider="p", reference=str(len(ctx.provider)), text=SAY))


async def claimer(ctx: ToolContext, terms: Terms) -> ToolResult:
    """Claim without a receipt."""
    return ToolResult(say=SAY)


async def quote(ctx: ToolContext) -> Terms:
    return Terms(what="it")


async def other_quote(ctx: ToolContext, size: int) -> Terms:
    return Terms(what="it")


async def clockwatcher(ctx: ToolContext) -> ToolResult:
    """Look at the machine's clock."""
    from datetime import UTC, datetime

    return ToolResult(say=Say(zh=f"{datetime.now(UTC)}点", en=str(datetime.now(UTC))))


@pytest.mark.parametrize(
    ("plugin", "complaint"),
    [
        (bad(Effect.READ, silent), "no docstring"),
        (bad(Effect.READ, speechless), "says nothing"),
        (bad(Effect.READ, english_only), "Chinese"),
        (bad(Effect.READ, reading_writer), "declared READ"),
        (bad(Effect.CHANGE, own_hands), "wrote by itself"),
        (bad(Effect.CHANGE, doubler, provider=[]), "repeats its changes"),
        (bad(Effect.COMMIT, buyer), "COMMIT without terms"),
        (bad(Effect.COMMIT, buyer, quote, []), "acted twice"),
        (bad(Effect.COMMIT, claimer, quote), "receipt"),
        (bad(Effect.COMMIT, claimer, other_quote), "same arguments"),
        (bad(Effect.READ, clockwatcher), "clock"),
        (Plugin("empty"), "no tool"),
    ],
    ids=lambda p: p if isinstance(p, str) else "",
)
def test_the_check_falls_for(plugin: Plugin, complaint: str) -> None:
    calls = {"tool": {}} if "tool" in plugin.tools and complaint != "COMMIT without terms" else {}
    if complaint == "same arguments":
        calls = {}
    problems = check_plugin(plugin, calls=calls).problems
    assert any(complaint in p for p in problems), problems


def test_a_tool_that_calls_the_world_is_stopped() -> None:
    with pytest.raises(NetworkTouched):
        check_plugin(bad(Effect.READ, caller), calls={"tool": {}})

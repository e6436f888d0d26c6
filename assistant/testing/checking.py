"""Whether a plugin keeps its side of the contract: what can be read off it, and what shows when its tools run."""

from __future__ import annotations

import asyncio
import inspect
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.codec import canonical, plain
from assistant.errors import StewardError
from assistant.plugin import Plugin, Tool
from assistant.results import ToolResult
from assistant.testing.clock import START
from assistant.testing.making import make_user
from assistant.testing.store import FakeStore
from assistant.testing.talking import run_tool
from assistant.types import Effect, Say, User

ENOUGH_EXAMPLES = 8  # per language; the local planner learns from them
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLOCKS = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.(?:time|sleep)|asyncio\.sleep)\(")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_OWN_CLOCK = "looks at the clock itself; use ctx.now"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """`problems` break the contract; `warnings` make the plugin harder to talk to."""

    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def check_plugin(
    plugin: Plugin,
    *,
    calls: Mapping[str, Mapping[str, Any]] | None = None,
    provider: object = None,
    store: FakeStore | None = None,
) -> Report:
    """Read the declaration, and run each tool named in `calls` (tool -> arguments) twice under one call id.

    Call it from a plain test: it runs an event loop of its own.
    """
    problems, warnings = list(_declared(plugin)), list(_wishes(plugin))
    for tool, arguments in (calls or {}).items():
        if tool not in plugin.tools:
            problems.append(f"{tool}: there is no such tool")
            continue
        problems += asyncio.run(_ran(plugin, tool, arguments, provider, store))
    return Report(problems=tuple(problems), warnings=tuple(warnings))


def _declared(plugin: Plugin) -> Iterator[str]:
    """What must hold before anything runs."""
    if not plugin.tools and not plugin.provides:
        yield f"{plugin.name}: declares no tool and provides nothing"
    for short, tool in plugin.tools.items():
        spec = tool.spec
        if not _NAME.match(short) or "__" in short:
            yield f"{short}: a tool's name is lower-case letters, digits and single _"
        if not spec.description:
            yield f"{short}: has no docstring; it is what a planner reads"
        if not isinstance(spec.effect, Effect):
            yield f"{short}: declares no effect"
        if spec.effect is Effect.COMMIT and tool.quote is None:
            yield f"{short}: is a COMMIT without terms; nobody can say yes to what is not said"
        if not inspect.iscoroutinefunction(tool.function):
            yield f"{short}: must be `async def`"
        if tool.quote is not None:
            yield from _same_arguments(short, tool)
        for function in filter(None, (tool.function, tool.quote)):
            if _CLOCKS.search(_source(function)):
                yield f"{short}: {_OWN_CLOCK}"


def _same_arguments(short: str, tool: Tool) -> Iterator[str]:
    assert tool.quote is not None
    taken = set(inspect.signature(tool.quote).parameters) - {"ctx"}
    given = {p.name for p in tool.spec.parameters}
    if taken != given:
        yield f"{short}: its terms must take the same arguments ({', '.join(sorted(taken ^ given))} differ)"


def _source(function: Any) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""


def _wishes(plugin: Plugin) -> Iterator[str]:
    """What makes it easier to be understood."""
    if not plugin.title.zh or not _HAN.search(plugin.title.zh):
        yield f"{plugin.name}: has no Chinese summary; give summary=Say(zh=..., en=...)"
    for short, tool in plugin.tools.items():
        for language in ("en", "zh"):
            count = len(tool.spec.examples.get(language, ()))
            if count < ENOUGH_EXAMPLES:
                yield f"{short}: {count} {language} examples; {ENOUGH_EXAMPLES} are enough for the local planner"
        for parameter in tool.spec.parameters:
            if not parameter.description:
                yield f"{short}: parameter {parameter.name} has no description (Annotated[type, 'words'])"


async def _ran(
    plugin: Plugin, tool: str, arguments: Mapping[str, Any], provider: object, store: FakeStore | None
) -> list[str]:
    user = make_user()
    store = store or FakeStore(user)
    before = _image(store, user)
    try:
        first, second = [
            await run_tool(plugin, tool, store=store, user=user, provider=provider, call_id="check-1", **arguments)
            for _ in range(2)
        ]
    except StewardError as error:
        return [f"{tool}: {error.code}: {error.say.en}"]
    if not isinstance(first, ToolResult):
        return [f"{tool}: returned {type(first).__name__}, not a ToolResult"]
    problems = [*_result(plugin.tools[tool], first)]
    if _image(store, user) != before:
        problems.append(f"{tool}: wrote by itself; return changes instead")
    if first.receipt != second.receipt:
        problems.append(f"{tool}: acted twice under one call id; hand ctx.call_id to the provider")
    problems += await _kept_once(plugin, tool, store, user, first, second)
    return [f"{tool}: {p}" if not p.startswith(f"{tool}:") else p for p in problems]


async def _kept_once(
    plugin: Plugin, tool: str, store: FakeStore, user: User, first: ToolResult, second: ToolResult
) -> list[str]:
    """Applying both runs of one call must leave what one of them leaves."""

    async def apply(result: ToolResult) -> str:
        def write(tx: Any) -> None:
            for change in result.changes:
                tx.apply(change, plugin=plugin.name, turn_id=None, now=START)

        await store.transact(user.id, write)
        rows = store.rows(user.id)
        return f"{len(rows.follow_ups)} {len(rows.facts)} {len(rows.records)}"

    try:
        return [] if await apply(first) == await apply(second) else [f"{tool}: repeats its changes under one call id"]
    except StewardError as error:
        return [f"{tool}: its changes cannot be applied: {error.code}: {error.say.en}"]


def _result(tool: Tool, result: ToolResult) -> Iterator[str]:
    name = tool.spec.name.rpartition("__")[2]
    effect = tool.spec.effect
    if result.say is None and result.question is None:
        yield f"{name}: says nothing"
    for say in filter(None, (result.say, result.question.text if result.question else None)):
        yield from _bilingual(name, say)
    if effect is Effect.READ and (result.changes or result.receipt):
        yield f"{name}: is declared READ and wants to change something"
    if effect is Effect.COMMIT and result.receipt is None and result.error is None and result.question is None:
        yield f"{name}: a COMMIT that succeeds returns the provider's receipt"
    if effect is not Effect.COMMIT and result.receipt is not None:
        yield f"{name}: has a receipt and so reached outside; declare COMMIT"
    try:
        canonical(plain(result.data))
    except TypeError as error:
        yield f"{name}: data is no plain JSON: {error}"
    for moment in _moments(result.data):
        if moment.tzinfo is None:
            yield f"{name}: naive datetime {moment.isoformat()} in data"


def _bilingual(name: str, say: Say) -> Iterator[str]:
    letters = [c for c in say.en if c in string.ascii_letters]
    if not say.zh.strip() or not say.en.strip():
        yield f"{name}: says something in one language only"
    elif not _HAN.search(say.zh) and len(letters) > 20:
        yield f"{name}: its Chinese words are not Chinese: {say.zh[:40]!r}"
    elif say.zh == say.en and len(letters) > 20:
        yield f"{name}: says the same in both languages: {say.en[:40]!r}"


def _moments(value: Any) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _moments(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _moments(inner)


def _image(store: FakeStore, user: User) -> str:
    rows = store.rows(user.id)
    return canonical([plain(rows.follow_ups), plain(rows.facts), plain(list(rows.records.values()))])

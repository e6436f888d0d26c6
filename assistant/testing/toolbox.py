"""A toolbox over the plugins under test: checks and runs their tools, with providers handed in and no network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.context import ToolContext
from assistant.errors import EffectUnknown, NotFound, StewardError, ToolError
from assistant.parameters import canonical_arguments, python_arguments
from assistant.plugin import Plugin, Setup, Tool
from assistant.ports import Store
from assistant.results import ToolResult
from assistant.testing.making import make_context
from assistant.types import Effect, Source, Terms, ToolCall, ToolSpec, Turn, User


@dataclass(slots=True)
class FakeToolbox:
    """Fulfils `assistant.ports.Toolbox`. A plugin with no entry in `providers` makes its own, without HTTP."""

    store: Store
    plugins: Sequence[Plugin]
    providers: dict[str, object] = field(default_factory=dict)
    ports: Mapping[type, object] = field(default_factory=dict)
    ran: list[ToolCall] = field(default_factory=list)

    def specs(self) -> tuple[ToolSpec, ...]:
        return tuple(tool.spec for plugin in self.plugins for tool in plugin.tools.values())

    def spec(self, tool: str) -> ToolSpec | None:
        return next((spec for spec in self.specs() if spec.name == tool), None)

    def alarmed(self, text: str) -> ToolSpec | None:
        listening = (t for p in self.plugins for t in p.tools.values() if t.hears is not None)
        return next((t.spec for t in listening if t.hears is not None and t.hears(text)), None)

    def check(self, call: ToolCall, user: User) -> ToolCall:
        _, tool = self._find(call.tool)
        arguments = canonical_arguments(tool.spec.parameters, call.arguments, user.timezone)
        return ToolCall(id=call.id, tool=call.tool, arguments=arguments, provenance=call.provenance)

    async def quote(self, call: ToolCall, turn: Turn) -> Terms | None:
        plugin, tool = self._find(call.tool)
        if tool.quote is None:
            return None
        arguments = python_arguments(tool.quote, call.arguments, turn.user.timezone)
        return await tool.quote(self._context(plugin, call, turn), **arguments)

    async def reconcile(self, call: ToolCall, turn: Turn, terms: Terms | None) -> ToolResult | None:
        plugin, tool = self._find(call.tool)
        if tool.look_up is None:
            return None
        try:
            arguments = tool.look_up_arguments(call, terms, turn.user.timezone)
            return await tool.look_up(self._context(plugin, call, turn), **arguments)
        except StewardError:
            return None

    async def run(self, call: ToolCall, turn: Turn, terms: Terms | None = None) -> ToolResult:
        plugin, tool = self._find(call.tool)
        self.ran.append(call)
        arguments = python_arguments(tool.function, call.arguments, turn.user.timezone) | (
            {"terms": terms} if tool.wants_terms else {}
        )
        try:
            async with asyncio.timeout(tool.spec.timeout):
                result = await tool.function(self._context(plugin, call, turn), **arguments)
        except (StewardError, AssertionError):
            raise
        except Exception as error:
            raise _broken(tool) from error
        if not isinstance(result, ToolResult):
            raise _broken(tool)
        return result

    def _find(self, name: str) -> tuple[Plugin, Tool]:
        for plugin in self.plugins:
            for tool in plugin.tools.values():
                if tool.spec.name == name:
                    return plugin, tool
        raise NotFound(f"There is no tool {name!r}.", f"没有“{name}”这个功能。", code="unknown_tool")

    def _context(self, plugin: Plugin, call: ToolCall, turn: Turn) -> ToolContext:
        if plugin.provider is not None and plugin.name not in self.providers:
            self.providers[plugin.name] = plugin.provider(Setup(config=plugin.config() if plugin.config else None))
        return make_context(
            self.store,
            plugin=plugin.name,
            user=turn.user,
            now=turn.now,
            call_id=call.id,
            language=turn.utterance.language,
            provider=self.providers.get(plugin.name),
            config=plugin.config() if plugin.config else None,
            ports={need: self.ports[need] for need in plugin.needs if need in self.ports},
            scheduled=turn.utterance.source is Source.SCHEDULE,
        )


def _broken(tool: Tool) -> StewardError:
    """Nobody knows what a COMMIT that broke has done; anything else has done nothing."""
    return EffectUnknown() if tool.spec.effect is Effect.COMMIT else ToolError(code="tool_broke")

"""Finding, checking and running tools: one deadline, one kind of failure, whatever a plugin does."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from assistant.context import ToolContext
from assistant.errors import EffectUnknown, NotFound, StewardError, ToolError
from assistant.moments import zone
from assistant.parameters import canonical_arguments, python_arguments
from assistant.plugin import Plugin, Setup, Tool
from assistant.ports import Agenda, Bookings, Store
from assistant.reading import ConnectionOf, FollowUpsOf, MemoryOf, RecordsOf
from assistant.results import ToolResult
from assistant.types import Effect, Source, Terms, ToolCall, ToolSpec, Turn, User
from tools.bookings import AllBookings
from tools.clashes import with_clash
from tools.discovery import BrokenPlugin

log = logging.getLogger(__name__)
P = TypeVar("P")
QUOTE_TIMEOUT = 10.0  # seconds


@dataclass(slots=True)
class Toolbox:
    """All tools of all plugins, under their full names."""

    store: Store
    plugins: Sequence[Plugin]
    broken: Sequence[BrokenPlugin] = ()
    data_dir: Path | None = None
    http: Any = None
    config: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # plugin -> its settings
    _tools: dict[str, tuple[Plugin, Tool]] = field(default_factory=dict, init=False)
    _providers: dict[str, object] = field(default_factory=dict, init=False)
    _ports: dict[type, object] = field(default_factory=dict, init=False)
    _specs: tuple[ToolSpec, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        for plugin in self.plugins:
            for tool in plugin.tools.values():
                self._tools[tool.spec.name] = (plugin, tool)
        self._specs = tuple(tool.spec for _, tool in self._tools.values())

    def specs(self) -> tuple[ToolSpec, ...]:
        return self._specs

    def spec(self, tool: str) -> ToolSpec | None:
        found = self._tools.get(tool)
        return found[1].spec if found else None

    def alarmed(self, text: str) -> ToolSpec | None:
        return next((t.spec for _, t in self._tools.values() if t.hears is not None and t.hears(text)), None)

    def check(self, call: ToolCall, user: User) -> ToolCall:
        """The call with canonical arguments. Raises NotFound (unknown tool) or InvalidArgument."""
        _, tool = self._find(call)
        arguments = canonical_arguments(tool.spec.parameters, call.arguments, user.timezone)
        return ToolCall(id=call.id, tool=call.tool, arguments=arguments, provenance=call.provenance)

    async def quote(self, call: ToolCall, turn: Turn) -> Terms | None:
        """The terms a yes would cover; None for a tool that quotes nothing. Raises ToolError."""
        plugin, tool = self._find(call)
        quote = tool.quote
        if quote is None:
            return None
        arguments = python_arguments(quote, call.arguments, turn.user.timezone)
        terms = await self._guarded(call, QUOTE_TIMEOUT, lambda: quote(self._context(plugin, call, turn), **arguments))
        if not isinstance(terms, Terms):
            raise ToolError(code="tool_rubbish")
        # Giving something up at a time is in nobody's way.
        return terms if call.tool.endswith("__cancel") else await with_clash(terms, self.port(Agenda), turn.user)

    async def run(self, call: ToolCall, turn: Turn, terms: Terms | None = None) -> ToolResult:
        """Run it. Raises ToolError for a known failure, EffectUnknown when a COMMIT may or may not have happened."""
        plugin, tool = self._find(call)
        arguments = python_arguments(tool.function, call.arguments, turn.user.timezone)
        if tool.wants_terms:
            arguments["terms"] = terms
        commits = tool.spec.effect is Effect.COMMIT
        try:
            result = await self._guarded(
                call, tool.spec.timeout, lambda: tool.function(self._context(plugin, call, turn), **arguments)
            )
        except _Broken as error:
            if commits:
                raise EffectUnknown() from error
            raise
        if not isinstance(result, ToolResult):
            log.error("tool %s returned %s, not a ToolResult", call.tool, type(result).__name__)
            raise EffectUnknown() if commits else ToolError(code="tool_rubbish")
        return result

    async def reconcile(self, call: ToolCall, turn: Turn, terms: Terms | None) -> ToolResult | None:
        """What the provider knows of a call whose outcome got lost; None when the tool cannot tell, or not now."""
        if call.tool not in self._tools or (look_up := self._tools[call.tool][1].look_up) is None:
            return None
        plugin, tool = self._tools[call.tool]
        try:
            arguments = tool.look_up_arguments(call, terms, turn.user.timezone)
            answer = await self._guarded(
                call, QUOTE_TIMEOUT, lambda: look_up(self._context(plugin, call, turn), **arguments)
            )
        except StewardError as error:
            log.info("asking after %s brought nothing: %s", call.tool, error.code)
            return None
        return answer if isinstance(answer, ToolResult) else None

    async def _guarded(self, call: ToolCall, seconds: float, start: Callable[[], Any]) -> Any:
        """One deadline; an expected failure passes, anything else is logged once with an id and becomes `_Broken`."""
        try:
            async with asyncio.timeout(seconds):
                return await start()
        except StewardError:
            raise
        except TimeoutError as error:
            raise _Broken("That took too long, so I gave up.", "等得太久，我先放弃了。", code="tool_timeout") from error
        except Exception as error:
            incident = uuid.uuid4().hex[:8]
            log.exception("tool %s broke (%s)", call.tool, incident)
            raise _Broken(code="tool_broke") from error

    def _find(self, call: ToolCall) -> tuple[Plugin, Tool]:
        if call.tool not in self._tools:
            raise NotFound(
                f"There is no tool {call.tool[:60]!r}.", f"没有“{call.tool[:60]}”这个功能。", code="unknown_tool"
            )
        return self._tools[call.tool]

    def context(self, plugin: str, call: ToolCall, turn: Turn) -> ToolContext:
        """What a tool of that plugin would read now: for a door that takes in what belongs to it. Raises NotFound."""
        found = next((p for p in self.plugins if p.name == plugin), None)
        if found is None:
            raise NotFound
        return self._context(found, call, turn)

    def _context(self, plugin: Plugin, call: ToolCall, turn: Turn) -> ToolContext:
        user = turn.user
        return ToolContext(
            now=turn.now.astimezone(zone(user.timezone)),
            user=user,
            call_id=call.id,
            turn_id=turn.id,
            language=turn.utterance.language,
            memory=MemoryOf(self.store, user.id, turn.now),
            follow_ups=FollowUpsOf(self.store, user.id),
            records=RecordsOf(self.store, user.id, plugin.name),
            incognito=turn.incognito,
            scheduled=turn.utterance.source is Source.SCHEDULE,
            provider=self._provider(plugin),
            config=self.setup(plugin).config,
            http=self.http,
            connection=ConnectionOf(self.store, user.id, plugin.name),
            ports=self._ports_of(plugin),
        )

    def setup(self, plugin: Plugin) -> Setup:
        """What the plugin's provider and ports are made from."""
        config = plugin.config(**self.config.get(plugin.name, {})) if plugin.config else None
        home = self.data_dir / "vendors" / plugin.name if self.data_dir else None
        return Setup(
            config=config,
            data_dir=home,
            http=self.http,
            records_of=lambda user_id: RecordsOf(self.store, user_id, plugin.name),
        )

    def _provider(self, plugin: Plugin) -> object:
        if plugin.provider is None:
            return None
        if plugin.name not in self._providers:
            # What a plugin works with and what it provides to others is one thing, not two copies of a city.
            shared = next((kind for kind, make in plugin.provides.items() if make is plugin.provider), None)
            made = self.port(shared) if shared is not None else None
            if made is None or self._giver(shared) is not plugin:
                made = plugin.provider(self.setup(plugin).with_ports(self._ports_of(plugin)))
            self._providers[plugin.name] = made
        return self._providers[plugin.name]

    def port(self, kind: type[P]) -> P | None:
        """What a plugin provides to the rest of the house; None when nobody does."""
        return cast("P | None", self._ports_of(Plugin("house", needs=(kind,))).get(kind))

    def _giver(self, kind: type | None) -> Plugin | None:
        return next((p for p in self.plugins if kind in p.provides), None)

    def _ports_of(self, plugin: Plugin) -> Mapping[type, object]:
        """The needs somebody provides; made on first use, shared by all."""
        for need in plugin.needs:
            if need not in self._ports:
                givers = [p for p in self.plugins if need in p.provides]
                if need is Bookings:
                    # Of all who book, made without ports: what they have booked stands in their own rows.
                    self._ports[need] = AllBookings([p.provides[need](self.setup(p)) for p in givers])
                elif givers:
                    giver = givers[0]
                    self._ports[need] = giver.provides[need](self.setup(giver).with_ports(self._ports_of(giver)))
        return {need: self._ports[need] for need in plugin.needs if need in self._ports}


class _Broken(ToolError):
    """That did not work; the problem has been noted."""

    code = "tool_broke"
    zh = "没有办成，问题已记录。"

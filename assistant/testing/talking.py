"""A whole assistant around the plugins under test: say sentences, answer questions, look at what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.codec import plain
from assistant.desk import Desk
from assistant.events import Asked, Failed, Said, ToolFinished, ToolStarted, TurnEvent
from assistant.plugin import Plugin
from assistant.results import ToolResult
from assistant.testing.clock import FakeClock
from assistant.testing.making import NOW, make_turn, make_user
from assistant.testing.offline import no_network
from assistant.testing.planner import FakePlanner, call
from assistant.testing.store import FakeStore
from assistant.testing.toolbox import FakeToolbox
from assistant.types import Action, Approval, Fact, FollowUp, Language, Reply, Source, Terms, User


@dataclass(frozen=True, slots=True)
class Answer:
    """What one sentence brought about."""

    events: tuple[TurnEvent, ...]

    @property
    def reply(self) -> Reply:
        return next(e.reply for e in reversed(self.events) if isinstance(e, Said))

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def asked(self) -> Approval | None:
        return next((e.approval for e in self.events if isinstance(e, Asked)), None)

    @property
    def started(self) -> tuple[str, ...]:
        return tuple(e.tool for e in self.events if isinstance(e, ToolStarted))

    @property
    def finished(self) -> tuple[ToolFinished, ...]:
        return tuple(e for e in self.events if isinstance(e, ToolFinished))

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(e.code for e in self.events if isinstance(e, Failed))


@dataclass(slots=True)
class Bench:
    """Plugins, a user, a store, a clock and a scripted planner, wired as the real assistant is."""

    plugins: Sequence[Plugin]
    user: User = field(default_factory=make_user)
    clock: FakeClock = field(default_factory=FakeClock)
    planner: FakePlanner = field(default_factory=FakePlanner)
    providers: dict[str, object] = field(default_factory=dict)
    store: FakeStore = field(init=False)
    toolbox: FakeToolbox = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.store = FakeStore(self.user)
        self.toolbox = FakeToolbox(self.store, self.plugins, providers=self.providers)
        self.desk = Desk(store=self.store, toolbox=self.toolbox, planners=(self.planner,), clock=self.clock)

    async def say(
        self,
        text: str,
        tool: str | None = None,
        /,
        *,
        source: Source = Source.TEXT,
        may_approve: bool = True,
        conversation: str = "conversation-1",
        language: Language | None = None,
        **arguments: Any,
    ) -> Answer:
        """One sentence; `tool` and its arguments are what the planner shall make of it."""
        if tool is not None:
            self.planner.script[text] = call(tool, **{k: plain(v) for k, v in arguments.items()})
        turn = make_turn(
            text,
            user=self.user,
            now=self.clock.now(),
            source=source,
            may_approve=may_approve,
            conversation=conversation,
            language=language,
        )
        with no_network():
            return Answer(tuple([event async for event in self.desk.take(turn)]))

    async def decide(self, approval: Approval, approve: bool, *, may_approve: bool = True) -> Answer:
        """A yes or no by button."""
        turn = make_turn(
            user=self.user, now=self.clock.now(), conversation=approval.conversation, may_approve=may_approve
        )
        with no_network():
            return Answer(tuple([event async for event in self.desk.decide(turn, approval.id, approve)]))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The ledger, oldest first."""
        return tuple(self.store.rows(self.user.id).actions.values())

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """What is open, soonest first."""
        return tuple(sorted(self._open(), key=lambda f: f.due_at))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is remembered now, oldest first."""
        return tuple(f for f in self.store.rows(self.user.id).facts.values() if f.status == "active")

    def _open(self) -> list[FollowUp]:
        closed = ("cancelled", "acknowledged", "missed")
        return [f for f in self.store.rows(self.user.id).follow_ups.values() if f.state not in closed]


async def talk(
    plugin: Plugin, sentences: Sequence[str | tuple[str, str, Mapping[str, Any]]], **bench: Any
) -> list[str]:
    """Say the sentences one after another and return the replies. A sentence that shall run a tool names it:
    `talk(plugin, [("park near here", "find", {"near": "here"}), "thanks"])`."""
    made = Bench((plugin,), **bench)
    replies = []
    for sentence in sentences:
        text, tool, arguments = (sentence, None, {}) if isinstance(sentence, str) else sentence
        full = f"{plugin.name}__{tool}" if tool else None
        replies.append((await made.say(text, full, **arguments)).text)
    return replies


async def run_tool(
    plugin: Plugin,
    tool: str,
    /,
    *,
    store: FakeStore | None = None,
    user: User | None = None,
    now: datetime = NOW,
    language: Language = "en",
    provider: object = None,
    call_id: str | None = None,
    terms: Terms | None = None,
    **arguments: Any,
) -> ToolResult:
    """Run one tool as the core would, past the gate: arguments checked, terms quoted first. It applies no changes."""
    user = user or make_user()
    box = FakeToolbox(store or FakeStore(user), (plugin,), {plugin.name: provider} if provider is not None else {})
    made = call(f"{plugin.name}__{tool}", **{k: plain(v) for k, v in arguments.items()})
    turn = make_turn(user=user, now=now, language=language)
    with no_network():
        checked = box.check(made, user)
        named = (
            checked
            if call_id is None
            else type(checked)(
                id=call_id, tool=checked.tool, arguments=checked.arguments, provenance=checked.provenance
            )
        )
        return await box.run(named, turn, terms or await box.quote(named, turn))

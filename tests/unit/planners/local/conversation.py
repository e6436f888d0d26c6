"""A conversation with the local planner alone: what it plans is taken as done, and remembered as the core would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from assistant.language import language_of
from assistant.planners.local import LocalPlanner
from assistant.planners.stop import Command, read_command
from assistant.ports import Dialogue, Line, Transcript
from assistant.types import (
    Approval,
    Effect,
    Fact,
    Item,
    Plan,
    Say,
    Terms,
    ToolCall,
    ToolSpec,
    Turn,
    User,
    Utterance,
)

NOW = datetime.fromisoformat("2026-11-23T09:00:00+08:00")

LISTS: dict[str, tuple[Item, ...]] = {
    "restaurants__search": tuple(
        Item(id=f"r{n}", kind="restaurant", label=Say(zh=zh, en=en), argument="restaurant", data={"price": price})
        for n, zh, en, price in (
            (1, "樱花屋", "Sakura", 120),
            (2, "老灶", "Old Stove", 80),
            (3, "海边", "Seaside", 200),
        )
    ),
    "tickets__search": tuple(
        Item(
            id=f"s{n}", kind="showing", label=Say(zh=f"场次{n}", en=f"Showing {n}"), argument="showing", data={"at": at}
        )
        for n, at in ((1, "2026-11-23T19:30:00+08:00"), (2, "2026-11-23T21:00:00+08:00"))
    ),
    "medical__find_doctor": tuple(
        Item(id=f"d{n}", kind="slot", label=Say(zh=zh, en=en), argument="slot", data={"at": at})
        for n, zh, en, at in (
            (1, "王大夫", "Dr Wang", "2026-11-25T09:00:00+08:00"),
            (2, "李大夫", "Dr Li", "2026-11-25T10:30:00+08:00"),
        )
    ),
}


@dataclass
class Conversation:
    """Say something, get the plan; questions, lists, pending approvals and the last calls stay in mind."""

    planner: LocalPlanner
    tools: Sequence[ToolSpec]
    user: User = field(default_factory=lambda: User(id="u", name="U", language="zh", timezone="Asia/Shanghai"))
    now: datetime = NOW
    facts: tuple[Fact, ...] = ()
    transcript: Transcript = field(default_factory=Transcript)
    turns: int = 0

    def say(self, text: str) -> Plan:
        self.turns += 1
        language = language_of(text, self.user.language)
        turn = Turn(
            id=f"t{self.turns}",
            conversation="c",
            user=self.user,
            utterance=Utterance(text=text, language=language),
            now=self.now,
        )
        asked = self.transcript.dialogue.question is not None
        command = read_command(text, pending=self.transcript.pending is not None, question=asked)
        if command in (Command.NO, Command.CANCEL):
            self._drop()
            return Plan(planner="stop")
        plan = self.planner.read(turn, self.transcript, self.facts, self.tools)
        self._remember(text, plan)
        return plan

    def _drop(self) -> None:
        self.transcript = replace(
            self.transcript, pending=None, dialogue=replace(self.transcript.dialogue, question=None)
        )

    def _remember(self, text: str, plan: Plan) -> None:
        dialogue: Dialogue = replace(self.transcript.dialogue, question=plan.question)
        pending = self.transcript.pending
        for call in plan.calls:
            if self._effect(call) is Effect.COMMIT:
                pending = self._ask(call)
            elif items := self._items(call):
                dialogue = replace(dialogue, items=items)
        if plan.calls:
            dialogue = replace(dialogue, calls=plan.calls)
        line = Line(role="user", text=text, turn_id=f"t{self.turns}", at=self.now)
        said = " ".join(s.to(language_of(text, self.user.language)) for s in self._said(plan))
        reply = Line(role="assistant", text=said, turn_id=f"t{self.turns}", at=self.now)
        self.transcript = Transcript(lines=(*self.transcript.lines, line, reply), dialogue=dialogue, pending=pending)

    @staticmethod
    def _said(plan: Plan) -> list[Say]:
        return [s for s in (plan.say, plan.question.text if plan.question else None) if s is not None]

    def _effect(self, call: ToolCall) -> Effect:
        return next(s.effect for s in self.tools if s.name == call.tool)

    def _items(self, call: ToolCall) -> tuple[Item, ...]:
        if call.tool in LISTS:
            return LISTS[call.tool]
        if call.tool.startswith("alarms__set_"):
            kind = call.tool.removeprefix("alarms__set_")
            due = call.arguments.get("at") or (self.now + timedelta(seconds=call.arguments["duration"])).isoformat()
            return (Item(id=call.id, kind=kind, label=Say(zh=kind, en=kind), argument="which", data={"due_at": due}),)
        return ()

    def _ask(self, call: ToolCall) -> Approval:
        return Approval(
            id=f"a{self.turns}",
            user_id=self.user.id,
            conversation="c",
            call=call,
            terms=Terms(what="x"),
            digest="",
            question=Say(zh="", en=""),
            asked_at=self.now,
            expires_at=self.now + timedelta(minutes=10),
        )


def made(plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    """The calls of a plan as (tool, arguments)."""
    return [(c.tool, dict(c.arguments)) for c in plan.calls]

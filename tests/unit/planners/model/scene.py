"""A user, a morning and a few tools to plan with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from assistant.planners.model import Budget, Limits, ModelEndpoint, ModelPlanner
from assistant.ports import Transcript
from assistant.types import Effect, Fact, Parameter, Plan, Say, Source, ToolSpec, Turn, User, Utterance

SHANGHAI = "Asia/Shanghai"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo(SHANGHAI))
LI = User(id="li", name="Li Na", timezone=SHANGHAI, language="zh", home="长宁路 8 号")
TEXT = {"type": "string"}

SET_ALARM = ToolSpec(
    name="alarms__set_alarm",
    description="Wake the user at a time.",
    effect=Effect.CHANGE,
    parameters=(
        Parameter(
            name="at",
            schema={"type": "string", "format": "date-time"},
            slot="instant",
            ask=Say(zh="几点叫你？", en="When shall I wake you?"),
        ),
        Parameter(name="say", schema=TEXT, required=False),
    ),
)
SET_TIMER = ToolSpec(
    name="alarms__set_timer",
    description="Count down.",
    effect=Effect.CHANGE,
    parameters=(Parameter(name="duration", schema={"type": "number"}, slot="duration"),),
)
FIND = ToolSpec(
    name="restaurants__search",
    description="Find restaurants.",
    effect=Effect.READ,
    parameters=(Parameter(name="cuisine", schema=TEXT, slot="cuisine", required=False),),
)
RESERVE = ToolSpec(
    name="restaurants__reserve",
    description="Reserve a table.",
    effect=Effect.COMMIT,
    parameters=(
        Parameter(name="title", schema=TEXT, deciding=True),
        Parameter(name="party_size", schema={"type": "integer"}, slot="people", deciding=True),
        Parameter(name="seat", schema={"type": "string", "enum": ["inside", "outside"]}, required=False),
    ),
)
READ_MAIL = ToolSpec(name="office__summarise_mail", description="Read mail.", effect=Effect.READ, reads_untrusted=True)
TOOLS = (SET_ALARM, SET_TIMER, FIND, RESERVE, READ_MAIL)

FAST = Limits(deadline=4.0, backoff=0.01)


def turn(text: str, *, language: str | None = None, source: Source = Source.TEXT, user: User = LI) -> Turn:
    spoken = language or ("en" if text.isascii() else "zh")
    return Turn(
        id="turn-now",
        conversation="talk",
        user=user,
        utterance=Utterance(text=text, language=spoken, source=source),  # type: ignore[arg-type]
        now=NOW,
    )


class Plans(Protocol):
    """Plan one sentence at the scripted endpoint."""

    async def __call__(
        self,
        text: str,
        *,
        transcript: Transcript = ...,
        facts: Sequence[Fact] = ...,
        tools: Sequence[ToolSpec] = ...,
        on_delta: Callable[[str], None] | None = ...,
        **turn_parts: Any,
    ) -> Plan: ...


def planner(
    url: str, *, limits: Limits = FAST, fallback: str | None = None, budget: Budget | None = None
) -> ModelPlanner:
    return ModelPlanner(
        ModelEndpoint(model="first", base_url=url),
        fallback=ModelEndpoint(model="second", base_url=fallback) if fallback else None,
        limits=limits,
        budget=budget,
    )

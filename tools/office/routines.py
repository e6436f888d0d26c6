"""Routines: steps told or shown once, run by a word, a tap or the clock; each outside effect still asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from assistant import (
    CancelFollowUp,
    DeleteRecord,
    Effect,
    PutFollowUp,
    PutRecord,
    Question,
    Recurrence,
    Say,
    Slot,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.changes import Change
from assistant.ports import Said
from assistant.rhythms import spoken_rhythm
from assistant.types import Policy, Provenance, Record, ToolCall
from tools.office import routine_words as words
from tools.office.plug import plugin

_ON_TIME = Policy(late="skip", late_limit=timedelta(hours=6))
_MOST_STEPS = 10
Name = Annotated[str | None, "Which routine.", Slot("sentence")]


class RoutineUnknown(ToolError):
    """I know no such routine. Say: my Monday report means ..., then ..."""

    code = "routine_unknown"
    zh = "我不知道这个流程。可以说：周报流程就是先……，再……"


@plugin.tool(effect=Effect.CHANGE)
async def teach_routine(
    ctx: ToolContext,
    text: Annotated[str, "The steps, one after another, as they would be said.", Slot("sentence")] = "",
    name: Annotated[str | None, "What it is called; read from the words when not said."] = None,
) -> ToolResult:
    """Learn a routine: steps told once, or shown just now in this talk; run later by its name."""
    shown = words.shown_as(text)
    if shown is not None:
        steps = await _shown(ctx, shown[1])
        short = words.short_name(shown[0])
    else:
        short, steps = words.steps_of(name or text, text)
    if not steps:
        ask = Say(zh="有哪几步？", en="What are the steps?")
        return ToolResult(question=Question(text=ask, parameter="text"))
    kept = PutRecord(kind="routine", key=short.casefold(), data={"name": short, "steps": list(steps)})
    return ToolResult(say=words.learned(short, steps), changes=(kept,), cards=(words.routine_card(short, steps),))


async def _shown(ctx: ToolContext, count: int | None) -> tuple[str, ...]:
    """What the user asked for in this talk so far: all of it, or the last few."""
    heard = ctx.port(Said)
    before = await heard.before(ctx.user, ctx.turn_id) if heard else ()
    wishes = [s for s in before if len(s) > 3 and not words.is_answer(s)]
    return tuple(wishes[-count:] if count else wishes)[-_MOST_STEPS:]


@plugin.tool(effect=Effect.READ)
async def run_routine(ctx: ToolContext, name: Annotated[str, "Which routine.", Slot("sentence")]) -> ToolResult:
    """Run a routine: its steps as if they had been said; what reaches outside still asks."""
    found = await _routine(ctx, name)
    steps = tuple(str(s) for s in found.data["steps"])
    return ToolResult(say=words.running(str(found.data["name"]), len(steps)), steps=steps)


@plugin.tool(effect=Effect.READ)
async def offer_routine(ctx: ToolContext, name: Annotated[str, "Which routine.", Slot("sentence")]) -> ToolResult:
    """Say that it is time for a routine and what it does, and ask whether to start."""
    found = await _routine(ctx, name)
    short, steps = str(found.data["name"]), [str(s) for s in found.data["steps"]]
    call = ToolCall(id="", tool="office__run_routine", arguments={"name": short}, provenance={"name": Provenance.USER})
    return ToolResult(
        say=words.due(short, steps),
        question=Question(text=Say(zh="现在开始吗？", en="Shall I start?"), call=call),
        cards=(words.routine_card(short, steps),),
    )


@plugin.tool(effect=Effect.CHANGE)
async def schedule_routine(
    ctx: ToolContext,
    name: Annotated[str, "Which routine.", Slot("sentence")],
    at: Annotated[datetime, "When.", Slot("instant", ask=Say(zh="几点？", en="At what time?"))],
    recurrence: Annotated[Recurrence | None, "On which days; once when not said."] = None,
) -> ToolResult:
    """Come up with a routine by the clock: it is offered then, and runs after a yes."""
    found = await _routine(ctx, name)
    short, steps = str(found.data["name"]), [str(s) for s in found.data["steps"]]
    then = ToolCall(
        id="then", tool="office__offer_routine", arguments={"name": short}, provenance={"name": Provenance.USER}
    )
    ring = PutFollowUp.briefing(
        key=f"routine:{found.key}", due_at=at, say=words.time_for(short), recurrence=recurrence, then=then
    )
    zh, en = ctx.spoken(at)
    when = spoken_rhythm(recurrence, at) if recurrence else Say(zh=zh, en=en)
    return ToolResult(
        say=words.scheduled(short, len(steps), when),
        changes=(replace(ring, policy=_ON_TIME),),
        cards=(words.routine_card(short, steps),),
    )


@plugin.tool(effect=Effect.READ)
async def list_routines(ctx: ToolContext) -> ToolResult:
    """Say which routines there are; each can be started by a tap."""
    rows = await ctx.records.all("routine")
    known = [(str(r.data["name"]), [str(s) for s in r.data["steps"]]) for r in rows]
    cards = tuple(words.routine_card(name, steps) for name, steps in known)
    return ToolResult(say=words.routines([name for name, _ in known]), cards=cards)


@plugin.tool(effect=Effect.CHANGE)
async def forget_routine(ctx: ToolContext, name: Annotated[str, "Which routine.", Slot("sentence")]) -> ToolResult:
    """Forget a routine, and no longer come up with it."""
    found = await _routine(ctx, name)
    changes: list[Change] = [DeleteRecord(kind="routine", key=found.key)]
    changes += [
        CancelFollowUp(id=f.id) for f in await ctx.follow_ups.open(plugin="office") if f.key == f"routine:{found.key}"
    ]
    return ToolResult(say=words.forgotten(str(found.data["name"])), changes=tuple(changes))


async def _routine(ctx: ToolContext, said: str) -> Record:
    """The routine whose name is in the words, the longest such name. Raises RoutineUnknown."""
    rows = await ctx.records.all("routine")
    wanted, whole = words.short_name(said), said.casefold()
    exact = [r for r in rows if r.key == wanted]
    inside = sorted((r for r in rows if r.key in whole), key=lambda r: -len(r.key))
    near = [r for r in rows if wanted and wanted in r.key]
    for found in (exact, inside, near):
        if found:
            return found[0]
    raise RoutineUnknown()

"""Appointments that an imported chat speaks of: told, and put into the calendar only when the user says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from assistant import DeleteRecord, Effect, Item, PutRecord, Say, Sensitivity, Slot, ToolContext, ToolError, ToolResult
from assistant.types import Json, Question, Record
from tools.calendar import replies
from tools.calendar.appointments import Suggestion
from tools.calendar.events import Event, conflicts
from tools.calendar.following import in_step
from tools.calendar.plug import between, item, plugin, put

_SPOKEN = 3
_ASK = Say(zh="要加哪一个？", en="Which one?")


class NoSuggestions(ToolError):
    """There are no suggestions. Export a chat as text and import it, then I look for appointments in it."""

    code = "no_suggestions"
    zh = "现在没有建议。把聊天记录导出成文本再导入，我就能从里面找约会。"


def kept(found: Sequence[Suggestion]) -> tuple[PutRecord, ...]:
    """Rows of the suggestions of one chat; private, for they quote other people."""
    return tuple(
        PutRecord(
            kind="suggestion",
            key=f"{one.start.isoformat()} {one.title}"[:150],
            data=row(one),
            sensitivity=Sensitivity.PRIVATE,
        )
        for one in found
    )


def row(one: Suggestion) -> dict[str, Json]:
    return {
        "title": one.title,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "person": one.person,
        "quote": one.quote,
        "agreed": one.agreed,
    }


@plugin.tool(effect=Effect.READ, reads_untrusted=True, name="suggestions")
async def tell(ctx: ToolContext) -> ToolResult:
    """Say which appointments an imported chat speaks of; nothing is put into the calendar by itself."""
    rows = await _ahead(ctx)
    if not rows:
        raise NoSuggestions()
    items = tuple(_item(ctx, r) for r in rows)
    return ToolResult(
        say=replies.suggested(ctx, [r.data for r in rows], _SPOKEN),
        data=[r.data for r in rows],
        items=items,
        untrusted=True,
    )


@plugin.tool(effect=Effect.CHANGE)
async def accept(
    ctx: ToolContext,
    suggestion: Annotated[str | None, "Which suggestion: an id from the list.", Slot("item", ask=_ASK)] = None,
) -> ToolResult:
    """Put one of the suggested appointments into the calendar."""
    rows = await _ahead(ctx)
    chosen = [r for r in rows if suggestion in (r.key, r.data["title"])] if suggestion else rows
    if not chosen:
        raise NoSuggestions()
    if len(chosen) > 1:
        items = tuple(_item(ctx, r) for r in chosen[:_SPOKEN])
        asked = replies.which(ctx, list(items))
        return ToolResult(question=Question(text=asked.text, parameter="suggestion", options=items), items=items)
    data = chosen[0].data
    event = Event(
        uid=ctx.call_id,
        title=str(data["title"]),
        start=_at(ctx, data["start"]),
        end=_at(ctx, data["end"]),
        timezone=ctx.user.timezone,
        people=(str(data["person"]),),
        notes=str(data["quote"]),
    )
    busy = conflicts(await between(ctx, event.start, event.end), event.start, event.end)
    gone = DeleteRecord(kind="suggestion", key=chosen[0].key)
    changes = (put(event), gone, *await in_step(ctx, put=[event]))
    said = replies.added(ctx, event) + replies.clash(ctx, busy, event)
    return ToolResult(say=said, changes=changes, items=(item(ctx, event),))


async def _ahead(ctx: ToolContext) -> list[Record]:
    rows = [r for r in await ctx.records.all("suggestion") if _at(ctx, r.data["start"]) > ctx.now]
    return sorted(rows, key=lambda r: _at(ctx, r.data["start"]))


def _at(ctx: ToolContext, text: Json) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(ctx.now.tzinfo)


def _item(ctx: ToolContext, one: Record) -> Item:
    start = _at(ctx, one.data["start"])
    label = replies.label(ctx, str(one.data["title"]), start)
    return Item(id=one.key, kind="suggestion", label=label, argument="suggestion", data={"at": start.isoformat()})

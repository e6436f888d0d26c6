"""Wishes: "when I am near a pharmacy ...", "if it rains tomorrow ..."; kept, listed, dropped. Met without a model."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Annotated

from assistant import DeleteRecord, Effect, Plugin, PutRecord, Say, Slot, ToolContext, ToolError, ToolResult
from assistant.types import Item, Record
from tools.wishes.reading import KIND, MOST, read, row, words

plugin = Plugin("wishes", summary=Say(zh="附近有什么、要下雨时提醒", en="Reminders for a place nearby or for rain"))
_SPOKEN = 3
_NONE = Say(zh="现在没有这样的提醒。", en="You have no such wishes.")


class NotWatchable(ToolError):
    """I cannot watch for that. I can for a kind of place nearby, and for rain."""

    code = "not_watchable"
    zh = "这个我没法留意。我能留意附近的某类地方，和下雨。"


class TooMany(ToolError):
    """You have many such wishes; drop one first."""

    code = "too_many"
    zh = "这样的提醒已经很多了，先删一条吧。"


@plugin.tool(effect=Effect.CHANGE)
async def add(
    ctx: ToolContext,
    text: Annotated[
        str,
        "The whole wish: what to watch for and what to remind of.",
        Slot(
            "sentence",
            ask=Say(zh="要留意什么，到时提醒什么？", en="What shall I watch for, and what shall I say then?"),
        ),
    ],
) -> ToolResult:
    """Keep a standing wish: remind me of something when I am near a kind of place, or when rain is likely."""
    found = read(text)
    if found is None:
        raise NotWatchable
    when, what = found
    if len(await ctx.records.all(KIND)) >= MOST:
        raise TooMany
    kept = PutRecord(kind=KIND, key=secrets.token_hex(8), data=row(when, Say(zh=what, en=what)))
    then = words(when)
    return ToolResult(
        say=Say(zh=f"好的，{then.zh}我提醒你{what}。", en=f"Okay, {then.en}, I will remind you: {what}."),
        changes=(kept,),
    )


@plugin.tool(effect=Effect.READ, name="list")
async def list_(ctx: ToolContext) -> ToolResult:
    """Say which standing wishes there are."""
    rows = await ctx.records.all(KIND)
    if not rows:
        return ToolResult(say=_NONE)
    told = [_told(each) for each in rows]
    more = len(rows) - _SPOKEN
    said = Say(
        zh="；".join(one.zh for one in told[:_SPOKEN]) + (f"；还有{more}条。" if more > 0 else "。"),
        en="; ".join(one.en for one in told[:_SPOKEN]) + (f"; and {more} more." if more > 0 else "."),
    )
    items = tuple(Item(id=each.key, kind="wish", label=_what(each), argument="which") for each in rows)
    return ToolResult(say=said, data=[{"id": each.key, "say": each.data["say"]} for each in rows], items=items)


@plugin.tool(effect=Effect.CHANGE)
async def cancel(
    ctx: ToolContext,
    which: Annotated[str | None, "The wish: its id, or words of it; the only one when not said."] = None,
) -> ToolResult:
    """Drop a standing wish."""
    rows = await ctx.records.all(KIND)
    if not rows:
        return ToolResult(say=_NONE)
    meant = _meant(rows, which)
    if meant is None:
        told = [_told(each) for each in rows[:_SPOKEN]]
        raise ToolError(
            "Which one? " + "; ".join(one.en for one in told) + ".",
            "哪一条？" + "；".join(one.zh for one in told) + "。",
            code="which_one",
        )
    what = _what(meant)
    return ToolResult(
        say=Say(zh=f"好的，不再留意了：{what.zh}。", en=f"Okay, dropped: {what.en}."),
        changes=(DeleteRecord(kind=KIND, key=meant.key),),
    )


def _meant(rows: Sequence[Record], which: str | None) -> Record | None:
    """By id, by the words they share, or the only one there is."""
    if which:
        asked = which.casefold()
        named = [each for each in rows if each.key == which or _shares(each, asked)]
        if len(named) == 1:
            return named[0]
    return rows[0] if len(rows) == 1 else None


def _shares(row: Record, asked: str) -> bool:
    said = [row.data["say"]["zh"], row.data["say"]["en"], row.data["when"].get("near") or ""]
    rain = "metric" in row.data["when"] and any(word in asked for word in ("rain", "下雨", "雨"))
    return rain or any(word and (word.casefold() in asked or asked in word.casefold()) for word in said)


def _what(row: Record) -> Say:
    return Say(**row.data["say"])


def _told(row: Record) -> Say:
    then, what = words(row.data["when"]), _what(row)
    return Say(zh=f"{then.zh}{what.zh}", en=f"{then.en}, {what.en}")

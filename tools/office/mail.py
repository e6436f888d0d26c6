"""Unread mail told short, with what matters first and why; and the user's own filters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from assistant import (
    DeleteRecord,
    Effect,
    PutRecord,
    Question,
    Say,
    Sensitivity,
    Slot,
    ToolContext,
    ToolError,
    ToolResult,
)
from tools.office import replies
from tools.office.plug import account_of, plugin
from tools.office.provider import Letter
from tools.office.triage import Filter, Sorted, triage

Only = Literal["pressing", "asking", "files"]
Level = Literal["first", "later", "never"]


class NoFilter(ToolError):
    """You have no such filter."""

    code = "no_filter"
    zh = "没有这样的过滤规则。"


@plugin.tool(effect=Effect.READ, reads_untrusted=True, timeout=40.0)
async def summarise_mail(
    ctx: ToolContext,
    person: Annotated[str | None, "Only mail from or about this.", Slot("person")] = None,
    only: Annotated[Only | None, "Only what is pressing, asks something, or brings files.", Slot("only")] = None,
    since: Annotated[datetime | None, "Only what came since then.", Slot("since")] = None,
) -> ToolResult:
    """Say what unread mail there is, what matters first, and why."""
    letters: tuple[Letter, ...] = await ctx.provider.unread(await account_of(ctx))
    if person:
        wanted = person.casefold()
        letters = tuple(m for m in letters if wanted in f"{m.sender} {m.address} {m.subject}".casefold())
    if since:
        letters = tuple(m for m in letters if m.at is not None and m.at >= since)
    known = {str(r.data["address"]).casefold() for r in await ctx.records.all("contact")}
    found, silent = triage(letters, await _filters(ctx), known)
    found = [s for s in found if _wanted(s, only)]
    return ToolResult(
        say=replies.mail(found, silent, narrowed=bool(person or only or since)),
        data=[replies.row(s) for s in found],
        cards=(replies.mail_card(found),) if found else (),
        untrusted=bool(found),
    )


def _wanted(one: Sorted, only: Only | None) -> bool:
    if only == "files":
        return bool(one.letter.attachments)
    words = {"pressing": "it is pressing", "asking": "it asks you something"}
    return only is None or words[only] in one.reasons


@plugin.tool(effect=Effect.CHANGE)
async def filter_mail(
    ctx: ToolContext,
    about: Annotated[str | None, "A name, an address or a word of the subject.", Slot("text")] = None,
    level: Annotated[Level | None, "first: always first; later: can wait; never: not told.", Slot("level")] = None,
) -> ToolResult:
    """Remember which mail shall come first, which can wait, and which shall not be told at all."""
    if not about:
        return ToolResult(question=Question(text=Say(zh="谁的邮件？", en="Mail from whom?"), parameter="about"))
    if level is None:
        ask = Say(zh="要先看、不急，还是不用告诉你？", en="Shall it come first, wait, or not be told?")
        return ToolResult(question=Question(text=ask, parameter="level"))
    name = about.strip().removeprefix("the ").strip()
    kept = PutRecord(
        kind="filter",
        key=name.casefold(),
        data={"about": name, "level": level},
        sensitivity=Sensitivity.PRIVATE,
    )
    return ToolResult(say=replies.filtered(name, level), changes=(kept,))


@plugin.tool(effect=Effect.CHANGE)
async def unfilter_mail(
    ctx: ToolContext, about: Annotated[str | None, "The name or word of the filter.", Slot("text")] = None
) -> ToolResult:
    """Forget a mail filter, or all of them."""
    rows = await ctx.records.all("filter")
    meant = [r for r in rows if about is None or about.casefold() in r.key or r.key in about.casefold()]
    if not meant:
        raise NoFilter()
    names = [str(r.data["about"]) for r in meant]
    return ToolResult(
        say=replies.unfiltered(names), changes=tuple(DeleteRecord(kind="filter", key=r.key) for r in meant)
    )


async def _filters(ctx: ToolContext) -> list[Filter]:
    return [Filter(about=str(r.data["about"]), level=str(r.data["level"])) for r in await ctx.records.all("filter")]

"""Writing mail: a draft in the user's own style, changed until it fits, sent after a yes to exactly these words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from assistant import (
    Effect,
    Item,
    PutRecord,
    Question,
    Say,
    Sensitivity,
    Slot,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.changes import Change
from assistant.language import language_of
from assistant.types import Json, Receipt
from tools.office import replies
from tools.office.plug import ADDRESS, account_of, draft_meant, plugin
from tools.office.provider import Letter, NoAccount
from tools.office.style import Habit, closing_of, greeting_to, habits, style_for

_LEARN_AGAIN = timedelta(days=7)
_PATIENCE = 6.0  # seconds for the folder of sent mail: a draft does not wait for it
_SPLIT = re.compile(r"\s*(?:[,，、;；]|\band\b|和|跟|以及)\s*", re.IGNORECASE)
_MOST = 20  # addresses of one mail
_ONE_MORE = re.compile(r"^(?:一句话?|一行|一条|上)[,，:：]?(?:说|写)?\s*")  # 再加一句……
Which = Annotated[str | None, "Which draft: an id or a name; the newest when not said.", Slot("item", deciding=True)]


@plugin.tool(effect=Effect.CHANGE)
async def draft_mail(
    ctx: ToolContext,
    to: Annotated[str | None, "Names or addresses.", Slot("person")] = None,
    text: Annotated[str | None, "What it shall say.", Slot("text")] = None,
    subject: Annotated[str | None, "The subject.", Slot("text")] = None,
    address: Annotated[str | None, "The e-mail address, when the name is not known.", Slot("text")] = None,
    said: Annotated[str | None, "The whole sentence, when its parts are not known.", Slot("sentence")] = None,
) -> ToolResult:
    """Write an e-mail and keep it as a draft; nothing is sent."""
    told = replies.letter_told(said or "")
    to, text = to or told[0], text or told[1]
    if not to:
        return ToolResult(question=Question(text=Say(zh="发给谁？", en="To whom?"), parameter="to"))
    if not text:
        return ToolResult(question=Question(text=Say(zh="写什么？", en="What shall it say?"), parameter="text"))
    answered = await _answered(ctx, to) if replies.says_reply(said or "") else None
    people, unknown = await _addresses(ctx, f"{to} {said or ''}" if ADDRESS.search(said or "") else to, address)
    if unknown and answered is not None:
        people, unknown = {answered.address: answered.sender}, ""
    if unknown or not people:
        name = unknown or to
        ask = Say(zh=f"{name}的邮箱地址是什么？", en=f"What is {name}'s e-mail address?")
        return ToolResult(question=Question(text=ask, parameter="address"))
    written_in = language_of(text, "zh" if ctx.language == "zh" else "en")
    found, changes = await _style(ctx, next(iter(people)), written_in)
    name = ("、" if written_in == "zh" else " and ").join(people.values())
    parts = {
        "greeting": "" if replies.greets(text) else greeting_to(found, name, written_in),
        "body": replies.sentence(text.strip(), written_in),
        "closing": "" if replies.greets(text) else closing_of(found, ctx.user.name),
    }
    about = f"Re: {answered.subject}" if answered and not subject else subject or replies.subject_of(text)
    draft = {
        "to": ", ".join(people),
        "name": name,
        "subject": about[:200],
        "parts": parts,
        "text": _whole(parts),
        "answers": answered.message_id if answered else "",
        "style": found is not None,
        "sent": False,
        "at": ctx.now.isoformat(),
    }
    contacts = tuple(_contact(name, one) for one, name in people.items())
    return _kept(ctx.call_id, draft, replies.draft(draft), (*contacts, *changes))


@plugin.tool(effect=Effect.CHANGE)
async def revise_draft(
    ctx: ToolContext,
    draft: Which = None,
    subject: Annotated[str | None, "The new subject.", Slot("text")] = None,
    add: Annotated[str | None, "A sentence to add.", Slot("text")] = None,
    text: Annotated[str | None, "What it shall say instead.", Slot("text")] = None,
    to: Annotated[str | None, "Another address to send it to.", Slot("text")] = None,
    said: Annotated[str | None, "The whole sentence, when its parts are not known.", Slot("sentence")] = None,
) -> ToolResult:
    """Change a draft: its subject, its words, whom it goes to, or one sentence more; nothing is sent."""
    row = await draft_meant(ctx, draft)
    old = row.data
    if not (subject or add or text) and (found := ADDRESS.search(said or "")):
        to = found.group()
    if not (subject or add or text or to):
        return ToolResult(question=Question(text=Say(zh="怎么改？", en="What shall I change?"), parameter="text"))
    parts = dict(old.get("parts") or {"greeting": "", "body": old["text"], "closing": ""})
    if text:
        parts["body"] = replies.sentence(text, ctx.language)
    if add := _ONE_MORE.sub("", add or ""):
        parts["body"] = f"{parts['body']}{replies.gap(str(parts['body']))}{replies.sentence(add, ctx.language)}"
    new = {**old, "parts": parts, "text": _whole(parts), "subject": (subject or str(old["subject"]))[:200]}
    if to:
        people, unknown = await _addresses(ctx, to, None)
        if unknown or not people:
            ask = Say(zh=f"{to}的邮箱地址是什么？", en=f"What is {to}'s e-mail address?")
            return ToolResult(question=Question(text=ask, parameter="to"))
        name = "、".join(people.values())
        parts["greeting"] = str(parts["greeting"]).replace(str(old["name"]), name)
        new |= {"to": ", ".join(people), "name": name, "parts": parts, "text": _whole(parts)}
    return _kept(row.key, new, replies.revised(new), ())


@plugin.tool(effect=Effect.COMMIT, timeout=40.0)
async def send_mail(ctx: ToolContext, terms: Terms, draft: Which = None) -> ToolResult:
    """Send a drafted e-mail."""
    row = await draft_meant(ctx, draft)
    said = row.data
    receipt = await ctx.provider.send(
        await account_of(ctx),
        to=str(said["to"]),
        subject=str(said["subject"]),
        text=str(said["text"]),
        key=ctx.call_id,
        answers=str(said.get("answers") or ""),
    )
    return _sent(row.key, said, receipt)


@send_mail.terms
async def quote_mail(ctx: ToolContext, draft: Which = None) -> Terms:
    """The exact addresses, subject and words."""
    account = await account_of(ctx)
    said = (await draft_meant(ctx, draft)).data
    return Terms(
        what=replies.exactly(said),
        provider=account.smtp_host,
        details={"to": said["to"], "subject": said["subject"], "text": said["text"], "from": account.address},
    )


@send_mail.reconcile
async def look_up_mail(ctx: ToolContext, draft: Which = None) -> ToolResult | None:
    """Whether it lies among the mail that was sent, under the id this call gave it."""
    receipt = await ctx.provider.was_sent(await account_of(ctx), ctx.call_id)
    if receipt is None:
        return None
    row = await draft_meant(ctx, draft)
    return _sent(row.key, row.data, receipt)


def _sent(key: str, said: Mapping[str, Json], receipt: Receipt) -> ToolResult:
    refused = [str(one) for one in receipt.data.get("refused") or ()]
    sent = PutRecord(kind="draft", key=key, data={**said, "sent": True}, sensitivity=Sensitivity.PRIVATE)
    return ToolResult(say=replies.sent(said, refused), receipt=receipt, changes=(sent,))


def _whole(parts: Mapping[str, Json]) -> str:
    return "\n\n".join(str(parts[p]) for p in ("greeting", "body", "closing") if parts[p])


def _kept(key: str, draft: Mapping[str, Json], said: Say, more: tuple[Change, ...]) -> ToolResult:
    label = Say(zh=f"给{draft['name']}的草稿", en=f"the draft to {draft['name']}")
    return ToolResult(
        say=said,
        changes=(PutRecord(kind="draft", key=key, data=draft, sensitivity=Sensitivity.PRIVATE), *more),
        items=(Item(id=key, kind="draft", label=label, argument="draft"),),
        cards=(replies.draft_card(key, draft),),
    )


def _contact(name: str, address: str) -> PutRecord:
    data = {"name": name, "address": address}
    return PutRecord(kind="contact", key=name.casefold(), data=data, sensitivity=Sensitivity.PRIVATE)


async def _addresses(ctx: ToolContext, to: str, address: str | None) -> tuple[dict[str, str], str]:
    """Address -> name of everybody meant, and the first name whose address nobody knows."""
    found: dict[str, str] = {}
    if given := ADDRESS.findall(f"{to} {address or ''}"):
        bare = ADDRESS.sub("", to).strip(" <>,，、和")
        for one in given[:_MOST]:
            single = len(given) == 1 and 0 < len(bare) <= 40 and "@" not in bare
            found[one] = bare if single and (address or "<" in to) else one.partition("@")[0]
        return found, ""
    for name in [n for n in _SPLIT.split(to) if n][:_MOST]:
        known = await _known_address(ctx, name)
        if known is None:
            return found, name
        found[known] = name
    return found, ""


async def _known_address(ctx: ToolContext, name: str) -> str | None:
    """From the contacts written to before, else from what memory knows about that name."""
    wanted = name.casefold().strip()
    for row in await ctx.records.all("contact"):
        if row.key == wanted:
            return str(row.data["address"])
    facts = await ctx.memory.recall(name)
    known = (m for f in facts if wanted in f.text.casefold() and (m := ADDRESS.search(f.text)))
    return next((m.group() for m in known), None)


async def _answered(ctx: ToolContext, to: str) -> Letter | None:
    """The newest unread mail of that person: what a reply answers. Its address is shown before the yes."""
    try:
        letters = await ctx.provider.unread(await account_of(ctx))
    except ToolError:
        return None
    wanted = to.casefold().strip()
    return next((m for m in letters if wanted in f"{m.sender} {m.address}".casefold()), None)


async def _style(ctx: ToolContext, address: str, language: str) -> tuple[Habit | None, tuple[Change, ...]]:
    """How the user writes, learnt from their sent mail at most once a week; without an account nothing is known."""
    row = await ctx.records.get("style", "learnt")
    if row is not None and ctx.now - datetime.fromisoformat(str(row.data["at"])) < _LEARN_AGAIN:
        known = tuple(Habit(**one) for one in row.data["habits"])
        return style_for(known, address, language), ()
    try:
        async with asyncio.timeout(_PATIENCE):
            known = habits(await ctx.provider.written(await account_of(ctx)))
    except (ToolError, NoAccount, TimeoutError):
        return None, ()
    rows = [{"to": h.to, "language": h.language, "greeting": h.greeting, "closing": h.closing} for h in known]
    data = {"at": ctx.now.isoformat(), "habits": rows}
    learnt = PutRecord(kind="style", key="learnt", data=data, sensitivity=Sensitivity.PRIVATE)
    return style_for(known, address, language), (learnt,)

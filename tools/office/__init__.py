"""Office: unread mail told short, drafts, sending after a yes, documents, and routines run by one word.

What a mail says is somebody else's: it is quoted, never followed.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Annotated, Literal

from assistant import (
    Effect,
    Item,
    Plugin,
    PutRecord,
    Question,
    Say,
    Sensitivity,
    Setup,
    Slot,
    Terms,
    ToolContext,
    ToolError,
    ToolResult,
)
from assistant.types import Record
from tools.office import replies
from tools.office.documents import MIME, drafted, render
from tools.office.post import InternetPost
from tools.office.provider import Account, NoAccount, Post
from tools.office.triage import triage

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LARGEST_FILE = 180_000  # bytes


class NoDraft(ToolError):
    """There is no draft to send."""

    code = "no_draft"
    zh = "没有可以发送的草稿。"


class RoutineUnknown(ToolError):
    """I know no such routine. Say: my Monday report means ..., then ..."""

    code = "routine_unknown"
    zh = "我不知道这个流程。可以说：周报流程就是先……，再……"


def _post(_: Setup) -> Post:
    return InternetPost()


plugin = Plugin("office", summary=Say(zh="邮件、文档、流程", en="Mail, documents, routines"), provider=_post)


@plugin.tool(effect=Effect.READ, reads_untrusted=True, timeout=40.0)
async def summarise_mail(
    ctx: ToolContext, person: Annotated[str | None, "Only mail from or about this.", Slot("person")] = None
) -> ToolResult:
    """Say what unread mail there is, what matters first, and why."""
    letters = await ctx.provider.unread(await _account(ctx))
    if person:
        wanted = person.casefold()
        letters = tuple(m for m in letters if wanted in f"{m.sender} {m.address} {m.subject}".casefold())
    found = triage(letters)
    return ToolResult(
        say=replies.mail(found),
        data=[replies.row(s) for s in found],
        cards=(replies.mail_card(found),) if found else (),
        untrusted=bool(found),
    )


@plugin.tool(effect=Effect.CHANGE)
async def draft_mail(
    ctx: ToolContext,
    to: Annotated[str | None, "A name or an address.", Slot("person")] = None,
    text: Annotated[str | None, "What it shall say.", Slot("text")] = None,
    subject: Annotated[str | None, "The subject.", Slot("subject")] = None,
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
    found = ADDRESS.search(f"{to} {address or ''} {said or ''}") or await _known_address(ctx, to)
    if found is None:
        ask = Say(zh=f"{to}的邮箱地址是什么？", en=f"What is {to}'s e-mail address?")
        return ToolResult(question=Question(text=ask, parameter="address"))
    name = ADDRESS.sub("", to).strip(" <>") or found.group().partition("@")[0]
    body = replies.letter(name, text.strip(), ctx.user.name, ctx.language)
    about = subject or replies.subject_of(text)
    draft = {
        "to": found.group(),
        "name": name,
        "subject": about,
        "text": body,
        "sent": False,
        "at": ctx.now.isoformat(),
    }
    kept = PutRecord(kind="draft", key=ctx.call_id, data=draft, sensitivity=Sensitivity.PRIVATE)
    contact = PutRecord(
        kind="contact",
        key=name.casefold(),
        data={"name": name, "address": found.group()},
        sensitivity=Sensitivity.PRIVATE,
    )
    return ToolResult(
        say=replies.draft(draft),
        changes=(kept, contact),
        items=(_draft_item(ctx.call_id, draft),),
        cards=(replies.draft_card(ctx.call_id, draft),),
    )


Which = Annotated[str | None, "Which draft: an id or a name; the newest when not said.", Slot("item", deciding=True)]


@plugin.tool(effect=Effect.COMMIT, timeout=40.0)
async def send_mail(ctx: ToolContext, terms: Terms, draft: Which = None) -> ToolResult:
    """Send a drafted e-mail."""
    row = await _draft(ctx, draft)
    said = row.data
    receipt = await ctx.provider.send(
        await _account(ctx),
        to=str(said["to"]),
        subject=str(said["subject"]),
        text=str(said["text"]),
        key=ctx.call_id,
    )
    sent = PutRecord(kind="draft", key=row.key, data={**said, "sent": True}, sensitivity=Sensitivity.PRIVATE)
    return ToolResult(say=replies.sent(said), receipt=receipt, changes=(sent,))


@send_mail.terms
async def quote_mail(ctx: ToolContext, draft: Which = None) -> Terms:
    """The exact address, subject and words."""
    account = await _account(ctx)
    said = (await _draft(ctx, draft)).data
    return Terms(
        what=replies.exactly(said),
        provider=account.smtp_host,
        details={"to": said["to"], "subject": said["subject"], "text": said["text"], "from": account.address},
    )


Form = Literal["docx", "xlsx", "md", "pdf"]


@plugin.tool(effect=Effect.CHANGE)
async def write_document(
    ctx: ToolContext,
    kind: Annotated[
        str, "letter, report, minutes, memo, proposal, table, slides or document.", Slot("kind")
    ] = "document",
    title: Annotated[str | None, "Its title.", Slot("title")] = None,
    text: Annotated[str | None, "What it says, word for word.", Slot("text")] = None,
    form: Annotated[Form | None, "The file format; docx unless it is a table.", Slot("format")] = None,
) -> ToolResult:
    """Write a document and keep it as a file to download."""
    name = (title or replies.kind_words(kind).to(ctx.language)).strip()[:120]
    chosen = form or ("xlsx" if kind == "table" else "docx")
    content = render(drafted(name, kind, text, ctx.language, ctx.now.date()), chosen)
    if len(content) > _LARGEST_FILE:
        raise ToolError("That document is too long.", "文档太长了。", code="too_long")
    safe = re.sub(r"[^\w .()-]", "_", name)
    file = {
        "name": f"{safe}.{chosen}",
        "mime": MIME[chosen],
        "content": base64.b64encode(content).decode("ascii"),
    }
    kept = PutRecord(kind="file", key=ctx.call_id, data=file, sensitivity=Sensitivity.PRIVATE)
    return ToolResult(
        say=replies.written(kind, name, chosen, filled=bool(text)),
        changes=(kept,),
        data={"file": ctx.call_id, "url": f"/api/files/{ctx.call_id}", "name": file["name"]},
        cards=(replies.file_card(ctx.call_id, name, str(file["name"])),),
    )


@plugin.tool(effect=Effect.CHANGE)
async def teach_routine(
    ctx: ToolContext,
    text: Annotated[str, "The steps, one after another, as they would be said.", Slot("sentence")] = "",
    name: Annotated[str | None, "What it is called; read from the words when not said."] = None,
) -> ToolResult:
    """Learn a routine: steps told once, run later by its name."""
    short, steps = replies.steps_of(name or text, text)
    if not steps:
        ask = Say(zh="有哪几步？", en="What are the steps?")
        return ToolResult(question=Question(text=ask, parameter="text"))
    kept = PutRecord(kind="routine", key=short.casefold(), data={"name": short, "steps": list(steps)})
    return ToolResult(say=replies.learned(short, steps), changes=(kept,))


@plugin.tool(effect=Effect.READ)
async def run_routine(
    ctx: ToolContext,
    name: Annotated[str, "Which routine.", Slot("sentence")],
) -> ToolResult:
    """Run a routine: its steps as if they had been said; what reaches outside still asks."""
    rows = await ctx.records.all("routine")
    wanted = replies.short_name(name)
    found = next((r for r in rows if r.key == wanted), None) or next(
        (r for r in rows if wanted and (wanted in r.key or r.key in wanted)), None
    )
    if found is None:
        raise RoutineUnknown()
    steps = tuple(str(s) for s in found.data["steps"])
    return ToolResult(say=replies.running(str(found.data["name"]), len(steps)), steps=steps)


async def _account(ctx: ToolContext) -> Account:
    row = await ctx.records.get("connection", "mail")
    if row is None:
        raise NoAccount()
    return Account.of(row.data)


async def _known_address(ctx: ToolContext, name: str) -> re.Match[str] | None:
    """From the contacts written to before, else from what memory knows about that name."""
    wanted = name.casefold().strip()
    for row in await ctx.records.all("contact"):
        if row.key == wanted:
            return ADDRESS.search(str(row.data["address"]))
    facts = await ctx.memory.recall(name)
    return next((m for f in facts if wanted in f.text.casefold() and (m := ADDRESS.search(f.text))), None)


async def _draft(ctx: ToolContext, words: str | None) -> Record:
    """The draft meant: by id, by whom it is to, else the newest unsent one. Raises NoDraft."""
    rows = [r for r in await ctx.records.all("draft") if not r.data.get("sent")]
    if words:
        folded = words.casefold()
        rows = [r for r in rows if r.key == words] or [
            r for r in rows if folded in f"{r.data['name']} {r.data['to']} {r.data['subject']}".casefold()
        ]
    if not rows:
        raise NoDraft()
    return max(rows, key=lambda r: datetime.fromisoformat(str(r.data["at"])))


def _draft_item(key: str, draft: dict[str, object]) -> Item:
    label = Say(zh=f"给{draft['name']}的草稿", en=f"the draft to {draft['name']}")
    return Item(id=key, kind="draft", label=label, argument="draft")

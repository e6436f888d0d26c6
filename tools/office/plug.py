"""The office's plugin, and what its tools share: the mail account and the drafts."""

from __future__ import annotations

import re
from datetime import datetime

from assistant import Plugin, Say, Setup, ToolContext, ToolError
from assistant.ports import Said
from assistant.types import Record
from tools.office.post import InternetPost
from tools.office.provider import Account, NoAccount, Post

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class NoDraft(ToolError):
    """There is no draft to send."""

    code = "no_draft"
    zh = "没有可以发送的草稿。"


def _post(_: Setup) -> Post:
    return InternetPost()


plugin = Plugin(
    "office", summary=Say(zh="邮件、文档、流程", en="Mail, documents, routines"), provider=_post, needs=(Said,)
)


async def account_of(ctx: ToolContext) -> Account:
    """Raises NoAccount."""
    row = await ctx.connection.account("mail") if ctx.connection else None
    if row is None:
        raise NoAccount()
    return Account.of(row)


async def draft_meant(ctx: ToolContext, words: str | None) -> Record:
    """The draft meant: by id, by whom it is to, else the newest unsent one. Raises NoDraft."""
    rows = [r for r in await ctx.records.all("draft") if not r.data.get("sent")]
    if words:
        folded = words.casefold()
        rows = [r for r in rows if r.key == words] or [
            r for r in rows if folded in f"{r.data['name']} {r.data['to']} {r.data['subject']}".casefold()
        ]
    if not rows:
        raise NoDraft()
    return sorted(rows, key=lambda r: datetime.fromisoformat(str(r.data["at"])))[-1]  # of two at once the later one

"""Documents: letters, reports, minutes and tables as files to download."""

from __future__ import annotations

import base64
import re
from typing import Annotated, Literal

from assistant import Effect, PutRecord, Sensitivity, Slot, ToolContext, ToolError, ToolResult
from tools.office import replies
from tools.office.documents import MIME, Draft, drafted, render
from tools.office.plug import plugin

Form = Literal["docx", "xlsx", "md", "pdf"]
LARGEST_FILE = 180_000  # bytes


@plugin.tool(effect=Effect.CHANGE)
async def write_document(
    ctx: ToolContext,
    kind: Annotated[
        str, "letter, report, minutes, memo, proposal, table, slides or document.", Slot("kind")
    ] = "document",
    title: Annotated[str | None, "Its title.", Slot("title")] = None,
    text: Annotated[
        str | None, "What it says, word for word; of a table one row a line, cells with commas between.", Slot("text")
    ] = None,
    form: Annotated[Form | None, "The file format; docx unless it is a table.", Slot("format")] = None,
) -> ToolResult:
    """Write a document and keep it as a file to download."""
    chosen = form or ("xlsx" if kind == "table" else "docx")
    name = replies.title_of(title, kind, ctx.language)[:120]
    file = as_file(drafted(name, kind, text, ctx.language, ctx.now.date()), chosen)
    kept = PutRecord(kind="file", key=ctx.call_id, data=file, sensitivity=Sensitivity.PRIVATE)
    return ToolResult(
        say=replies.written(kind, name, chosen, filled=bool(text)),
        changes=(kept,),
        data={"file": ctx.call_id, "url": f"/api/files/{ctx.call_id}", "name": file["name"]},
        cards=(replies.file_card(ctx.call_id, name, file["name"]),),
    )


def as_file(draft: Draft, form: str) -> dict[str, str]:
    """The row of a file. Raises ToolError when it is too large to keep."""
    content = render(draft, form)
    if len(content) > LARGEST_FILE:
        raise ToolError("That document is too long.", "文档太长了。", code="too_long")
    safe = re.sub(r"[^\w .()-]", "_", draft.title)
    return {
        "name": f"{safe}.{form}",
        "mime": MIME[form],
        "content": base64.b64encode(content).decode("ascii"),
    }

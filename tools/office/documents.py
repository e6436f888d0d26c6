"""Letters, minutes, reports and tables as docx, xlsx, md or pdf, in Chinese and English."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.types import Say
from tools.office.fonts import forget, usable_font
from tools.office.minutes import minutes_of

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
}
_HEADINGS = {
    "minutes": Say(zh="与会者 讨论 决定 待办", en="Present,Discussed,Decided,To do"),
    "report": Say(zh="概要 进展 问题 下一步", en="Summary,Progress,Problems,Next steps"),
    "proposal": Say(zh="背景 方案 费用 时间", en="Background,Proposal,Costs,Schedule"),
}
_CELLS = re.compile(r"\s*[,，\t|、]\s*")
_ROW = re.compile(r"\s*[,，;；\t|]\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document before it has a format. A section has a heading ("" for none) and paragraphs; `table` has rows."""

    title: str
    kind: str
    language: str
    day: date
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    table: tuple[tuple[str, ...], ...] = ()


def drafted(title: str, kind: str, text: str | None, language: str, day: date) -> Draft:
    """What was dictated, in paragraphs or rows; without words, the headings that such a document has."""
    heads = _heads(kind, language)
    sections: tuple[tuple[str, tuple[str, ...]], ...] = tuple((name, ("",)) for name in heads)
    table: tuple[tuple[str, ...], ...] = ()
    if text and kind == "minutes":
        found = minutes_of(text)
        parts = (found.present, found.discussed, found.decided, found.to_do)
        sections = tuple((name, part or ("",)) for name, part in zip(heads, parts, strict=True))
    elif text and kind == "table":
        table = tuple(tuple(_CELLS.split(row.strip())) for row in re.split(r"\n|[;；。]", text) if row.strip())
        sections = ()
    elif text:
        sections = (("", tuple(p.strip() for p in re.split(r"\n+", text) if p.strip())),)
    return Draft(title=title, kind=kind, language=language, day=day, sections=sections, table=table)


def _heads(kind: str, language: str) -> list[str]:
    heads = _HEADINGS.get(kind)
    return [] if heads is None else heads.zh.split() if language == "zh" else heads.en.split(",")


def render(draft: Draft, form: str) -> bytes:
    return {"docx": _docx, "xlsx": _xlsx, "md": _markdown, "pdf": _pdf}[form](draft)


def _docx(draft: Draft) -> bytes:
    from docx import Document
    from docx.oxml.ns import qn

    paper = Document()
    normal = paper.styles["Normal"]
    normal.font.name = "Calibri"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    paper.add_heading(draft.title, 0)
    paper.add_paragraph(draft.day.isoformat())
    for heading, paragraphs in draft.sections:
        if heading:
            paper.add_heading(heading, 1)
        for paragraph in paragraphs:
            paper.add_paragraph(paragraph)
    if draft.table:
        grid = paper.add_table(rows=0, cols=max(len(row) for row in draft.table))
        grid.style = "Table Grid"
        for row in draft.table:
            for cell, words in zip(grid.add_row().cells, row, strict=False):
                cell.text = words
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _xlsx(draft: Draft) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", draft.title)[:31] or "1"
    sheet.append([draft.title, draft.day.isoformat()])
    for row in draft.table:
        sheet.append([_cell(c) for c in row])
    for cells in _rows(draft.sections):
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(sections: Sequence[tuple[str, tuple[str, ...]]]) -> list[list[str | float]]:
    """Each paragraph a row; a line that begins like a formula stays text."""
    rows: list[list[str | float]] = []
    for heading, paragraphs in sections:
        if heading:
            rows.append([heading])
        rows += [[_cell(c) for c in _ROW.split(p)] for p in paragraphs if p]
    return rows


def _cell(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return f"'{text}" if text[:1] in "=+-@" else text


def _markdown(draft: Draft) -> bytes:
    lines = [f"# {draft.title}", "", draft.day.isoformat(), ""]
    for heading, paragraphs in draft.sections:
        lines += [f"## {heading}", ""] if heading else []
        for paragraph in paragraphs:
            lines += [paragraph, ""]
    for number, row in enumerate(draft.table):
        lines.append("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |")
        lines += ["|" + " --- |" * len(row)] if number == 0 else []
    return "\n".join(lines).encode()


def _pdf(draft: Draft) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    cells = [c for row in draft.table for c in row]
    words = [draft.title, *cells, *(t for heading, ps in draft.sections for t in (heading, *ps))]
    font = usable_font("".join(words))
    plain = ParagraphStyle("plain", fontName=font, fontSize=11, leading=17, wordWrap="CJK")
    head = ParagraphStyle("head", parent=plain, fontSize=14, leading=22, spaceBefore=10)
    title = ParagraphStyle("title", parent=plain, fontSize=20, leading=30)
    story: list[object] = [Paragraph(_safe(draft.title), title), Paragraph(draft.day.isoformat(), plain), Spacer(1, 12)]
    for heading, paragraphs in draft.sections:
        if heading:
            story.append(Paragraph(_safe(heading), head))
        story += [Paragraph(_safe(p) or "&nbsp;", plain) for p in paragraphs]
    if draft.table:
        width = max(len(row) for row in draft.table)
        rows = [[Paragraph(_safe(c), plain) for c in (*row, *[""] * (width - len(row)))] for row in draft.table]
        story.append(Table(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#888888")])))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=draft.title).build(story)
    forget(font)
    return out.getvalue()


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

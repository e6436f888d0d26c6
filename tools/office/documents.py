"""Letters, minutes, reports and tables as docx, xlsx, md or pdf, in Chinese and English."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.types import Say

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
_ROW = re.compile(r"\s*[,，;；\t|]\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document before it has a format. A section has a heading ("" for none) and paragraphs."""

    title: str
    kind: str
    language: str
    day: date
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def drafted(title: str, kind: str, text: str | None, language: str, day: date) -> Draft:
    """What was dictated, in paragraphs; without words, the headings that such a document has."""
    if text:
        parts = tuple(p.strip() for p in re.split(r"\n+", text) if p.strip())
        sections: tuple[tuple[str, tuple[str, ...]], ...] = (("", parts),)
    else:
        heads = _HEADINGS.get(kind)
        names = (heads.zh.split() if language == "zh" else heads.en.split(",")) if heads else []
        sections = tuple((name, ("",)) for name in names)
    return Draft(title=title, kind=kind, language=language, day=day, sections=sections)


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
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _xlsx(draft: Draft) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", draft.title)[:31] or "1"
    sheet.append([draft.title, draft.day.isoformat()])
    for row in _rows(draft.sections):
        sheet.append(row)
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
    return "\n".join(lines).encode()


def _pdf(draft: Draft) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    # A font every PDF reader brings for Chinese: nothing to install here, nothing to embed.
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    plain = ParagraphStyle("plain", fontName="STSong-Light", fontSize=11, leading=17, wordWrap="CJK")
    head = ParagraphStyle("head", parent=plain, fontSize=14, leading=22, spaceBefore=10)
    title = ParagraphStyle("title", parent=plain, fontSize=20, leading=30)
    story: list[object] = [Paragraph(_safe(draft.title), title), Paragraph(draft.day.isoformat(), plain), Spacer(1, 12)]
    for heading, paragraphs in draft.sections:
        if heading:
            story.append(Paragraph(_safe(heading), head))
        story += [Paragraph(_safe(p) or "&nbsp;", plain) for p in paragraphs]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=draft.title).build(story)
    return out.getvalue()


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""Documents open in their format, hold the words that were dictated, and show Chinese letters on paper."""

from __future__ import annotations

import base64
import io

import pytest
from unit.office.mailroom import bench

from assistant.errors import ToolError
from assistant.testing import NOW
from tools.office import fonts
from tools.office.documents import drafted, render
from tools.office.papers import as_file

TABLE = "姓名，数量\n张三，3\n=1+1，4"


def paper(kind: str, text: str, form: str, language: str = "zh") -> bytes:
    return render(drafted("会议纪要", kind, text, language, NOW.date()), form)


def test_word_opens_letters_and_tables() -> None:
    from docx import Document

    words = [p.text for p in Document(io.BytesIO(paper("letter", "各位好\n周五发布。", "docx"))).paragraphs]
    assert words[0] == "会议纪要"
    assert words[-2:] == ["各位好", "周五发布。"]
    [grid] = Document(io.BytesIO(paper("table", TABLE, "docx"))).tables
    assert [[c.text for c in row.cells] for row in grid.rows][:2] == [["姓名", "数量"], ["张三", "3"]]


def test_a_sheet_has_numbers_as_numbers_and_formulas_as_text() -> None:
    from openpyxl import load_workbook

    rows = list(load_workbook(io.BytesIO(paper("table", TABLE, "xlsx"))).active.values)
    assert ("张三", 3) in [r[:2] for r in rows]
    assert ("'=1+1", 4) in [r[:2] for r in rows]


def test_markdown_has_headings_and_a_table() -> None:
    assert paper("report", "一切顺利。", "md").decode().startswith("# 会议纪要")
    assert "| 姓名 | 数量 |\n| --- | --- |\n| 张三 | 3 |" in paper("table", TABLE, "md").decode()


def ink(pdf: bytes, width: int = 400) -> int:
    """Dark pixels of the first page."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=width / page.get_width()).to_pil().convert("L")
    return sum(picture.histogram()[:128])


def test_a_rendered_page_shows_chinese_letters() -> None:
    if fonts.installed() is None:
        pytest.skip("no Chinese font on this machine (Debian: apt install fonts-noto-cjk)")
    made = paper("letter", "周五下午三点发布新版本，请大家准时参加。", "pdf")
    blank = paper("letter", "\u2003" * 20, "pdf")
    assert b"STSong" not in made
    # Boxes for missing letters would be alike; these two lines differ in ink as their letters do.
    few, many = paper("letter", "一" * 20, "pdf"), paper("letter", "龘" * 20, "pdf")
    assert ink(many) > ink(few) > 0
    assert ink(made) > ink(blank)


def test_the_text_of_a_page_can_be_searched_and_copied() -> None:
    import pypdfium2

    if fonts.installed() is None:
        pytest.skip("no Chinese font on this machine (Debian: apt install fonts-noto-cjk)")
    page = pypdfium2.PdfDocument(paper("table", TABLE, "pdf"))[0]
    assert "张三" in page.get_textpage().get_text_bounded()


def test_without_a_font_of_its_own_the_readers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: None)
    assert b"STSong-Light" in paper("letter", "周五发布", "pdf")


def test_a_font_for_one_page_is_small() -> None:
    file = fonts.installed()
    if file is None:
        pytest.skip("no Chinese font on this machine (Debian: apt install fonts-noto-cjk)")
    assert len(fonts.cut(file, "周五发布新版本0123456789")) < 40_000


TALK = """Anna: Good morning everybody.
Ben: The new kitchen is late because the oven is missing.
Anna: The oven comes from Turin. Ben will call the supplier by Friday.
Ben: Okay.
Anna: We agreed to open in March with the old oven.
"""
ZH = "与会者：张三，李四\n张三：烤箱还没到，厨房要晚。\n李四：我们决定三月开业。\n张三：由李四负责联系供应商。"


def test_minutes_are_the_words_of_those_who_spoke() -> None:
    sections = dict(drafted("m", "minutes", TALK, "en", NOW.date()).sections)
    assert sections["Present"] == ("Anna", "Ben")
    assert sections["Decided"] == ("We agreed to open in March with the old oven.",)
    assert sections["To do"] == ("Anna: Ben will call the supplier by Friday.",)
    assert "The new kitchen is late because the oven is missing." in sections["Discussed"]


def test_minutes_in_chinese() -> None:
    sections = dict(drafted("m", "minutes", ZH, "zh", NOW.date()).sections)
    assert sections["与会者"] == ("张三", "李四")
    assert sections["决定"] == ("我们决定三月开业。",)
    assert sections["待办"] == ("张三: 由李四负责联系供应商。",)
    assert sections["讨论"] == ("烤箱还没到，厨房要晚。",)


def test_a_document_too_long_to_keep_is_refused_whole() -> None:
    with pytest.raises(ToolError) as refused:
        as_file(drafted("t", "report", "字" * 120_000, "zh", NOW.date()), "md")
    assert refused.value.code == "too_long"


async def test_a_document_is_kept_as_a_file_with_a_card_to_open_it() -> None:
    made, _ = await bench()
    answer = await made.say("w", "office__write_document", kind="letter", title="暖气", text="请尽快来修。", form="pdf")
    [card] = answer.reply.cards
    assert card.data["url"] == f"/api/files/{card.data['file']}"
    [row] = [r for r in made.store.rows(made.user.id).records.values() if r.kind == "file"]
    assert row.data["name"] == "暖气.pdf"
    assert base64.b64decode(row.data["content"]).startswith(b"%PDF")

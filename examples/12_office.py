"""A talk at the desk: a draft, a filter, a document, a routine: python examples/12_office.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "write an email to karen@example.com that I will be late"),
    ("en", "change the subject to Friday's review"),
    ("en", "add that I will bring the slides"),
    ("zh", "屏蔽新闻简报的邮件"),
    ("zh", "写一份春季销售报告"),
    ("zh", "教你一个流程，叫晚安，先看明天的安排，再设明早七点的闹钟"),
    ("zh", "每天晚上十点运行晚安流程"),
    ("zh", "运行晚安流程"),
)

if __name__ == "__main__":
    play(TALK)

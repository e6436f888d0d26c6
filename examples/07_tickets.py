"""A talk about the cinema and a train, in this process and without a network: python examples/07_tickets.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("zh", "想看像星际穿越那样的电影，别太长"),
    ("zh", "明天晚上有什么科幻片"),
    ("zh", "买第一场的两张票"),
    ("zh", "好的"),
    ("en", "which tickets do I have"),
    ("en", "cancel my cinema tickets"),
    ("en", "yes"),
    ("zh", "明天上午从赫尔辛基到坦佩雷的火车"),
    ("zh", "第一趟，两张"),
    ("zh", "好"),
    ("en", "rebook my train to the next train"),
    ("en", "yes"),
)

if __name__ == "__main__":
    play(TALK)

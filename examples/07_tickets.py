"""A talk about going to the cinema, in this process and without a network: python examples/07_tickets.py"""

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
)

if __name__ == "__main__":
    play(TALK)

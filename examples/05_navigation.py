"""A talk about getting somewhere, in this process and without a network: python examples/05_navigation.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "how do I get from Kiasma to Market Square by car"),
    ("en", "with the fewest traffic lights"),
    ("en", "take the first route"),
    ("zh", "附近有药店吗"),
    ("zh", "带我去第二家"),
    ("zh", "下午三点要到集市广场，我几点出发"),
)

if __name__ == "__main__":
    play(TALK)

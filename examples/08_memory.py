"""A talk about what is remembered, in this process and without a network: python examples/08_memory.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "remember that my violin is at the workshop on Elm Street"),
    ("zh", "你还记得我的小提琴在哪儿吗"),
    ("zh", "记住我住在静安区"),
    ("zh", "记住我这周在北京出差"),
    ("en", "do you remember where I live"),
    ("en", "remember that I am allergic to shrimp"),
    ("en", "remember that I love shrimp"),
    ("en", "no"),
    ("en", "how do you know what I am allergic to"),
    ("zh", "你知道我的什么事"),
)

if __name__ == "__main__":
    play(TALK)

"""A talk about eating out, in this process and without a network: python examples/06_restaurants.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "find me an Italian restaurant"),
    ("en", "book the second one for two people tomorrow at seven in the evening"),
    ("en", "yes"),
    ("zh", "把订座改到明晚七点半"),
    ("zh", "好的"),
    ("zh", "我订了哪些餐厅"),
    ("en", "cancel my table reservation"),
    ("en", "yes"),
    ("en", "find me an Italian restaurant"),
    ("en", "show me the menu of the second one"),
    ("en", "order two margherita pizzas and a tiramisu"),
    ("en", "no"),
)

if __name__ == "__main__":
    play(TALK)

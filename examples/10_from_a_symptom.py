"""A talk from a symptom to an appointment, medicine and the return visit: python examples/10_from_a_symptom.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "I have had a toothache for two days, it is bad"),
    ("en", "nothing else"),
    ("en", "no"),
    ("en", "no"),
    ("en", "yes"),
    ("en", "the second one"),
    ("en", "yes"),
    ("en", "the doctor told me to take ibuprofen twice a day for five days"),
    ("en", "yes"),
    ("en", "order ibuprofen from the pharmacy"),
    ("en", "yes"),
    ("en", "I forgot my medicine"),
    ("zh", "我妈正吃着饭，碗突然摔了，人往右边歪"),
)

if __name__ == "__main__":
    play(TALK)

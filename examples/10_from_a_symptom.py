"""A talk from a symptom to medicine and the return visit: python examples/10_from_a_symptom.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "I have a sore throat"),
    ("en", "since yesterday"),
    ("en", "about 4"),
    ("en", "no fever"),
    ("en", "nothing else"),
    ("en", "no"),
    ("en", "no"),
    ("en", "the doctor told me to take ibuprofen twice a day for five days"),
    ("en", "yes"),
    ("en", "order ibuprofen from the pharmacy"),
    ("en", "yes"),
    ("en", "I forgot my medicine"),
)

if __name__ == "__main__":
    play(TALK)

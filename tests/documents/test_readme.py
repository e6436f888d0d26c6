"""What README tells people to say works when they say it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from harness import Server

README = Path(__file__).parents[2] / "README.md"
DOES_SOMETHING = {"tool_started", "asked"}


def talks() -> list[tuple[str, list[str]]]:
    """Each cell of the table "What to say": its language, and its sentences, said one after another."""
    table = README.read_text("utf-8").split("## What to say")[1].split("\n\n")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    # The last row holds the words for stopping; corrections need what they correct.
    before = {"不对，改成八点": "明天早上七点半叫我起床", "make it half past seven": "wake me at quarter to seven"}
    found = []
    for row in rows[:-1]:
        for language, cell in zip(("zh", "en"), row, strict=True):
            sentences = re.split(r" · ", cell)
            first = before.get(sentences[0])
            found.append((language, [*([first] if first else []), *sentences]))
    return found


@pytest.mark.parametrize(("language", "sentences"), talks(), ids=lambda v: v[-1] if isinstance(v, list) else v)
def test_every_sentence_of_the_readme_does_something(server: Server, language: str, sentences: list[str]) -> None:
    with server.new_user(language=language, timezone="Europe/Helsinki") as client:
        conversation = None
        for sentence in sentences:
            body = {"text": sentence} | ({"conversation_id": conversation} if conversation else {})
            turn = client.post("/api/turns", json=body).json()
            conversation = turn["conversation_id"]
            kinds = {event["type"] for event in turn["events"]}
            assert kinds & DOES_SOMETHING, f"{sentence}: {turn['reply']['text']}"
            assert "failed" not in kinds, f"{sentence}: {turn['reply']['text']}"

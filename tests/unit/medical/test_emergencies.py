"""Emergencies are heard and the harmless is left in peace: 200 sentences of our own, and what came after them.

Honest figures. `medical.yaml` (200) was written before anything was tuned to it; on the first run 27 of its 80
emergencies were missed and 8 of its 80 harmless sentences alarmed. After the rules were widened, `medical_fresh.yaml`
(60, unseen) still had 18 of 30 missed and 2 of 30 alarmed; widened again, `medical_last.yaml` (40, unseen, worded on
purpose round about) had 9 of 20 missed and none of 20 alarmed. All are heard now, but the last figure says what
to expect of words nobody thought of: so whatever is not recognised is answered with the emergency number, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.testing import run_tool
from assistant.types import User
from tools.medical import plugin
from tools.medical.triage import advise, emergency

DATA = Path(__file__).parents[2] / "data"
SETS = ("medical", "medical_fresh", "medical_last")


def sentences(kind: str, *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        rows: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
        found += [text for language in ("zh", "en") for text in rows.get(kind, {}).get(language, ())]
    return found


def test_there_are_two_hundred_and_half_are_chinese() -> None:
    rows = yaml.safe_load((DATA / "medical.yaml").read_text(encoding="utf-8"))
    assert [sum(len(rows[kind][language]) for kind in rows) for language in ("zh", "en")] == [100, 100]


@pytest.mark.parametrize("text", sentences("emergency", *SETS))
def test_no_emergency_is_missed(text: str) -> None:
    assert emergency(text) is not None


@pytest.mark.parametrize("name", SETS)
def test_at_most_one_in_twenty_of_the_harmless_is_alarmed(name: str) -> None:
    harmless = sentences("harmless", name)
    alarmed = [text for text in harmless if emergency(text)]
    assert len(alarmed) * 20 <= len(harmless), alarmed


def test_what_is_urgent_is_seen_today_without_an_ambulance() -> None:
    late = [t for t in sentences("urgent", "medical") if not emergency(t) and advise(t).urgency not in ("now", "today")]
    assert late == []
    assert [t for t in sentences("urgent", "medical") if emergency(t)] == []


@pytest.mark.parametrize(
    "text",
    [
        "I had a heart attack last year and now my chest hurts badly and I'm sweating",
        "昨天看的电影里有人中风，我现在左手突然抬不起来了，话也说不清",
        "the film was great but I can't breathe",
    ],
)
def test_a_film_or_the_past_does_not_hide_what_happens_now(text: str) -> None:
    assert emergency(text) is not None


@pytest.mark.parametrize(
    ("country", "timezone", "number"),
    [("CN", "Asia/Shanghai", "120"), ("US", "America/New_York", "911"), ("", "Europe/Helsinki", "112")],
)
async def test_the_number_is_that_of_the_users_country(country: str, timezone: str, number: str) -> None:
    user = User(id="user-1", name="Ann", timezone=timezone, country=country)
    result = await run_tool(plugin, "symptoms", user=user, text="he is not breathing")
    assert result.say is not None
    assert number in result.say.en
    assert number in result.say.zh
    assert result.question is None


async def test_words_nobody_knows_are_answered_with_the_number_and_a_question() -> None:
    result = await run_tool(plugin, "symptoms", text="something strange is going on in my body")
    assert result.question is not None
    assert "120" in result.question.text.en
    assert "120" in result.question.text.zh

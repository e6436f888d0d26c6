"""What may be an emergency is asked about in one short question; a yes, or no clear no, brings the number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from harness import open_house

from assistant.testing import run_tool
from tools.medical import plugin
from tools.medical.triage import doubt, emergency, urgent_answer

DATA = Path(__file__).parents[2] / "data"
MAYBE = "he says it's like a tight band and it's going up into his jaw"
SETS = ("medical_odd", "medical_callers", "medical_strangers")  # what each showed first is in docs/medical.md


def sentences(name: str, kind: str) -> list[str]:
    rows: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return [text for language in ("zh", "en") for text in rows.get("held", rows)[kind][language]]


@pytest.mark.parametrize("name", SETS)
def test_oddly_worded_emergencies_are_said_or_asked_about(name: str) -> None:
    told = sentences(name, "emergency")
    missed = [text for text in told if not emergency(text) and not doubt(text)]
    assert missed == []


@pytest.mark.parametrize("name", SETS)
def test_the_harmless_beside_them_is_not_alarmed(name: str) -> None:
    told = sentences(name, "harmless")
    assert [text for text in told if emergency(text)] == []
    asked = [text for text in told if doubt(text)]
    assert len(asked) <= 0.15 * len(told), asked


@pytest.mark.parametrize(
    "answer", ["yes", "是的", "not sure", "不知道", "it's getting worse", "正在发生", "he's on the floor"]
)
def test_without_a_clear_no_it_is_an_emergency(answer: str) -> None:
    assert urgent_answer(MAYBE, answer) is not None


@pytest.mark.parametrize("answer", ["no", "没有", "不是，早就好了", "it's gone now", "不严重", "no, just a little"])
def test_a_clear_no_goes_on_with_the_interview(answer: str) -> None:
    assert urgent_answer(MAYBE, answer) is None


async def test_the_question_holds_the_number_and_is_asked_once() -> None:
    first = await run_tool(plugin, "symptoms", text=MAYBE)
    assert first.question is not None
    assert "120" in first.question.text.zh
    again = await run_tool(plugin, "symptoms", text=MAYBE, asked=["now"], answer="no")
    assert again.question is None or "120" not in again.question.text.zh
    assert again.data is None or again.data["urgency"] != "emergency"


@pytest.mark.parametrize(("answer", "number"), [("yes", True), ("no", False), ("it is, hurry", True)])
async def test_it_is_asked_before_any_planner_and_the_answer_decides(tmp_path: Path, answer: str, number: bool) -> None:
    async with open_house(tmp_path) as house:
        ann = await house.new_user("en")
        first = (await ann.post("/api/turns", json={"text": MAYBE})).json()
        assert "right now" in first["reply"]["text"]
        body = {"text": answer, "conversation_id": first["conversation_id"]}
        second = (await ann.post("/api/turns", json=body)).json()
        assert ("120" in second["reply"]["text"]) is number, second["reply"]["text"]

"""History, prescriptions, care plans: consent once, doses asked about, feeling worse leads to a question."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from harness import House
from unit.medical.test_appointments import decide, say

from tools.medical.noting import kind_of, thing
from tools.medical.orders import feels_worse, read_orders, valid_until, was_taken


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("the doctor prescribed amoxicillin, add it to my prescriptions", "prescription", "amoxicillin"),
        ("医生给我开了阿莫西林，记到处方里", "prescription", "阿莫西林"),
        ("记一下处方：医生开了华法林，有效期到2026年12月1日", "prescription", "华法林"),
        ("add a penicillin allergy to my health record", "allergy", "penicillin allergy"),
        ("note in my medical history that I have asthma", "condition", "asthma"),
        ("健康档案里加一条哮喘", "condition", "哮喘"),
    ],
)
def test_what_is_noted_is_the_thing_itself(text: str, kind: str, name: str) -> None:
    assert kind_of(text) == kind
    assert thing(text, kind_of(text)) == name


@pytest.mark.parametrize(
    ("text", "medicine", "times", "days", "back"),
    [
        ("医生让我每天吃三次头孢吃七天", "头孢", 3, 7, None),
        ("the doctor told me to take ibuprofen twice a day for five days", "ibuprofen", 2, 5, None),
        ("医生让我每天吃两次布洛芬吃五天，一周后复诊", "布洛芬", 2, 5, 7),
        ("医生说早中晚各吃一次阿莫西林，吃一周", "阿莫西林", 3, 7, None),
        ("doctor's orders: take metformin in the morning and at night for two weeks", "metformin", 2, 14, None),
        ("take amoxicillin three times a day for a week and come back in two weeks", "amoxicillin", 3, 7, 14),
    ],
)
def test_orders_are_read(text: str, medicine: str, times: int, days: int, back: int | None) -> None:
    orders = read_orders(text)
    assert orders is not None
    assert (orders.medicine, orders.times, orders.days, orders.back_in) == (medicine, times, days, back)


def test_answers_about_doses_are_read() -> None:
    assert was_taken("药吃了")
    assert was_taken("yes, I took it")
    assert not any(was_taken(t) for t in ("忘了吃药", "I forgot my medicine", "还没吃", "I haven't taken it"))
    assert feels_worse("吃了药更难受了")
    assert feels_worse("I took it and got a rash")
    assert not feels_worse("药吃了，好多了")


def test_the_end_of_a_prescription_is_read_and_a_day_without_a_year_is_the_coming_one() -> None:
    today = date(2026, 11, 23)
    assert valid_until("有效期到2026年12月1日", today) == date(2026, 12, 1)
    assert valid_until("valid until 2026-10-01", today) == date(2026, 10, 1)
    assert valid_until("有效期到1月5日", today) == date(2027, 1, 5)
    assert valid_until("valid until 2026-13-40", today) is None
    assert valid_until("every day", today) is None


async def patient(house: House, language: str = "en") -> Any:
    """Somebody who has agreed to health information being kept."""
    client = await house.new_user(language, "Europe/Helsinki")
    words = ("add asthma to my health record", "yes") if language == "en" else ("健康档案里加一条哮喘", "可以")
    first = await say(client, words[0])
    assert "crypt" in first["reply"]["text"] or "加密" in first["reply"]["text"]
    await say(client, words[1], first)
    return client


async def test_consent_is_asked_once_and_no_keeps_nothing(house: House, tmp_path: Path) -> None:
    refuses = await house.new_user("en", "Europe/Helsinki")
    await say(refuses, "no", await say(refuses, "add diabetes to my health record"))
    assert "empty" in (await say(refuses, "what is in my health record"))["reply"]["text"]
    ann = await patient(house)
    told = await say(ann, "add a peanut allergy to my health record")
    assert "Noted" in told["reply"]["text"]
    listed = (await say(ann, "what is in my health record"))["reply"]["text"]
    assert "asthma" in listed
    assert "peanut" in listed


async def test_no_prescription_and_an_expired_one_order_nothing(house: House) -> None:
    ann = await patient(house)
    none = await say(ann, "order warfarin from the pharmacy")
    assert none["pending"] is None
    assert "prescription" in none["reply"]["text"]
    await say(ann, "the doctor prescribed warfarin, valid until 2026-10-01, add it to my prescriptions")
    old = await say(ann, "order warfarin from the pharmacy")
    assert old["pending"] is None
    assert "expired" in old["reply"]["text"]
    assert [a for a in (await ann.get("/api/actions")).json()["items"] if a["tool"] == "medical__order_medicine"] == []


async def test_a_clash_is_said_before_the_yes_and_the_price_is_in_the_question(house: House) -> None:
    ann = await patient(house)
    await say(ann, "the doctor prescribed warfarin, add it to my prescriptions")
    await say(ann, "the doctor prescribed ibuprofen, add it to my prescriptions")
    asked = await say(ann, "order ibuprofen from the pharmacy")
    assert "warfarin" in asked["reply"]["text"]
    assert "€" in asked["reply"]["text"]
    done = await decide(ann, asked)
    assert "Ordered" in done["reply"]["text"], done["reply"]["text"]
    rows = [a for a in (await ann.get("/api/actions")).json()["items"] if a["tool"] == "medical__order_medicine"]
    assert (len(rows), rows[0]["state"]) == (1, "succeeded")
    assert rows[0]["receipt"]["reference"] in done["reply"]["text"]


@pytest.mark.parametrize(
    ("language", "orders", "missed", "worse"),
    [
        (
            "en",
            "the doctor told me to take ibuprofen twice a day for five days",
            "I forgot my medicine",
            "I took my medicine and feel worse",
        ),
        ("zh", "医生让我每天吃两次布洛芬吃五天", "忘了吃药", "吃了药更难受了"),
    ],
)
async def test_a_missed_dose_and_feeling_worse_lead_to_a_question(
    house: House, language: str, orders: str, missed: str, worse: str
) -> None:
    ann = await patient(house, language)
    await say(ann, orders)
    told = await say(ann, missed)
    assert "?" in told["reply"]["text"] or "？" in told["reply"]["text"]
    bad = await say(ann, worse)
    assert "?" in bad["reply"]["text"] or "？" in bad["reply"]["text"]
    answer = {"en": "my head hurts a little since this morning", "zh": "从早上起头有点疼"}[language]
    heard = await say(ann, answer, bad)
    assert [e["tool"] for e in heard["events"] if e["type"] == "tool_started"] == ["medical__symptoms"]
    keys = [f["key"].split(":")[0] for f in (await ann.get("/api/follow-ups")).json()["items"]]
    assert {"dose", "return", "return-times", "worse"} <= set(keys)
    kept = await say(ann, {"en": "how many doses did I miss", "zh": "我漏了几次药"}[language])
    assert "1" in kept["reply"]["text"]

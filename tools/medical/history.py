"""A user's health history as FHIR-shaped private rows: conditions, allergies, prescriptions, visits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant import PutRecord, Say, Sensitivity, ToolContext
from assistant.types import Fact, Json, Record

SHAPES = {"condition": "Condition", "allergy": "AllergyIntolerance", "prescription": "MedicationRequest", "visit": "Encounter"}  # fmt: skip  # noqa: E501
_HERE = Path(__file__).parent


def entry(kind: str, text: str, now: datetime, **more: Json) -> PutRecord:
    """One row. The same thing noted twice is one row."""
    data = {
        "resourceType": SHAPES[kind],
        "status": "active",
        "code": {"text": text.strip()},
        "recordedDate": now.date().isoformat(),
        **more,
    }
    key = hashlib.sha256(f"{kind} {text.strip().casefold()}".encode()).hexdigest()[:24]
    return PutRecord(kind=kind, key=key, data=data, sensitivity=Sensitivity.PRIVATE)


def name(row: Record) -> str:
    return str(row.data["code"]["text"])


def expired(row: Record, today: date) -> bool:
    until = row.data.get("validUntil")
    return bool(until) and date.fromisoformat(str(until)) < today


async def prescription(ctx: ToolContext, medicine: str) -> Record | None:
    """The newest prescription that names this medicine."""
    wanted = medicine.casefold()
    rows = [
        r
        for r in await ctx.records.all("prescription")
        if name(r).casefold() in wanted or any(part in name(r).casefold() for part in _parts(wanted))
    ]
    return rows[-1] if rows else None


def _parts(words: str) -> list[str]:
    """Its words that can name a medicine; in Chinese the whole, without the verb and the count."""
    stripped = words
    for small in (
        "帮我",
        "再",
        "买",
        "订",
        "一盒",
        "两盒",
        "一瓶",
        "点",
        "些",
        "药",
        "order",
        "refill",
        "more",
        "my",
        "some",
    ):
        stripped = stripped.replace(small, " ")
    return [p for p in stripped.split() if len(p) > 1]


async def warnings(ctx: ToolContext, medicine: str) -> list[Say]:
    """What memory knows that speaks against it: allergies, and other medicines it does not go with."""
    others = [name(r) for r in await ctx.records.all("prescription") if not expired(r, ctx.now.date())]
    allergies = [name(r) for r in await ctx.records.all("allergy")]
    allergies += _told(await ctx.memory.facts())
    return [*_allergic(medicine, allergies), *_clashing(medicine, others)]


def _told(facts: Iterable[Fact]) -> list[str]:
    return [f.text for f in facts if "过敏" in f.text or "allerg" in f.text.casefold()]


def _allergic(medicine: str, allergies: list[str]) -> list[Say]:
    found = []
    mine = families(medicine)
    for text in allergies:
        low = text.casefold()
        rules = _book()["allergies"]
        if any(w in low for w in _words(medicine)) or any(
            r["family"] in mine and any(str(w).casefold() in low for w in r["to"]) for r in rules
        ):
            found.append(Say(zh=f"注意，你说过过敏：{text}。", en=f"Careful, you told me of an allergy: {text}."))
    return found[:1]


def _clashing(medicine: str, others: list[str]) -> list[Say]:
    mine, found = families(medicine), []
    for other in others:
        theirs = families(other)
        for pair in _book()["pairs"]:
            if (pair["a"] in mine and pair["b"] in theirs) or (pair["b"] in mine and pair["a"] in theirs):
                found.append(
                    Say(
                        zh=f"它和你在用的{other}可能相互影响，先问医生或药师。",
                        en=f"It may not go with your {other}; ask your doctor or pharmacist first.",
                    )
                )
                break
    return found


def families(medicine: str) -> set[str]:
    low = medicine.casefold()
    return {family for family, names in _book()["families"].items() if any(str(n).casefold() in low for n in names)}


def _words(medicine: str) -> list[str]:
    return [w for w in (medicine.casefold().strip(), *_parts(medicine.casefold())) if len(w) > 1]


@cache
def _book() -> Mapping[str, Any]:
    return dict(yaml.safe_load((_HERE / "interactions.yaml").read_text(encoding="utf-8")))

"""Vitals: what is unusual is asked about with its numbers, once a day; an Apple Health export is read."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

from harness import open_house

from assistant.testing import NOW
from tools.medical.watching import Observation, apple_health, remark


def rate(value: float, days: int = 0) -> Observation:
    return Observation(code="8867-4", value=value, at=NOW - timedelta(days=days))


def test_a_value_out_of_the_common_range_is_asked_about_with_its_numbers() -> None:
    said = remark(rate(130), [])
    assert said is not None
    assert "130" in said.zh
    assert "45 to 110" in said.en
    assert remark(rate(70), []) is None


def test_far_from_ones_own_usual_is_asked_about_only_with_enough_values() -> None:
    assert remark(rate(100), [rate(60, n) for n in range(1, 4)]) is None
    assert remark(rate(100), [rate(60, n) for n in range(1, 8)]) is not None


def test_an_apple_health_export_is_read_and_what_is_broken_in_it_left_out() -> None:
    export = b"""<HealthData><Record type="HKQuantityTypeIdentifierHeartRate" startDate="2026-11-20 08:00:00 +0800"
    value="62"/><Record type="HKQuantityTypeIdentifierHeartRate" startDate="?" value="62"/>
    <Record type="HKQuantityTypeIdentifierOxygenSaturation" startDate="2026-11-20 08:00:00 +0800" value="0.97"/>
    </HealthData>"""
    assert [(o.code, round(o.value)) for o in apple_health(io.BytesIO(export))] == [("8867-4", 62), ("2708-6", 97)]


async def test_a_device_reports_by_http_and_is_asked_about_once_a_day(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        ann = await house.new_user("zh")
        for minute in (0, 1):
            body = {"code": "8867-4", "value": 135, "at": f"2026-11-23T08:5{minute}:00+08:00"}
            answer = await ann.post("/api/observations/vitals", json=body)
            assert (answer.status_code, "135" in answer.json()["remark"]["zh"]) == (201, True)
        rows = (await ann.get("/api/follow-ups")).json()["items"]
        assert [r["kind"] for r in rows] == ["check_in"]

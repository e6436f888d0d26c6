"""Vitals: what is unusual or drifts is asked about with its numbers, once a day; exports and FHIR come in."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import httpx
import pytest

from assistant.changes import PutFollowUp
from assistant.testing import NOW
from assistant.types import Record
from tools.medical.devices import (
    UnreadableExport,
    UnreadableObservation,
    apple_health,
    fhir_observations,
)
from tools.medical.watching import Observation, by_day, remark, taken_in

ROW = '<Record type="HKQuantityTypeIdentifier{}" unit="{}" startDate="{}" value="{}"/>'


def rate(value: float, days: float = 0) -> Observation:
    return Observation(code="8867-4", value=value, at=NOW - timedelta(days=days))


def export(*rows: str) -> bytes:
    return ("<?xml version='1.0'?><HealthData>" + "".join(rows) + "</HealthData>").encode()


def heart(value: Any, at: str = "2026-11-23 08:00:00 +0800") -> str:
    return ROW.format("HeartRate", "count/min", at, value)


def zipped(content: bytes, name: str = "apple_health_export/export.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def blood_pressure(**more: Any) -> dict[str, Any]:
    parts = [("8480-6", 152), ("8462-4", 96)]
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "effectiveDateTime": "2026-11-23T08:30:00+08:00",
        "component": [
            {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": {"value": value}}
            for code, value in parts
        ],
        **more,
    }


def test_a_value_out_of_the_common_range_is_asked_about_with_its_numbers() -> None:
    said = remark(rate(130), [])
    assert said is not None
    assert "130" in said.zh
    assert "45 to 110" in said.en
    assert remark(rate(70), []) is None


def test_far_from_ones_own_usual_is_asked_about_only_with_enough_values() -> None:
    assert remark(rate(100), [rate(60, n) for n in range(1, 4)]) is None
    assert remark(rate(100), [rate(60, n) for n in range(1, 8)]) is not None


def test_four_days_that_all_rise_are_a_trend_and_three_or_a_wobble_are_none() -> None:
    rising = [rate(70, 3), rate(74, 2), rate(78, 1)]
    said = remark(rate(82), rising)
    assert said is not None
    assert "70" in said.en
    assert "82" in said.en
    assert remark(rate(82), rising[1:]) is None
    assert remark(rate(82), [rate(70, 3), rate(78, 2), rate(74, 1)]) is None
    assert remark(rate(73), [rate(70, 3), rate(71, 2), rate(72, 1)]) is None


def test_the_same_value_again_is_kept_once_and_old_ones_are_not_talked_about() -> None:
    changes, said = taken_in([rate(130, 20)], [], NOW)
    assert (len(changes), said) == (1, ())
    rows = [
        Record(plugin="medical", kind="observation", key=change.key, data=change.data)
        for change in changes
        if not isinstance(change, PutFollowUp)
    ]
    assert taken_in([rate(130, 20)], rows, NOW) == ((), ())


def test_a_day_of_a_watch_is_one_value() -> None:
    values = [rate(60 + n, n / 1000) for n in range(9)]
    assert [o.value for o in by_day(values, NOW - timedelta(days=1))] == [64]
    assert by_day([rate(60, 100)], NOW - timedelta(days=90)) == ()


def test_an_apple_health_export_is_read_and_what_is_broken_in_it_left_out() -> None:
    rows = (heart(62), heart("much"), heart(62, at="?"), ROW.format("OxygenSaturation", "%", "2026-11-20 08:00:00 +0800", "0.97"), ROW.format("BodyTemperature", "degF", "2026-11-20 08:00:00 +0800", "98.6"))  # fmt: skip  # noqa: E501
    for content in (export(*rows), zipped(export(*rows))):
        found = [(o.code, o.value) for o in apple_health(io.BytesIO(content))]
        assert found == [("8867-4", 62), ("2708-6", 97), ("8310-5", 37.0)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04 broken",
        export(heart(62))[:-9],
        zipped(b"x", "photo.jpg"),
        b"<html></html>",
        b'<!DOCTYPE h [<!ENTITY a "aaaa">]><HealthData>&a;</HealthData>',
        zipped(export(heart(62)))[:60],
    ],
)
def test_an_export_that_cannot_be_read_is_said_so(content: bytes) -> None:
    with pytest.raises(UnreadableExport):
        list(apple_health(io.BytesIO(content)))


def test_fhir_observations_come_by_component_and_in_bundles() -> None:
    assert [o.value for o in fhir_observations(blood_pressure())] == [152, 96]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": blood_pressure()}, {"resource": {"resourceType": "Patient"}}]}  # fmt: skip  # noqa: E501
    assert len(fhir_observations(bundle)) == 2


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"resourceType": "Patient"},
        blood_pressure(status="entered-in-error"),
        blood_pressure(effectiveDateTime="yesterday"),
        blood_pressure(effectiveDateTime="2026-11-23T08:30:00"),
        blood_pressure(component=[{"code": {"coding": [{"code": "8480-6"}]}, "valueQuantity": {"value": "high"}}]),
        blood_pressure(component=7),
    ],
)
def test_what_is_no_observation_of_ours_is_refused(resource: dict[str, Any]) -> None:
    with pytest.raises(UnreadableObservation):
        fhir_observations(resource)


async def test_uploads_are_kept_asked_about_once_a_day_and_refused_with_a_clear_word(ann: httpx.AsyncClient) -> None:
    door = "/api/observations/apple-health"
    for wanted in (1, 0):
        answer = await ann.post(door, files={"file": ("export.zip", zipped(export(heart(140))))})
        assert (answer.status_code, answer.json()["kept"]) == (201, wanted), answer.text
    bad = await ann.post(door, files={"file": ("export.zip", b"nonsense")})
    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "unreadable_export")
    told = await ann.post("/api/observations/fhir", json=blood_pressure())
    assert told.status_code == 201
    assert len(told.json()["remarks"]) == 2
    refused = await ann.post("/api/observations/fhir", json={"resourceType": "Patient"})
    assert refused.json()["error"]["code"] == "unreadable_observation"
    rows = (await ann.get("/api/follow-ups")).json()["items"]
    assert [r["kind"] for r in rows] == ["check_in"] * 3

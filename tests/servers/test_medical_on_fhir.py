"""Appointments on a real FHIR R4 server (Medplum): found, booked once, moved, cancelled; races and failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from servers.fhir_server import fhir_server

from assistant.errors import EffectUnknown, ToolError
from assistant.testing import NOW
from assistant.types import User
from tools.medical.fhir import FhirClinic
from tools.medical.provider import AppointmentGone, Slot, SlotGone, Wishes, WrongPatient
from tools.web import ServiceDown, ServiceRubbish

ANN, BOB = (User(id=name, name=name, timezone="Asia/Shanghai") for name in ("ann", "bob"))
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with fhir_server(tmp_path_factory.mktemp("fhir")) as url:
        yield url


class Line(httpx.AsyncBaseTransport):
    """The line to the clinic: `cut` drops the answers of such requests after they were done, `dead` all requests."""

    def __init__(self) -> None:
        self.inner = httpx.AsyncHTTPTransport()
        self.cut: tuple[str, str] | None = None
        self.dead = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.dead:
            raise httpx.ConnectError("no line")
        answer = await self.inner.handle_async_request(request)
        if self.cut == (request.method, request.url.path):
            raise httpx.ReadError("the line broke")
        return answer


class House:
    """A clinic of two doctors with slots, and our adapter to it."""

    def __init__(self, url: str, line: Line) -> None:
        self.url, self.line = url, line
        self.http = httpx.AsyncClient(transport=line)
        self.clinic = FhirClinic(url, "secret", self.http)

    async def put(self, **resource: Any) -> dict[str, Any]:
        answer = await self.http.post(f"{self.url}/{resource['resourceType']}", json=resource)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def doctor(self, code: str, name: str, gender: str, language: str, slots: int = 3) -> str:
        person = await self.put(
            resourceType="Practitioner",
            name=[{"text": name}],
            gender=gender,
            communication=[{"coding": [{"code": language}]}],
        )
        where = await self.put(
            resourceType="Location", name="House 4", position={"latitude": 60.17, "longitude": 24.94}
        )
        role = await self.put(
            resourceType="PractitionerRole",
            active=True,
            practitioner={"reference": f"Practitioner/{person['id']}"},
            location=[{"reference": f"Location/{where['id']}"}],
            specialty=[{"coding": [{"system": "http://snomed.info/sct", "code": code}]}],
        )
        actor = [{"reference": f"PractitionerRole/{role['id']}"}]
        schedule = await self.put(resourceType="Schedule", active=True, actor=actor)
        for n in range(slots):
            start = NOW + (n + 1) * HOUR
            await self.put(
                resourceType="Slot",
                status="free",
                schedule={"reference": f"Schedule/{schedule['id']}"},
                start=start.isoformat(),
                end=(start + HOUR / 2).isoformat(),
            )
        return f"fhir:{role['id']}"

    async def free(self, doctor: str) -> tuple[Slot, ...]:
        place = await self.clinic.practice(doctor)
        assert place is not None
        return await self.clinic.slots(place, "dentist", NOW, NOW + 24 * HOUR, NOW)

    async def book(self, slot: Slot, key: str, user: Any = ANN) -> str:
        hold, _ = await self.clinic.hold(slot, key=key, now=NOW)
        return (await self.clinic.book(slot, hold, NOW, user)).reference

    async def status(self, kind: str, key: str) -> str:
        return str((await self.http.get(f"{self.url}/{kind}/{key}")).json()["status"])


@pytest.fixture
async def house(address: str) -> AsyncIterator[House]:
    made = House(address, Line())
    yield made
    await made.http.aclose()


async def test_doctors_are_found_by_kind_gender_and_language(house: House) -> None:
    mine = await house.doctor("394582007", "Dr Li", "female", "zh-CN")
    other = await house.doctor("394582007", "Dr Smith", "male", "en")
    found = await house.clinic.practices("dermatologist", Wishes(language="zh", gender="female"))
    assert found is not None
    assert mine in [p.id for p in found]
    assert other not in [p.id for p in found]
    assert next(p for p in found if p.id == mine).name() == "Dr Li, House 4"
    assert await house.clinic.practices("urologist", Wishes()) == ()


async def test_a_booked_slot_is_busy_and_the_same_key_books_once(house: House) -> None:
    doctor = await house.doctor("394812008", "Dr A", "female", "en")
    first, *others = await house.free(doctor)
    reference = await house.book(first, "call-1")
    hold = "stale|call-1"
    assert (await house.clinic.book(first, hold, NOW, ANN)).reference == reference
    assert [s.id for s in await house.free(doctor)] == [s.id for s in others]
    found = await house.clinic.look_up("call-1")
    assert found is not None
    assert found.reference == reference


async def test_a_slot_taken_meanwhile_is_gone_and_leaves_no_appointment(house: House) -> None:
    slot = (await house.free(await house.doctor("394812008", "Dr B", "male", "en")))[0]
    hold, _ = await house.clinic.hold(slot, key="late", now=NOW)
    await house.book(slot, "early", BOB)
    with pytest.raises(SlotGone):
        await house.clinic.book(slot, hold, NOW, ANN)
    assert await house.clinic.look_up("late") is None


async def test_of_eight_at_once_one_gets_the_slot(house: House) -> None:
    slot = (await house.free(await house.doctor("394812008", "Dr C", "male", "en")))[0]
    holds = [(await house.clinic.hold(slot, key=f"race-{n}", now=NOW))[0] for n in range(8)]
    tried = await asyncio.gather(*(house.clinic.book(slot, hold, NOW, ANN) for hold in holds), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in tried) == 1
    assert all(isinstance(one, SlotGone) for one in tried if isinstance(one, BaseException))


async def test_a_move_frees_the_old_slot_and_a_move_to_a_lost_slot_keeps_the_old(house: House) -> None:
    first, second, third = await house.free(await house.doctor("394812008", "Dr D", "male", "en"))
    reference = await house.book(first, "move-1")
    hold, _ = await house.clinic.hold(second, key="move-2", now=NOW, instead_of=reference)
    moved = await house.clinic.exchange(reference, second, hold, NOW, ANN)
    assert await house.status("Appointment", reference) == "cancelled"
    assert await house.status("Slot", first.id.split("|")[-1]) == "free"
    hold, _ = await house.clinic.hold(third, key="move-3", now=NOW)
    await house.book(third, "faster", BOB)
    with pytest.raises(SlotGone):
        await house.clinic.exchange(moved.reference, third, hold, NOW, ANN)
    assert await house.status("Appointment", moved.reference) == "booked"


async def test_cancelling_twice_is_one_cancelling_and_another_patients_is_left_alone(house: House) -> None:
    slot = (await house.free(await house.doctor("394812008", "Dr E", "male", "en")))[0]
    reference = await house.book(slot, "mine")
    with pytest.raises(WrongPatient):
        await house.clinic.cancel(reference, NOW, BOB)
    assert await house.status("Appointment", reference) == "booked"
    for _ in range(2):
        await house.clinic.cancel(reference, NOW, ANN)
    assert await house.status("Appointment", reference) == "cancelled"
    with pytest.raises(AppointmentGone):
        await house.clinic.cancel("nobody-knows-it", NOW, ANN)


async def test_a_line_that_breaks_after_the_booking_is_looked_up(house: House) -> None:
    slot = (await house.free(await house.doctor("394812008", "Dr F", "male", "en")))[0]
    hold, _ = await house.clinic.hold(slot, key="broken", now=NOW)
    house.line.cut = ("POST", "/Appointment")
    receipt = await house.clinic.book(slot, hold, NOW, ANN)
    assert await house.status("Appointment", receipt.reference) == "booked"


async def test_a_claim_whose_answer_got_lost_is_taken_up_again_by_the_same_key(house: House) -> None:
    slot = (await house.free(await house.doctor("394812008", "Dr G", "male", "en")))[0]
    hold, _ = await house.clinic.hold(slot, key="half", now=NOW)
    house.line.cut = ("PUT", f"/Slot/{slot.id.split('|')[-1]}")
    with pytest.raises(ToolError):
        await house.clinic.book(slot, hold, NOW, ANN)
    house.line.cut = None
    assert (await house.clinic.book(slot, hold, NOW, ANN)).reference


async def test_a_clinic_that_is_down_or_talks_rubbish_is_said_by_name(house: House) -> None:
    doctor = await house.doctor("394812008", "Dr H", "male", "en")
    slot = (await house.free(doctor))[0]
    hold, _ = await house.clinic.hold(slot, key="down", now=NOW)
    await house.put(
        resourceType="Slot", status="free", schedule={"reference": "Schedule/none"}, start="soon", end="later"
    )
    await house.http.put(f"{house.url}/Slot/{slot.id.split('|')[-1]}", json={"resourceType": "Slot", "id": slot.id.split("|")[-1], "status": "nonsense", "start": NOW.isoformat(), "end": NOW.isoformat(), "schedule": {"reference": "Schedule/x"}})  # fmt: skip  # noqa: E501
    with pytest.raises(ServiceRubbish):
        await house.clinic.book(slot, hold, NOW, ANN)
    house.line.dead = True
    with pytest.raises((ServiceDown, EffectUnknown)):
        await house.clinic.book(slot, hold, NOW, ANN)
    with pytest.raises(ServiceDown):
        await house.free(doctor)

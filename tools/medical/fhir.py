"""A clinic that speaks FHIR R4: its doctors, free slots, appointments booked, moved, cancelled; nothing half-done."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from assistant.errors import EffectUnknown, ToolError
from assistant.moments import parse_instant
from assistant.ports import Place
from assistant.types import Receipt, Say, User
from tools.medical.fhir_api import Changed, Fhir, Resource, version
from tools.medical.provider import AppointmentGone, Slot, SlotGone, Wishes, WrongPatient
from tools.web import ServiceDown, ServiceRefused, ServiceRubbish, make_client

PREFIX = "fhir:"
CALL = "urn:steward:call"  # the idempotency key of an appointment
USER = "urn:steward:user"  # who the patient is with us; no name goes out
GOOD_FOR = timedelta(minutes=10)
# Kinds of doctor as SNOMED CT codes; servers also find them by their text.
SPECIALTY = {
    "gp": "394814009", "cardiologist": "394579002", "respiratory": "418112009", "ent": "418960008",
    "gastroenterologist": "394584008", "neurologist": "394591006", "orthopaedist": "394801008",
    "rheumatologist": "394810000", "dermatologist": "394582007", "allergist": "408439002", "dentist": "394812008",
    "eye": "394594003", "urologist": "394612005", "gynaecologist": "394586005", "surgeon": "394609007",
    "psychologist": "394587001", "endocrinologist": "394583002", "paediatrician": "394537008",
}  # fmt: skip


class FhirClinic:
    """Fulfils `Clinic`. Nothing is held before the yes (others would find it busy): the slot's version is remembered,
    and booking fails as a whole when anybody changed the slot since."""

    name = "FHIR"
    demonstration = False

    def __init__(self, url: str, token: str = "", http: httpx.AsyncClient | None = None) -> None:
        self._url, self._token, self._client = url.rstrip("/"), token, http

    @property
    def api(self) -> Fhir:
        self._client = self._client or make_client()
        return Fhir(self._client, self._url, self._token)

    async def practices(self, kind: str, wishes: Wishes) -> tuple[Place, ...] | None:
        asked = [("active", "true"), *([("specialty", SPECIALTY[kind])] if kind in SPECIALTY else [])]
        roles = await self.api.search("PractitionerRole", asked)
        found = [await self._doctor(role, wishes) for role in roles]
        return tuple(place for place in found if place is not None)

    async def practice(self, place_id: str) -> Place | None:
        if not place_id.startswith(PREFIX):
            return None
        role = await self.api.read("PractitionerRole", place_id.removeprefix(PREFIX))
        return await self._doctor(role, Wishes()) if role else None

    async def slots(
        self, place: Place, kind: str, start: datetime, until: datetime, now: datetime, *, key: str = ""
    ) -> tuple[Slot, ...]:
        role = place.id.removeprefix(PREFIX)
        schedules = await self.api.search("Schedule", [("actor", f"PractitionerRole/{role}")])
        found: list[Slot] = []
        for schedule in schedules:
            asked = [
                ("schedule", f"Schedule/{schedule['id']}"),
                ("status", "free"),
                ("start", f"ge{_utc(max(start, now))}"),
                ("start", f"le{_utc(until)}"),
                ("_sort", "start"),
            ]
            rows = await self.api.search("Slot", asked)
            found += [_slot(row, place, kind, now) for row in rows if row["status"] == "free"]
        inside = (s for s in found if max(start, now) <= s.start <= until)
        return tuple(sorted(inside, key=lambda s: s.start))

    async def slot(self, place: Place, slot_id: str) -> Slot:
        parts = slot_id.split("|")
        row = await self.api.read("Slot", parts[-1]) if len(parts) == 3 else None
        if row is None or row["status"] not in ("free", "busy"):
            raise SlotGone()
        return _slot(row, place, parts[1], None)

    async def hold(self, slot: Slot, *, key: str, now: datetime, instead_of: str = "") -> tuple[str, datetime]:
        row = await self.api.read("Slot", slot.id.split("|")[-1])
        if row is None or row["status"] != "free" or slot.start <= now or parse_instant(row["start"]) != slot.start:
            raise SlotGone()
        return f"{version(row)}|{key}", now + GOOD_FOR

    async def book(self, slot: Slot, hold: str, now: datetime, user: User) -> Receipt:
        seen, _, key = hold.partition("|")
        if known := await self.look_up(key):
            return known
        patient = await self._patient(user)
        claimed = await self._claim(slot, seen, key)
        try:
            row = await self.api.create(_appointment(slot, patient, key), unless=f"identifier={CALL}|{key}")
        except ServiceRefused:
            await self.api.update({**claimed, "status": "free", "comment": ""}, version(claimed))
            raise
        except (ServiceDown, ServiceRubbish) as error:
            return await self._after_all(key, error)
        return _receipt(row, Say(zh="已预约", en="Appointment booked"))

    async def exchange(self, reference: str, slot: Slot, hold: str, now: datetime, user: User) -> Receipt:
        await self._mine(reference, user)
        made = await self.book(slot, hold, now, user)
        try:
            await self._give_up(reference, user)
        except (Changed, ToolError):
            await self._give_up(made.reference, user)  # the old one stays, so the new one goes
            raise
        return made

    async def cancel(self, reference: str, now: datetime, user: User) -> Receipt:
        row = await self._give_up(reference, user)
        return _receipt(row, Say(zh="已取消预约", en="Appointment cancelled"))

    async def look_up(self, key: str) -> Receipt | None:
        rows = await self.api.search("Appointment", [("identifier", f"{CALL}|{key}")])
        booked = [row for row in rows if row["status"] == "booked"]
        return _receipt(booked[0], Say(zh="已预约", en="Appointment booked")) if booked else None

    async def _claim(self, slot: Slot, seen: str, key: str) -> Resource:
        """The slot made busy, for this key; one transaction would do, but few servers roll theirs back. Raises
        SlotGone when anybody changed it since it was shown."""
        row = await self.api.read("Slot", slot.id.split("|")[-1])
        if row is not None and row["status"] == "busy" and row.get("comment") == f"{CALL}:{key}":
            return row  # claimed before the line broke
        if row is None or row["status"] != "free":
            raise SlotGone()
        try:
            return await self.api.update({**row, "status": "busy", "comment": f"{CALL}:{key}"}, seen)
        except Changed as error:
            raise SlotGone() from error

    async def _after_all(self, key: str, error: Exception) -> Receipt:
        try:
            known = await self.look_up(key)
        except (ServiceDown, ServiceRubbish):
            known = None
        if known is None:
            raise EffectUnknown() from error
        return known

    async def _give_up(self, reference: str, user: User) -> Resource:
        """The appointment cancelled, then its slots free again; a second time it changes nothing."""
        for tries in range(2):
            row = await self._mine(reference, user)
            try:
                if row["status"] != "cancelled":
                    row = await self.api.update({**row, "status": "cancelled"}, version(row))
                break
            except Changed:  # somebody touched it meanwhile: once more, as it is now
                if tries:
                    raise ServiceRefused() from None
        for held in row.get("slot", ()):
            slot = await self.api.read("Slot", str(held.get("reference", "")).removeprefix("Slot/"))
            if slot is not None and slot["status"] == "busy":
                with suppress(Changed):  # whoever changed it decides about it
                    await self.api.update({**slot, "status": "free", "comment": ""}, version(slot))
        return row

    async def _mine(self, reference: str, user: User) -> Resource:
        """Raises AppointmentGone, WrongPatient."""
        row = await self.api.read("Appointment", reference)
        if row is None:
            raise AppointmentGone()
        patient = await self._patient(user)
        actors = [str((p.get("actor") or {}).get("reference", "")) for p in row.get("participant", ())]
        if f"Patient/{patient}" not in actors:
            raise WrongPatient()
        return row

    async def _patient(self, user: User) -> str:
        """The user's Patient at this clinic, made when there is none. Raises WrongPatient when it is not clear."""
        asked = f"identifier={USER}|{user.id}"
        rows = await self.api.search("Patient", [("identifier", f"{USER}|{user.id}")])
        if len(rows) > 1 or any(row.get("active") is False for row in rows):
            raise WrongPatient()
        if rows:
            return str(rows[0]["id"])
        fresh = {"resourceType": "Patient", "active": True, "identifier": [{"system": USER, "value": user.id}]}
        return str((await self.api.create(fresh, unless=asked))["id"])

    async def _doctor(self, role: Resource, wishes: Wishes) -> Place | None:
        """A doctor as a place to go to; None when they are not as wished, or the clinic does not say where."""
        doctor = await self._linked(role.get("practitioner"), "Practitioner") or {}
        if wishes.gender and doctor.get("gender") != wishes.gender:
            return None
        if wishes.language and wishes.language not in _languages(doctor):
            return None
        where = await self._linked(next(iter(role.get("location", ())), None), "Location") or {}
        position = where.get("position") or {}
        named = {"": _name(doctor, where)}
        return Place(
            id=f"{PREFIX}{role['id']}",
            names=named,
            latitude=float(position.get("latitude", 0.0)),
            longitude=float(position.get("longitude", 0.0)),
            kind="doctor",
            address=str((where.get("address") or {}).get("text", "")),
            phone=next((t.get("value") for t in where.get("telecom", ()) if t.get("system") == "phone"), None),
        )

    async def _linked(self, link: Any, kind: str) -> Resource | None:
        reference = str((link or {}).get("reference", ""))
        return await self.api.read(kind, reference.removeprefix(f"{kind}/")) if reference.startswith(kind) else None


def _slot(row: Resource, place: Place, kind: str, now: datetime | None) -> Slot:
    try:
        start, until = parse_instant(row["start"]), parse_instant(row["end"])
    except (KeyError, ValueError, TypeError) as error:
        raise ServiceRubbish() from error
    if now is not None:
        start, until = start.astimezone(now.tzinfo), until.astimezone(now.tzinfo)
    return Slot(id=f"{place.id}|{kind}|{row['id']}", place=place, kind=kind, start=start, until=until)


def _appointment(slot: Slot, patient: str, key: str) -> dict[str, Any]:
    role = slot.place.id.removeprefix(PREFIX)
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "identifier": [{"system": CALL, "value": key}],
        "start": slot.start.isoformat(),
        "end": slot.until.isoformat(),
        "slot": [{"reference": f"Slot/{slot.id.split('|')[-1]}"}],
        "participant": [
            {"actor": {"reference": f"Patient/{patient}"}, "status": "accepted"},
            {"actor": {"reference": f"PractitionerRole/{role}"}, "status": "accepted"},
        ],
    }


def _receipt(row: Resource, text: Say) -> Receipt:
    return Receipt(provider="FHIR", reference=str(row["id"]), text=text, data={"status": str(row.get("status"))})


def _languages(doctor: Resource) -> set[str]:
    spoken = (c for one in doctor.get("communication", ()) for c in one.get("coding", ()))
    return {str(coding.get("code", "")).partition("-")[0].lower() for coding in spoken}


def _name(doctor: Resource, where: Resource) -> str:
    first: dict[str, Any] = dict(next(iter(doctor.get("name", ())), {}))
    person = str(first.get("text") or " ".join([*first.get("given", ()), first.get("family", "")]).strip())
    return ", ".join(part for part in (person, str(where.get("name", ""))) if part) or "FHIR"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

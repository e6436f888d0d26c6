"""Vitals that a device measured: kept private, and a word about it when a simple rule says so."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.auth import Talker
from api.doors.answers import Key, errors
from api.parts import Wired
from api.schemas.base import In, Instant, Out, SaySchema
from api.wire import Shape, wire
from assistant.changes import Change, PutFollowUp, PutRecord
from assistant.types import Sensitivity
from tools.medical.watching import Observation, remark

router = APIRouter(tags=["observations"])
Code = Literal["8867-4", "8480-6", "8462-4", "2708-6", "8310-5"]


class ObservationIn(In):
    """One value. LOINC: heart rate 8867-4, blood pressure 8480-6 and 8462-4, oxygen 2708-6, temperature 8310-5."""

    code: Code
    value: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    at: Instant


class ObservationOut(Out):
    kept: bool
    remark: SaySchema | None = None


@router.post("/api/observations/vitals", status_code=201, response_model=ObservationOut, responses=errors(409))
async def observe_vitals(body: ObservationIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Keep a value. What is unusual, in general or for this person, is asked about; at most once a day per kind."""
    rows = await parts.store.read(caller.id, lambda tx: tx.records("medical", "observation"))
    before = [o for r in rows if (o := Observation(code=str(r.data["code"]), value=float(r.data["value"]), at=body.at))]
    new = Observation(code=body.code, value=body.value, at=body.at)
    said = remark(new, before)
    data = {"resourceType": "Observation", "status": "final", "code": body.code, "value": body.value}
    private = Sensitivity.PRIVATE
    kept = PutRecord(
        kind="observation",
        key=f"{body.code} {body.at.isoformat()}",
        data={**data, "at": wire(body.at)},
        sensitivity=private,
    )
    changes: list[Change] = [kept]
    if said is not None:
        now = parts.now_for(caller.user)
        # One key a day: a second unusual value replaces the question and does not ask twice.
        key = f"observed:{body.code}:{now:%Y-%m-%d}"
        changes.append(PutFollowUp.check_in(key=key, due_at=now, say=said))
    await parts.desk.change(caller.user, "medical__observe", changes, plugin="medical")
    parts.changed(caller.id)
    return {"kept": True, "remark": wire(said)}

"""Vitals from elsewhere: an Apple Health export uploaded, FHIR Observations sent; kept private, read by rules."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, File, UploadFile

from api.auth import Caller, Talker
from api.doors.answers import Key, errors
from api.parts import Parts, Wired
from api.schemas.base import Out, SaySchema
from api.wire import Shape, wire
from assistant.changes import PutRecord
from tools.medical.devices import apple_health, fhir_observations
from tools.medical.watching import Observation, by_day, taken_in

router = APIRouter(tags=["observations"])
_BACK = timedelta(days=90)  # of an export; what is older says little about today


class TakenInOut(Out):
    """How many values were new and are kept now, and what the rules make of the fresh ones, with the numbers."""

    kept: int
    remarks: list[SaySchema]


@router.post("/api/observations/apple-health", status_code=201, response_model=TakenInOut, responses=errors(409, 413))
async def import_apple_health(
    parts: Wired,
    caller: Talker,
    _: Key,
    file: Annotated[UploadFile, File(description="export.zip of Apple Health, or its export.xml; at most 100 MiB")],
) -> Shape:
    """Take in heart rate, blood pressure, oxygen and temperature of the last 90 days, one value a day and kind."""
    since = parts.now_for(caller.user) - _BACK
    # Years of a watch take seconds to read; whoever speaks meanwhile is let through.
    return await _take_in(parts, caller, await asyncio.to_thread(lambda: by_day(apple_health(file.file), since)))


@router.post("/api/observations/fhir", status_code=201, response_model=TakenInOut, responses=errors(409))
async def import_fhir(
    parts: Wired,
    caller: Talker,
    _: Key,
    resource: Annotated[dict[str, Any], Body(description="a FHIR R4 Observation, or a Bundle of them")],
) -> Shape:
    """Take in FHIR Observations of the same kinds; others in a Bundle are left out."""
    return await _take_in(parts, caller, fhir_observations(resource))


async def _take_in(parts: Parts, caller: Caller, new: Iterable[Observation]) -> Shape:
    rows = await parts.store.read(caller.id, lambda tx: tx.records("medical", "observation"))
    changes, said = taken_in(new, rows, parts.now_for(caller.user))
    if changes:
        await parts.desk.change(caller.user, "medical__observe", list(changes), plugin="medical")
        parts.changed(caller.id)
    kept = sum(isinstance(change, PutRecord) for change in changes)
    return {"kept": kept, "remarks": [wire(one) for one in said]}

"""What was measured or noticed: where I am and how the weather will be, or a value that a device took of my body.

Surroundings are compared with standing wishes and not kept. A vital sign is kept, privately, and asked about when a
simple rule says so.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.auth import Caller, Talker
from api.doors.answers import Key, errors
from api.doors.rules import rule_shape
from api.initiative.watching import Noticed, fire, met_by
from api.initiative.wishes import PLUGIN
from api.parts import Parts, Wired
from api.schemas.base import In, Instant, Out, SaySchema
from api.schemas.initiative import ObservationIn, RuleOut
from api.wire import Shape, wire
from assistant.ports import Places
from tools.medical.watching import Observation, taken_in
from tools.wishes.reading import KIND

router = APIRouter(tags=["observations"])
Code = Literal["8867-4", "8480-6", "8462-4", "2708-6", "8310-5"]


class VitalIn(In):
    """One value. LOINC: heart rate 8867-4, blood pressure 8480-6 and 8462-4, oxygen 2708-6, temperature 8310-5."""

    code: Code
    value: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    at: Instant


class ObservedOut(Out):
    """`fired`: the standing wishes that surroundings have met. `kept`, `remark`: of a vital sign."""

    fired: list[RuleOut] = Field(default_factory=list)
    kept: bool = False
    remark: SaySchema | None = None


@router.post("/api/observations", response_model=ObservedOut, responses=errors(409))
async def observe(body: VitalIn | ObservationIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """Surroundings (where I am, numbers by name) or one vital sign (a LOINC code, its value and when).

    Surroundings are compared with my standing wishes and not kept. A vital sign is kept privately; what is unusual, in
    general or for me, is asked about, at most once a day per kind.
    """
    if isinstance(body, VitalIn):
        return await _measured(body, parts, caller)
    return await _noticed(body, parts, caller)


@router.post(
    "/api/observations/vitals", status_code=201, response_model=ObservedOut, responses=errors(409), deprecated=True
)
async def observe_vitals(body: VitalIn, parts: Wired, caller: Talker, _: Key) -> Shape:
    """The same as `POST /api/observations` with a vital sign."""
    return await _measured(body, parts, caller)


async def _noticed(body: ObservationIn, parts: Parts, caller: Caller) -> Shape:
    now = parts.clock.now()
    noticed = Noticed(latitude=body.latitude, longitude=body.longitude, values=body.values)
    rows = await parts.store.read(caller.id, lambda tx: tx.records(PLUGIN, KIND))
    met = await met_by(rows, noticed, parts.toolbox.port(Places), now) if rows else ()
    done = await parts.store.transact(caller.id, lambda tx: [fire(tx, row, caller.user, now) for row in met])
    if done:
        parts.changed(caller.id)
    return {"fired": [rule_shape(row.key, row.data) for row in done], "kept": False, "remark": None}


async def _measured(body: VitalIn, parts: Parts, caller: Caller) -> Shape:
    rows = await parts.store.read(caller.id, lambda tx: tx.records("medical", "observation"))
    new = Observation(code=body.code, value=body.value, at=body.at)
    changes, said = taken_in([new], rows, parts.now_for(caller.user))
    if changes:
        await parts.desk.change(caller.user, "medical__observe", list(changes), plugin="medical")
        parts.changed(caller.id)
    return {"fired": [], "kept": True, "remark": wire(said[0]) if said else None}

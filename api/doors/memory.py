"""What is remembered about the user: read, search, add, correct, forget."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.auth import Approver, Caller, Talker
from api.doors.answers import Key, errors
from api.parts import Parts, Wired
from api.schemas.base import Page
from api.schemas.records import ConsentIn, ConsentOut, FactIn, FactOut, FactPatch, SaidOut
from api.turns import stable_id
from api.wire import Shape, fact_shape, page, wire
from assistant.changes import PutFact, RetractFact
from assistant.errors import Conflict, NotFound
from assistant.language import language_of
from assistant.types import Fact, FactStatus, Sensitivity
from memory.consent import consenting

router = APIRouter(tags=["memory"])
_PLUGIN = "memory"


@router.get("/api/memory/facts", response_model=Page[FactOut], responses=errors())
async def list_facts(
    parts: Wired,
    caller: Talker,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    status: Annotated[Literal["active", "all"], Query()] = "active",
) -> Shape:
    """What is remembered, newest first; `status=all` adds what was superseded or taken back."""
    rows = await parts.store.read(
        caller.id, lambda tx: tx.facts(active_only=status == "active", limit=limit + 1, before=cursor)
    )
    following = rows[limit - 1].id if len(rows) > limit else None
    return page([fact_shape(row) for row in rows[:limit]], following)


@router.get("/api/memory/search", response_model=Page[FactOut], responses=errors())
async def search(
    parts: Wired,
    caller: Talker,
    q: Annotated[str, Query(min_length=1, max_length=500)],
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Shape:
    """The facts that matter for these words, best first."""
    now = parts.clock.now()
    rows = await parts.store.read(caller.id, lambda tx: tx.recall(q, now=now, limit=limit))
    return page([fact_shape(row) for row in rows])


@router.get("/api/memory/said", response_model=Page[SaidOut], responses=errors())
async def said(
    parts: Wired,
    caller: Talker,
    q: Annotated[str, Query(min_length=1, max_length=500)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Shape:
    """What was said about this in any conversation of mine, best first. Private exchanges are not searched."""
    lines = await parts.store.read(caller.id, lambda tx: tx.search(q, limit=limit))
    return page(
        [
            {
                "turn_id": line.turn_id,
                "conversation_id": line.conversation,
                "role": line.role,
                "text": line.text,
                "at": wire(line.at),
            }
            for line in lines
        ]
    )


@router.get("/api/memory/consent", response_model=Page[ConsentOut], responses=errors())
async def consent(parts: Wired, caller: Talker) -> Shape:
    """What may be learned about me without being told, kind by kind."""
    given = await parts.store.read(caller.id, lambda tx: tx.consent())
    return page([{"category": category, "kept": kept} for category, kept in given.items()])


@router.post("/api/memory/consent", response_model=ConsentOut, responses=errors(409))
async def give_consent(body: ConsentIn, parts: Wired, caller: Approver, _: Key) -> Shape:
    """Allow or forbid learning facts of one kind. What was learned stays until it is forgotten."""
    change = consenting(body.category, body.kept, parts.clock.now())
    await parts.desk.change(caller.user, f"{_PLUGIN}__consent", [change], plugin=_PLUGIN)
    return {"category": body.category, "kept": body.kept}


@router.post("/api/memory/facts", status_code=201, response_model=FactOut, responses=errors(404, 409))
async def remember(body: FactIn, parts: Wired, caller: Talker, key: Key) -> Shape:
    """Remember this. A fact about the same subject is superseded, not overwritten."""
    put = PutFact(
        id=stable_id(caller.id, "fact", key) if key else str(uuid.uuid4()),
        text=body.text,
        subject=body.subject,
        category=body.category,
        language=language_of(body.text, caller.user.language),
        sensitivity=Sensitivity.PRIVATE if body.sensitive else Sensitivity.NORMAL,
    )
    return await _write(parts, caller, "remember", put)


@router.patch("/api/memory/facts/{fact_id}", response_model=FactOut, responses=errors(404, 409))
async def correct(fact_id: str, body: FactPatch, parts: Wired, caller: Talker) -> Shape:
    """Correct it; what is not named stays."""
    fact = await _find(parts, caller, fact_id)
    if fact.status is not FactStatus.ACTIVE:
        raise Conflict("That is no longer remembered.", "这条已经不在记忆里了。", code="fact_not_active")
    text = body.text if body.text is not None else fact.text
    private = body.sensitive if body.sensitive is not None else fact.sensitivity is Sensitivity.PRIVATE
    put = PutFact(
        id=fact.id,
        text=text,
        subject=body.subject if body.subject is not None else fact.subject,
        category=body.category or fact.category,
        language=language_of(text, fact.language),
        sensitivity=Sensitivity.PRIVATE if private else Sensitivity.NORMAL,
        valid_to=fact.valid_to,
        source="said" if body.text is not None else fact.source,  # a corrected one is the user's own word
        confidence=fact.confidence,
        evidence=fact.evidence if body.text is None else {},
    )
    return await _write(parts, caller, "correct", put)


@router.delete("/api/memory/facts/{fact_id}", status_code=204, responses=errors(404))
async def forget(fact_id: str, parts: Wired, caller: Talker) -> Response:
    """Forget it; the ledger can take that back."""
    fact = await _find(parts, caller, fact_id)
    if fact.status is FactStatus.ACTIVE:
        await parts.desk.change(caller.user, f"{_PLUGIN}__forget", [RetractFact(id=fact.id)], plugin=_PLUGIN)
    return Response(status_code=204)


async def _write(parts: Parts, caller: Caller, verb: str, put: PutFact) -> Shape:
    await parts.desk.change(caller.user, f"{_PLUGIN}__{verb}", [put], plugin=_PLUGIN)
    fact = await parts.store.read(caller.id, lambda tx: tx.fact(put.id or "") or _same(tx.facts(), put))
    if fact is None:
        raise NotFound
    return fact_shape(fact)


def _same(facts: tuple[Fact, ...], put: PutFact) -> Fact | None:
    """The fact that said this already: nothing was written then."""
    words = put.text.strip().casefold()
    return next((fact for fact in facts if fact.text.casefold() == words), None)


async def _find(parts: Parts, caller: Caller, fact_id: str) -> Fact:
    fact = await parts.store.read(caller.id, lambda tx: tx.fact(fact_id))
    if fact is None:
        raise NotFound("There is no such memory.", "没有这条记忆。")
    return fact

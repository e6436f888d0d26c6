"""Two users, their household, one guest: every route and every tool, tried with somebody else's ids, gives nothing."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import httpx
import pytest
from harness import House

from assistant.types import ToolSpec

CANARY = "quokka"
# A body that fits, so that the answer is about whose it is and not about the form.
BODIES: dict[str, Any] = {
    "/api/approvals/{approval_id}": {"decision": "approve"},
    "/api/follow-ups/{follow_up_id}": {"due_at": "2026-12-01T10:00:00+08:00"},
    "/api/follow-ups/{follow_up_id}/snooze": {"minutes": 5},
    "/api/memory/facts/{fact_id}": {"text": "stolen"},
}
ENDLESS = {"/api/events"}  # a stream of its own events; the hub's tests hold it apart per user
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16}(?:-\d+)?")
HARMLESS = {"last_used", "started"}


async def lives_here(client: httpx.AsyncClient) -> None:
    """Something of every kind that a user can have."""
    for fact in ({"text": f"my {CANARY} is called Ada"}, {"text": f"{CANARY} pills", "sensitive": True}):
        await client.post("/api/memory/facts", json=fact)
    ring = {"kind": "reminder", "due_at": "2026-11-23T10:00:00+08:00", "say": f"feed the {CANARY}"}
    await client.post("/api/follow-ups", json=ring)
    await client.post("/api/turns", json={"text": f"where is my {CANARY}"})
    await client.post("/api/turns", json={"text": f'parking__reserve {{"lot": "{CANARY} lot"}}'})
    await client.post(
        "/api/turns", json={"text": f'calendar__add {{"title": "{CANARY} day", "at": "2026-12-01T10:00:00+08:00"}}'}
    )
    await client.post("/api/tokens", json={"name": CANARY, "scopes": ["talk"]})


async def kept(client: httpx.AsyncClient) -> str:
    """All that is kept, but for when a token was last shown."""
    tables = (await client.get("/api/me/export")).json()["tables"]
    for row in itertools.chain(tables["tokens"], tables["idempotency_keys"]):
        row.pop("last_used", None)
    return json.dumps(tables, sort_keys=True)


def ids_in(text: str) -> list[str]:
    """The ids in somebody's rows, a few of every kind."""
    by_place: dict[str, str] = {}
    for table, rows in json.loads(text).items():
        for row in rows[:2]:
            for name, value in row.items():
                if isinstance(value, str) and ID.fullmatch(value):
                    by_place.setdefault(f"{table} {name}", value)
    return sorted(set(by_place.values()))


@pytest.fixture
async def trespassers(house: House, owner: httpx.AsyncClient, bob: httpx.AsyncClient) -> dict[str, httpx.AsyncClient]:
    made = await owner.post("/api/users", json={"name": "Passing", "guest": True})
    return {"bob": bob, "guest": house.client(made.json()["token"])}


def routes(house: House) -> list[tuple[str, str]]:
    paths = house.app.openapi()["paths"]
    return [
        (method, path)
        for path, methods in paths.items()
        for method in methods
        if path not in ENDLESS and path.startswith(("/api/", "/v1/"))
    ]


async def test_no_route_gives_or_changes_what_is_somebody_elses(
    house: House, ann: httpx.AsyncClient, trespassers: dict[str, httpx.AsyncClient]
) -> None:
    await lives_here(ann)
    before = await kept(ann)
    ids = ids_in(before)
    assert len(ids) > 8
    tried = 0
    for who, client in trespassers.items():
        for method, path in routes(house):
            if "{" not in path:
                continue
            for one in ids:
                url = re.sub(r"\{\w+\}", one, path)
                body = BODIES.get(path) if method in ("patch", "post") else None
                answer = await client.request(method, url, json=body)
                tried += 1
                told = f"{who}: {method} {path} answered {answer.status_code} {answer.text[:200]}"
                assert CANARY not in answer.text, told
                if body is not None:
                    assert answer.status_code in (403, 404, 409), told
    assert tried > 200
    assert await kept(ann) == before


async def test_no_list_and_no_search_shows_what_is_somebody_elses(
    house: House, ann: httpx.AsyncClient, trespassers: dict[str, httpx.AsyncClient]
) -> None:
    await lives_here(ann)
    seen = 0
    for who, client in trespassers.items():
        for method, path in routes(house):
            if method == "get" and "{" not in path:
                answer = await client.get(path, params={"q": CANARY})
                seen += answer.status_code == 200
                assert CANARY not in answer.text, f"{who}: {path}"
    assert seen > 20


def value_for(schema: dict[str, Any], one: str) -> Any:
    """An argument that passes the check where it can be somebody's id, and a plain one elsewhere."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = next((k for k in kind if k != "null"), None) if isinstance(kind, list) else kind
    if "anyOf" in schema:
        return value_for(next(s for s in schema["anyOf"] if s.get("type") != "null"), one)
    if schema.get("format") == "date-time":
        return "2026-12-01T10:00:00+08:00"
    if schema.get("format") == "date":
        return "2026-12-01"
    plain = {"integer": 1, "number": 60, "boolean": True, "array": [one], "object": {}}
    return plain.get(str(kind), one)


def sentence(spec: ToolSpec, one: str) -> str:
    return f"{spec.name} {json.dumps({p.name: value_for(dict(p.schema), one) for p in spec.parameters})}"


async def test_no_tool_gives_or_changes_what_is_somebody_elses(
    house: House, ann: httpx.AsyncClient, trespassers: dict[str, httpx.AsyncClient]
) -> None:
    await lives_here(ann)
    before = await kept(ann)
    text = json.loads(before)
    pointed = [text["facts"][0]["id"], text["follow_ups"][0]["id"], text["records"][0]["content"]["key"]]
    for who, client in trespassers.items():
        for spec in house.parts.toolbox.specs():
            for one in pointed if who == "bob" else pointed[:2]:
                heard = (await client.post("/api/turns", json={"text": sentence(spec, one)})).json()
                said = json.dumps([heard["reply"], [e for e in heard["events"] if e["type"] == "tool_finished"]])
                if one != CANARY:
                    assert CANARY not in said, f"{who}: {spec.name} {said[:300]}"
                assert "Ada" not in said, f"{who}: {spec.name}"
    assert await kept(ann) == before

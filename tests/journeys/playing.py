"""Plays a journey: a user's talk with a running server, and what must be true of the world after each sentence.

A turn has `say` or `approve`, and any of these checks: `calls` (each was started, or waits for a yes), `no_calls`,
`pending` (waits for a yes; `none`: nothing does), `actions` (rows of the ledger), `no_actions` (none succeeded),
`follow_ups`, `reply_any`, `reply_none`, `reply_lang`, `asks`. Tools are globs; instants are compared as instants, text
by containment either way, and a list means any of it.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

Json = Any
_CLOSED = ("cancelled", "acknowledged", "missed")


def journeys(folder: Path) -> list[tuple[str, Mapping[str, Json]]]:
    found = [j for file in sorted(folder.glob("*.yaml")) for j in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [(journey["id"], journey) for journey in found]


def play(journey: Mapping[str, Json], client: httpx.Client) -> list[str]:
    """What did not hold, in words; empty when all did."""
    conversation, pending = None, None
    for number, turn in enumerate(journey["turns"], 1):
        if "approve" in turn:
            if pending is None:
                return [f"turn {number}: nothing waits for a yes"]
            decision = "approve" if turn["approve"] else "reject"
            answer = client.post(f"/api/approvals/{pending['id']}", json={"decision": decision})
        else:
            body = {"text": turn["say"], **({"conversation_id": conversation} if conversation else {})}
            answer = client.post("/api/turns", json=body)
        answer.raise_for_status()
        said = answer.json()
        conversation, pending = said.get("conversation_id", conversation), said.get("pending")
        if wrong := list(_check(turn, said, client)):
            return [f"turn {number} ({turn.get('say', 'decision')}): {w}" for w in wrong]
    return []


def _check(turn: Mapping[str, Json], said: Mapping[str, Json], client: httpx.Client) -> Iterator[str]:
    started = [e for e in said.get("events", []) if e.get("type") == "tool_started"]
    pending = said.get("pending")
    touched = [*started, *([pending] if pending else [])]
    yield from _check_calls(turn, started, touched, pending)
    yield from _check_reply(turn, (said.get("reply") or {}).get("text") or "", started)
    if {"actions", "no_actions"} & turn.keys():
        yield from _check_ledger(turn, client.get("/api/actions").json()["items"])
    if {"follow_ups", "no_follow_ups"} & turn.keys():
        rows = [f for f in client.get("/api/follow-ups").json()["items"] if f["state"] not in _CLOSED]
        yield from _check_follow_ups(turn, rows)


def _check_calls(
    turn: Mapping[str, Json], started: Sequence[Json], touched: Sequence[Json], pending: Json
) -> Iterator[str]:
    seen = json.dumps([(c["tool"], c.get("arguments")) for c in touched], ensure_ascii=False)
    for want in turn.get("calls", ()):
        if not any(_is_call(want, call) for call in touched):
            yield f"no call like {want}; got {seen}"
    if turn.get("no_calls") and started:
        yield f"started {seen}"
    want = turn.get("pending")
    if want == "none" and pending:
        yield f"{pending['tool']} waits for a yes"
    if want not in (None, "none") and (pending is None or not _is_call(want, pending)):
        yield f"nothing like {want} waits for a yes; got {seen}"


def _check_reply(turn: Mapping[str, Json], text: str, started: Sequence[Json]) -> Iterator[str]:
    folded = text.casefold()
    if "reply_any" in turn and not any(w.casefold() in folded for w in turn["reply_any"]):
        yield f"the reply has none of {turn['reply_any']}: {text}"
    for word in turn.get("reply_none", ()):
        if word.casefold() in folded:
            yield f"the reply has {word!r}: {text}"
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    if turn.get("reply_lang") == "zh" and han < 2:
        yield f"not Chinese: {text}"
    if turn.get("reply_lang") == "en" and han > max(4, len(text) // 5):
        yield f"not English: {text}"
    if turn.get("asks") and (not re.search(r"[?？]", text) or any(e["effect"].lower() != "read" for e in started)):
        yield f"does not ask: {text}"


def _check_ledger(turn: Mapping[str, Json], rows: Sequence[Json]) -> Iterator[str]:
    seen = [(row["tool"], row["state"]) for row in rows]
    for want in turn.get("actions", ()):
        fits = [r for r in rows if _is_call(want, r) and r["state"] == want.get("state", r["state"])]
        if not any(row.get("receipt") or not want.get("receipt") for row in fits):
            yield f"no action like {want}; got {seen}"
    for tool in turn.get("no_actions", ()):
        if any(fnmatch.fnmatch(name, tool) and state == "succeeded" for name, state in seen):
            yield f"{tool} was done: {seen}"


def _check_follow_ups(turn: Mapping[str, Json], rows: Sequence[Json]) -> Iterator[str]:
    seen = [(row["kind"], row["due_at"], row.get("recurrence")) for row in rows]
    for want in turn.get("follow_ups", ()):
        if not any(_is_follow_up(want, row) for row in rows):
            yield f"no follow-up like {want}; got {seen}"
    for want in turn.get("no_follow_ups", ()):
        if any(_is_follow_up(want, row) for row in rows):
            yield f"there is a follow-up like {want}"


def _is_follow_up(want: Mapping[str, Json], row: Mapping[str, Json]) -> bool:
    kinds = want.get("kind", row["kind"])
    parts = [p.strip() for p in str(want.get("recurrence", "")).split(";") if p.strip()]
    return (
        row["kind"] in (kinds if isinstance(kinds, list) else [kinds])
        and ("due_at" not in want or same(want["due_at"], row["due_at"], want.get("within_s", 60)))
        and all(part in str(row.get("recurrence") or "") for part in parts)
    )


def _is_call(want: Mapping[str, Json], call: Mapping[str, Json]) -> bool:
    arguments = call.get("arguments") or {}
    return fnmatch.fnmatch(call["tool"], want["tool"]) and same(want.get("arguments", {}), arguments)


def same(want: Json, got: Json, within: float = 60.0) -> bool:
    """Whether a value is as wished; instants may be `within` seconds of each other."""
    if isinstance(want, list):
        return any(same(one, got, within) for one in want)
    if isinstance(want, dict):
        return isinstance(got, dict) and all(same(v, got.get(k), within) for k, v in want.items())
    if want is None or isinstance(want, bool) or got is None:
        return bool(want == got)
    instants = [_instant(want), _instant(got)]
    if None not in instants:
        return abs(instants[0] - instants[1]) <= within  # type: ignore[operator]
    if isinstance(want, int | float):
        return str(got).replace(".", "", 1).isdigit() and float(got) == float(want)
    one, other = str(want).casefold().strip(), str(got).casefold().strip()
    return bool(one and other) and (one in other or other in one)


def _instant(value: Json) -> float | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None

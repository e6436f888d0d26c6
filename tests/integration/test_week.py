"""A week with Steward, a day in 36 seconds: alarms that follow the week, medicine, a wish, briefings, a power cut."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from harness import Server

SPEED = 2400.0  # a week in 4 minutes and 12 seconds
START = "2026-11-22T21:30:00+08:00"  # a Sunday evening, on which the week is arranged
MONDAY = datetime.fromisoformat("2026-11-23T06:00:00+08:00")
DAYS = 7


class Person:
    """Answers what rings: always an alarm; medicine except on Wednesday; a suggestion never."""

    def __init__(self, client: httpx.Client) -> None:
        self.client, self.last = client, ""
        self.rung: dict[str, dict[str, Any]] = {}
        self.gone = threading.Event()

    def live(self) -> None:
        while not self.gone.is_set():
            try:
                self._listen()
            except httpx.HTTPError:
                self.gone.wait(0.05)

    def _listen(self) -> None:
        headers = {"Last-Event-ID": self.last} if self.last else {}
        with self.client.stream("GET", "/api/events", headers=headers, timeout=httpx.Timeout(5, read=20)) as answer:
            fields: dict[str, str] = {}
            for line in answer.iter_lines():
                if self.gone.is_set():
                    return
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                    continue
                if fields.get("event") == "delivery":
                    self._take(json.loads(fields["data"]))
                    self.last = fields.get("id", self.last)
                fields = {}

    def _take(self, ring: dict[str, Any]) -> None:
        first = ring["slot_id"] not in self.rung
        self.rung.setdefault(ring["slot_id"], ring)
        skips = "medicine" in ring["say"]["en"].lower() and datetime.fromisoformat(ring["due_at"]).weekday() == 2
        if first and ring["state"] != "missed" and ring["kind"] != "check_in" and not skips:
            self.client.post(f"/api/follow-ups/{ring['follow_up_id']}/ack")

    def days(self, kind: str, *, state: str | None = None) -> list[int]:
        """The days of the week on which that kind came, Monday is 0."""
        rings = [r for r in self.rung.values() if r["kind"] == kind and (state is None or r["state"] == state)]
        return sorted(datetime.fromisoformat(r["due_at"]).weekday() for r in rings)


def _now(client: httpx.Client) -> datetime:
    return datetime.fromisoformat(client.get("/api/me").json()["now"])


def _until(client: httpx.Client, moment: datetime) -> None:
    while (left := (moment - _now(client)).total_seconds()) > 0:
        time.sleep(min(left / SPEED + 0.05, 5))


def _set_up(client: httpx.Client) -> None:
    """What somebody arranges on a Sunday evening."""
    for body in (
        {"kind": "alarm", "due_at": "2026-11-23T07:00:00+08:00", "say": "Get up",
         "recurrence": {"rrule": "FREQ=DAILY", "calendar": "CN-workday"}},
        {"kind": "alarm", "due_at": "2026-11-28T09:30:00+08:00", "say": "Sleep was good", "recurrence":
         {"rrule": "FREQ=WEEKLY;BYDAY=SA,SU"}},
    ):  # fmt: skip
        assert client.post("/api/follow-ups", json=body).status_code == 201
    for day in range(DAYS):
        due = MONDAY + timedelta(days=day, hours=9)
        suggestion = {"kind": "check_in", "due_at": due.isoformat(), "say": "A walk in the park?"}
        assert client.post("/api/follow-ups", json=suggestion).status_code == 201
    for text in ("remind me to take my medicine every day at 9 pm", "give me a briefing every morning at eight"):
        assert client.post("/api/turns", json={"text": text}).status_code == 200
    wish = {"text": "if it rains tomorrow, remind me to take an umbrella"}
    assert client.post("/api/rules", json=wish).status_code == 201


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_a_week_with_steward(make_server: Callable[..., Server]) -> None:
    server = make_server(STEWARD_NOW=START, STEWARD_CLOCK_SPEED=str(SPEED)).start()
    client, ears = server.client(), server.client()
    _set_up(client)
    person = Person(ears)
    thread = threading.Thread(target=person.live, daemon=True)
    thread.start()
    try:
        _until(client, MONDAY + timedelta(days=2, hours=3))
        assert client.post("/api/observations", json={"values": {"rain_tomorrow": 90}}).json()["fired"]
        assert not client.post("/api/observations", json={"values": {"rain_tomorrow": 90}}).json()["fired"]
        _until(client, MONDAY + timedelta(days=3, hours=6))
        server.kill()
        server.start()
        _until(client, MONDAY + timedelta(days=DAYS))
        _judge(client, person)
    finally:
        person.gone.set()
        client.close()


def _judge(client: httpx.Client, person: Person) -> None:
    """Every day had what it should have, once; the page shows what was missed."""
    assert person.days("alarm") == [0, 1, 2, 3, 4, 5, 6]
    assert person.days("briefing") == [0, 1, 2, 3, 4, 5, 6]
    rows = client.get("/api/follow-ups", params={"state": "all"}).json()["items"]
    medicine = next(row for row in rows if "medicine" in row["say"]["en"].lower())
    assert medicine["state"] == "scheduled"
    slots = Counter(slot for slot, ring in person.rung.items() if ring["follow_up_id"] == medicine["id"])
    assert len(slots) == DAYS
    answers = {datetime.fromisoformat(d["due_at"]).weekday(): d["state"] for d in medicine["deliveries"]}
    assert answers == {2: "missed", 3: "acknowledged", 4: "acknowledged", 5: "acknowledged", 6: "acknowledged"}
    # A suggestion that nobody answers comes twice, after a pause once more, and then not again.
    assert person.days("check_in", state="queued") == [0, 1, 4]
    assert person.days("check_in", state="missed") == [2, 3, 5, 6]
    umbrella = [ring for ring in person.rung.values() if "umbrella" in ring["say"]["en"]]
    assert len(umbrella) == 1
    talks = client.get("/api/conversations", params={"limit": 100}).json()["items"]
    turns = [client.get(f"/api/conversations/{talk['id']}").json()["turns"][0] for talk in talks]
    assert sum(turn["source"] == "schedule" for turn in turns) == DAYS + 3

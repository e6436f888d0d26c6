"""A week with Steward: alarms that follow the week, medicine, a wish, briefings, a power cut.

The clock runs six hundred times as fast; hours in which nothing happens are skipped.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import Server
from listener import Listener

SPEED = 600.0
START = "2026-11-22T21:30:00+08:00"  # a Sunday evening, on which the week is arranged
MONDAY = datetime.fromisoformat("2026-11-23T00:00:00+08:00")
DAYS = 7
WEDNESDAY, SATURDAY = 2, 5
WATCHED = timedelta(minutes=4)  # around each moment at which something is due
SERVER = str(Path(__file__).parents[1] / "skipping_server.py")


class Person:
    """Answers what rings: always an alarm; medicine except on Wednesday; a suggestion never."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.screen = Listener(client, self._answer).start()

    @property
    def rung(self) -> dict[str, dict[str, Any]]:
        return dict(self.screen.rung)

    def _answer(self, ring: dict[str, Any]) -> None:
        skips = "medicine" in ring["say"]["en"].lower() and _due(ring).weekday() == WEDNESDAY
        if ring["state"] != "missed" and ring["kind"] != "check_in" and not skips:
            self.client.post(f"/api/follow-ups/{ring['follow_up_id']}/ack")

    def days(self, kind: str, *, state: str | None = None) -> list[int]:
        """The days of the week on which that kind came, Monday is 0."""
        rings = [r for r in self.rung.values() if r["kind"] == kind and (state is None or r["state"] == state)]
        return sorted(_due(ring).weekday() for ring in rings)

    def wait_for(self, due: datetime) -> None:
        """Until what is due then has come."""
        until = time.monotonic() + 30
        while not any(_due(ring) == due for ring in self.rung.values()):
            assert time.monotonic() < until, f"nothing came at {due}"
            time.sleep(0.02)


def _due(ring: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(ring["due_at"])


def _live_until(client: httpx.Client, moment: datetime) -> None:
    """Nothing happens before the last minute; then the clock runs."""
    now = datetime.fromisoformat(client.get("/api/me").json()["now"])
    if moment - now > timedelta(minutes=1):
        to = (moment - timedelta(minutes=1)).isoformat()
        now = datetime.fromisoformat(client.post("/api/test/clock", json={"to": to}).json()["now"])
    time.sleep(max(0.0, (moment - now).total_seconds() / SPEED))


def _live_day(client: httpx.Client, person: Person, day: int) -> None:
    """Through every moment at which something is due, and the minutes after it."""
    clocks = ("07:00", "08:00", "15:00", "21:00") if day < SATURDAY else ("08:00", "09:30", "15:00", "21:00")
    for clock in clocks:
        hour, minute = map(int, clock.split(":"))
        due = MONDAY + timedelta(days=day, hours=hour, minutes=minute)
        _live_until(client, due)
        person.wait_for(due)
        _live_until(client, due + WATCHED)


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
        due = MONDAY + timedelta(days=day, hours=15)
        suggestion = {"kind": "check_in", "due_at": due.isoformat(), "say": "A walk in the park?"}
        assert client.post("/api/follow-ups", json=suggestion).status_code == 201
    for text in ("remind me to take my medicine every day at 9 pm", "give me a briefing every morning at eight"):
        assert client.post("/api/turns", json={"text": text}).status_code == 200
    wish = {"text": "if it rains tomorrow, remind me to take an umbrella"}
    assert client.post("/api/rules", json=wish).status_code == 201


@pytest.mark.slow
def test_a_week_with_steward(make_server: Callable[..., Server]) -> None:
    server = make_server(STEWARD_NOW=START, STEWARD_CLOCK_SPEED=str(SPEED))
    server.program = (SERVER, "serve")
    server.start()
    client, person = server.client(), Person(server.client())
    try:
        _set_up(client)
        for day in range(DAYS):
            if day == WEDNESDAY:
                _rain_is_coming(client)
            if day == 3:
                server.kill()
                server.start()
            _live_day(client, person, day)
        _live_until(client, MONDAY + timedelta(days=DAYS))
        _judge(client, person)
    finally:
        person.screen.gone.set()
        client.close()


def _rain_is_coming(client: httpx.Client) -> None:
    _live_until(client, MONDAY + timedelta(days=WEDNESDAY, hours=6, minutes=30))
    for fires in (True, False):  # once is enough
        answer = client.post("/api/observations", json={"values": {"rain_tomorrow": 90}})
        assert bool(answer.json()["fired"]) is fires


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

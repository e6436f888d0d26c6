"""The whole way on an accelerated clock: a toothache, an appointment, orders, doses, a return visit booked and kept.

Talks are held while the clock stands; in between the same data folder goes on at four hours a second. Each change of
speed is a power cut, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from harness import Server

FAST = "14400"
START = "2026-11-23T09:00:00+02:00"


class Life:
    """One person and their server, whose clock stands or runs."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client: httpx.Client = server.new_user("en", "Europe/Helsinki")
        self.talk: str | None = None

    def say(self, text: str, *, fresh: bool = False) -> dict[str, Any]:
        body = {"text": text, **({"conversation_id": self.talk} if self.talk and not fresh else {})}
        answer = self.client.post("/api/turns", json=body)
        assert answer.status_code == 200, answer.text
        turn: dict[str, Any] = answer.json()
        self.talk = turn["conversation_id"]
        return turn

    def agree(self, turn: dict[str, Any], tool: str) -> dict[str, Any]:
        assert turn["pending"] is not None, turn["reply"]["text"]
        assert turn["pending"]["tool"] == tool
        answer = self.client.post(f"/api/approvals/{turn['pending']['id']}", json={"decision": "approve"})
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def now(self) -> datetime:
        return datetime.fromisoformat(self.client.get("/api/me").json()["now"])

    def pass_until(self, moment: datetime, also: Callable[[], bool] = lambda: True) -> None:
        """Let the clock run until then, and until what it has begun is done."""
        self._at_speed(FAST)
        while self.now() < moment or not also():
            time.sleep(0.1)
        self._at_speed("0")

    def rows(self, prefix: str) -> list[dict[str, Any]]:
        found = self.client.get("/api/follow-ups", params={"state": "all", "limit": 200}).json()["items"]
        return [row for row in found if row["key"].startswith(prefix)]

    def rung(self, prefix: str) -> int:
        return sum(len(row["deliveries"]) for row in self.rows(prefix))

    def begun(self) -> str:
        """Goes on with the conversation that the assistant began; its first words, "" while there are none."""
        for one in self.client.get("/api/conversations", params={"limit": 100}).json()["items"]:
            first = self.client.get(f"/api/conversations/{one['id']}").json()["turns"][0]
            if first["source"] == "schedule" and first["reply"]:
                self.talk = one["id"]
                return str(first["reply"]["text"])
        return ""

    def _at_speed(self, speed: str) -> None:
        self.server.kill()
        self.server.settings["STEWARD_CLOCK_SPEED"] = speed
        self.server.start()


def slots(turn: dict[str, Any]) -> list[dict[str, Any]]:
    return next(list(c["data"]["slots"]) for c in turn["reply"]["cards"] if c["type"] == "slots")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_from_a_toothache_to_the_return_visit(make_server: Callable[..., Server]) -> None:
    life = Life(make_server(STEWARD_NOW=START).start())

    turn = life.say("I have had a toothache for two days, it is bad")
    for answer in ("nothing else", "no", "no"):
        assert "?" in turn["reply"]["text"]
        turn = life.say(answer)
    assert "not a diagnosis" in turn["reply"]["text"]
    turn = life.say("yes")
    visit = datetime.fromisoformat(slots(turn)[0]["start"])
    life.agree(life.say("the first one"), "medical__book")

    life.pass_until(visit + timedelta(hours=4))
    assert life.rung("leave:") == 1
    assert life.rung("after:") >= 1

    told = "the doctor told me to take amoxicillin three times a day for five days and come back in four days"
    assert "encrypted" in life.say(told, fresh=True)["reply"]["text"]
    assert any(card["type"] == "care_plan" for card in life.say("yes")["reply"]["cards"])
    offered = life.rows("return-times:")[0]

    life.pass_until(datetime.fromisoformat(offered["due_at"]), also=lambda: bool(life.begun()))
    assert life.rung("dose:") >= 3
    assert "?" in life.say("I forgot my medicine", fresh=True)["reply"]["text"]
    begun = life.begun()
    assert "return visit" in begun
    assert "Which one?" in begun
    life.agree(life.say("the first one"), "medical__book")
    assert [row for row in life.rows("return:") if row["state"] == "scheduled"] == []

    second = next(row for row in life.rows("leave:") if row["state"] == "scheduled")
    life.pass_until(datetime.fromisoformat(second["due_at"]) + timedelta(hours=1))
    assert life.rung("leave:") == 2
    booked = [a for a in life.client.get("/api/actions").json()["items"] if a["tool"] == "medical__book"]
    assert [a["state"] for a in booked] == ["succeeded", "succeeded"]

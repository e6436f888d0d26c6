"""The real server: what comes by itself, replay, restarts, lines that are cut, and what a fresh machine sees."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
from harness import OWNER_TOKEN, Server

pytestmark = pytest.mark.timeout(300)
REAL = {"STEWARD_NOW": "2026-11-23T09:00:00+08:00", "STEWARD_CLOCK_SPEED": "60"}


class Screen:
    """A page that listens: events come into `events` until it is closed."""

    def __init__(self, client: httpx.Client, last: str | None = None) -> None:
        self.events: Queue[tuple[str, Any, str | None]] = Queue()
        headers = {"Last-Event-ID": last} if last is not None else {}
        self._open = client.stream("GET", "/api/events", headers=headers, timeout=None)
        self._response = self._open.__enter__()
        assert self._response.status_code == 200
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self._response.iter_lines():
                if not line:
                    if "data" in fields:
                        data = json.loads(fields["data"])
                        self.events.put((fields.get("event", "message"), data, fields.get("id")))
                    fields = {}
                elif not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    fields[name] = value
        except httpx.HTTPError:
            pass

    def next(self, name: str, seconds: float = 20) -> tuple[Any, str | None]:
        """The next event of that name, past any others."""
        while True:
            got, data, number = self.events.get(timeout=seconds)
            if got == name:
                return data, number

    def close(self) -> None:
        self._response.close()


@contextmanager
def screen(client: httpx.Client, last: str | None = None) -> Iterator[Screen]:
    opened = Screen(client, last)
    try:
        yield opened
    finally:
        opened.close()


def _remind(client: httpx.Client, due_at: str, say: str = "tea") -> str:
    answer = client.post("/api/follow-ups", json={"kind": "reminder", "due_at": due_at, "say": say})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_ring_comes_by_itself_and_once(make_server: Callable[..., Server]) -> None:
    server = make_server(**REAL).start()
    user = server.new_user()
    now = user.get("/api/me").json()["now"]
    with screen(user) as page:
        user.post("/api/follow-ups", json={"kind": "timer", "due_at": _later(now, 4), "say": "egg"})
        ring, number = page.next("delivery")
    assert (ring["kind"], ring["say"]["en"], ring["state"]) == ("timer", "egg", "queued")
    assert ring["slot_id"].startswith(ring["follow_up_id"])
    assert number == "1"
    assert ring["late_seconds"] <= 60, "a second of the machine is a minute here"


def _later(now: str, minutes: int) -> str:
    return (datetime.fromisoformat(now) + timedelta(minutes=minutes)).isoformat()


def test_what_a_screen_missed_is_replayed_after_its_last_event(make_server: Callable[..., Server]) -> None:
    server = make_server(**REAL).start()
    user = server.new_user()
    now = user.get("/api/me").json()["now"]
    with screen(user) as page:
        for minute in (3, 4, 5):
            _remind(user, _later(now, minute), f"number {minute}")
        rings = [page.next("delivery") for _ in range(3)]
    with screen(user, last=rings[0][1]) as again:
        replayed = [again.next("delivery")[0]["slot_id"] for _ in range(2)]
    assert replayed == [ring["slot_id"] for ring, _ in rings[1:]]
    user.post(f"/api/follow-ups/{rings[0][0]['follow_up_id']}/ack")
    with screen(user) as fresh:
        unanswered = {fresh.next("delivery")[0]["slot_id"] for _ in range(2)}
    assert unanswered == {ring["slot_id"] for ring, _ in rings[1:]}


def test_another_users_ring_is_not_heard(make_server: Callable[..., Server]) -> None:
    server = make_server(**REAL).start()
    ann, bob = server.new_user(), server.new_user()
    now = ann.get("/api/me").json()["now"]
    with screen(ann) as hers, screen(bob) as his:
        _remind(ann, _later(now, 3))
        hers.next("delivery")
        bob.post("/api/turns", json={"text": "stop"})
        his.next("turn")
        assert "delivery" not in [name for name, _, _ in his.events.queue]


def test_every_open_screen_hears_of_a_turn_and_of_changes(server: Server) -> None:
    user = server.new_user()
    with screen(user) as phone, screen(user) as laptop:
        turn = user.post("/api/turns", json={"text": "stop"}).json()
        for page in (phone, laptop):
            assert page.next("turn")[0]["turn_id"] == turn["turn_id"]
        _remind(user, "2026-11-23T18:00:00+08:00")
        for page in (phone, laptop):
            page.next("follow_ups_changed")


def test_it_rings_late_after_a_power_cut_and_says_how_late(make_server: Callable[..., Server]) -> None:
    server = make_server(**REAL).start()
    user = server.new_user()
    now = user.get("/api/me").json()["now"]
    _remind(user, _later(now, 3))
    server.kill()
    time.sleep(3.5)  # three and a half minutes of the assistant's time: it is due while nobody is there
    server.start()
    with screen(user) as page:
        ring, _ = page.next("delivery")
    assert ring["late_seconds"] > 0
    assert datetime.fromisoformat(ring["due_at"]) == datetime.fromisoformat(_later(now, 3))


def test_a_standing_clock_stands_over_restarts_and_nothing_rings_by_itself(make_server: Callable[..., Server]) -> None:
    server = make_server().start()
    with server.client() as owner:
        _remind(owner, "2026-11-23T09:00:01+08:00")
    server.kill()
    server.settings["STEWARD_NOW"] = "2030-01-01T00:00:00+08:00"
    server.start()
    with server.client() as owner:
        assert owner.get("/api/me").json()["now"] == "2026-11-23T09:00:00+08:00"
        assert owner.get("/api/follow-ups").json()["items"][0]["state"] == "scheduled"


def test_stopping_is_quick_though_screens_are_open(make_server: Callable[..., Server]) -> None:
    server = make_server().start()
    with server.client() as owner, screen(owner):
        assert server.stop() == 0
    assert not (server.folder / "data" / "server.json").exists()


def test_a_turn_goes_on_though_the_client_hangs_up(server: Server) -> None:
    user = server.new_user()
    with screen(user) as page:
        body = {"text": "remind me to call Ann at 6 pm"}
        with user.stream("POST", "/api/turns", json=body, headers={"Accept": "text/event-stream"}) as answer:
            assert answer.status_code == 200
        page.next("turn")
    assert len(user.get("/api/follow-ups").json()["items"]) == 1


def test_the_log_of_a_quiet_day_has_nothing_personal(server: Server) -> None:
    user = server.new_user()
    user.post("/api/turns", json={"text": "remember that my secret word is heliotrope"})
    user.get("/api/memory/search", params={"q": "heliotrope"})
    user.get("/api/conversations/heliotrope")
    log = server.log.read_text()
    assert "heliotrope" not in log
    assert OWNER_TOKEN not in log
    assert "Traceback" not in log


@pytest.mark.parametrize("mode", [0o700])
def test_the_data_folder_is_private(server: Server, mode: int) -> None:
    folder: Path = server.folder / "data"
    assert folder.stat().st_mode & 0o777 == mode
    for name in ("server.json", "master.key", "steward.db"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name

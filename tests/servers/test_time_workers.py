"""The large form: a server that only shows, workers that ring, PostgreSQL between them; a worker may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from harness import Server
from listener import Listener
from servers.test_memory_on_postgres import empty, server  # noqa: F401 - fixtures

ALARMS = 20


@contextmanager
def working(house: Server) -> Iterator[subprocess.Popen[bytes]]:
    """`steward worker` with two processes."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("STEWARD_")}
    with house.log.open("ab") as out:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "worker"], env={**clean, **house.settings}, stdout=out, stderr=out
        )
    try:
        yield supervisor
    finally:
        supervisor.terminate()
        assert supervisor.wait(30) == 0


def workers(supervisor: subprocess.Popen[bytes]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split()]


def _until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.slow
def test_workers_ring_on_the_servers_screens_also_when_they_are_killed(
    make_server: Callable[..., Server],
    empty: str,  # noqa: F811
) -> None:
    # A minute of the alarms' clock is a second: each is due ten seconds after it was set.
    house = make_server(STEWARD_DATABASE_URL=empty, STEWARD_CLOCK="pgqueuer", STEWARD_CLOCK_SPEED="60").start()
    client = house.client()
    screen = Listener(house.client()).start()
    try:
        with working(house) as supervisor:
            _until(lambda: len(workers(supervisor)) == 2)
            wanted = set()
            for number in range(ALARMS):
                due = datetime.fromisoformat(client.get("/api/me").json()["now"]) + timedelta(minutes=10)
                body = {"kind": "reminder", "due_at": due.isoformat(), "say": f"wish {number}"}
                answer = client.post("/api/follow-ups", json=body)
                assert answer.status_code == 201, answer.text
                wanted.add(answer.json()["id"])
            _until(lambda: len(screen.rung) > 2)
            for _ in range(2):
                os.kill(workers(supervisor)[0], signal.SIGKILL)
                time.sleep(1)
            _until(lambda: {ring["follow_up_id"] for ring in tuple(screen.rung.values())} == wanted)
    finally:
        screen.gone.set()
        client.close()
    assert set(Counter(ring["follow_up_id"] for ring in screen.rung.values()).values()) == {1}

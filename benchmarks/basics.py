"""How fast, how small: a real server, its turns, its start, its memory, and 10,000 reminders that wait or fall due.

    python -m benchmarks.basics [--turns 200] [--follow-ups 10000]

CPU seconds are the server's own (all threads), so that a busy machine changes them little; wall times stand beside.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

TOKEN = "benchmark-owner-token-0123456789"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SENTENCES = [
    "wake me up at quarter to seven tomorrow",
    "set a timer for 12 minutes",
    "remind me to take out the trash every Thursday at 8 pm",
    "明天早上七点半叫我起床",
    "二十分钟后提醒我给妈妈打电话",
    "what time is it",
    "记住我不吃辣",
    "where do I work",
]


class Served:
    """`steward serve` on a free port and a data folder of its own."""

    def __init__(self, folder: Path, speed: str = "0") -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("STEWARD_")}
        self.env = clean | {
            "STEWARD_DATA_DIR": str(folder),
            "STEWARD_PORT": str(self.port),
            "STEWARD_TOKEN": TOKEN,
            "STEWARD_NOW": START.isoformat(),
            "STEWARD_CLOCK_SPEED": speed,
            "STEWARD_WHISPER_MODEL": "./no-model-here",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until page and text are up."""
        begun = time.perf_counter()
        command = [sys.executable, "-m", "api.cli", "serve"]
        self.process = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while time.perf_counter() - begun < 120:
            try:
                if httpx.get(f"{self.base}/readyz", trust_env=False).status_code == 200:
                    return time.perf_counter() - begun
            except httpx.HTTPError:
                time.sleep(0.02)
        raise SystemExit("the server does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)

    def client(self, token: str = TOKEN) -> httpx.Client:
        return httpx.Client(
            base_url=self.base, headers={"Authorization": f"Bearer {token}"}, timeout=120, trust_env=False
        )

    def cpu(self) -> float:
        """CPU seconds the server has used."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """MB."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def served(speed: str = "0") -> Iterator[Served]:
    with tempfile.TemporaryDirectory() as folder:
        made = Served(Path(folder), speed)
        try:
            yield made
        finally:
            made.stop()


def new_user(server: Served) -> httpx.Client:
    with server.client() as owner:
        body = {"name": "Somebody", "language": "en", "timezone": "Asia/Shanghai"}
        return server.client(owner.post("/api/users", json=body).raise_for_status().json()["token"])


def turns(server: Served, client: httpx.Client, count: int) -> tuple[float, float]:
    """CPU and median wall milliseconds of a turn."""
    walls = []
    begun = server.cpu()
    for number in range(count):
        at = time.perf_counter()
        client.post("/api/turns", json={"text": SENTENCES[number % len(SENTENCES)]}).raise_for_status()
        walls.append(time.perf_counter() - at)
    return (server.cpu() - begun) / count * 1000, statistics.median(walls) * 1000


def put_follow_ups(client: httpx.Client, count: int, due: datetime, spread: timedelta) -> None:
    for number in range(count):
        at = due + spread * random.random()
        body = {
            "kind": "reminder",
            "due_at": at.isoformat(),
            "timezone": "Asia/Shanghai",
            "say": {"zh": f"第{number}件", "en": f"Thing {number}"},
        }
        client.post("/api/follow-ups", json=body).raise_for_status()


def burst(count: int) -> tuple[int, float, float]:
    """`count` reminders due at one instant: how many rang, and the median and p99 seconds from due to the client."""
    with served(speed="1") as server:
        server.start()
        client = new_user(server)
        # Far enough ahead that all of them are in before they are due.
        lead = timedelta(seconds=20 + count * 0.06)
        due_clock = time.time() + lead.total_seconds()
        put_follow_ups(client, count, START + lead, timedelta(0))
        heard: list[float] = []
        done = threading.Event()

        def listen() -> None:
            with client.stream("GET", "/api/events", timeout=None) as stream:
                for line in stream.iter_lines():
                    if line.startswith("data:") and '"slot_id"' in line:
                        heard.append(time.time())
                        if len(heard) >= count:
                            done.set()
                            return

        threading.Thread(target=listen, daemon=True).start()
        done.wait(lead.total_seconds() + 60)
        base = json.loads((server.folder / "clock.json").read_text()) if (server.folder / "clock.json").exists() else {}
        if base:
            anchor = float(base["anchor"]) + (datetime.fromisoformat(base["base"]) - START).total_seconds() * -1
            due_clock = anchor + lead.total_seconds()
        late = sorted(moment - due_clock for moment in heard) or [float("nan")]
        return len(heard), statistics.median(late), late[int(len(late) * 0.99) - 1]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--turns", type=int, default=200)
    reader.add_argument("--follow-ups", type=int, default=10_000)
    reader.add_argument("--burst", type=int, default=1_000, help="reminders due at one instant")
    asked = reader.parse_args()
    table = Table(title="How fast, how small", caption=f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for column in ("figure", "measured", "reach"):
        table.add_column(column)
    with served() as server:
        table.add_row("first start of a new folder to ready, wall", f"{server.start():.1f} s", "")
        client = new_user(server)
        turns(server, client, 20)
        cpu, wall = turns(server, client, asked.turns)
        table.add_row("turn through the local planner, CPU", f"{cpu:.1f} ms", "<= 15 ms")
        table.add_row("the same, wall, median (with its fsyncs)", f"{wall:.1f} ms", "")
        table.add_row("resident, no speech model", f"{server.resident():.0f} MB", "<= 250 MB")
        server.stop()
        table.add_row("second start to ready, wall", f"{server.start():.1f} s", "<= 4 s")
        table.add_row("second start to ready, CPU", f"{server.cpu():.1f} s", "")
        client = new_user(server)
        turns(server, client, 20)  # what a start still has to learn is no part of the difference
        before, _ = turns(server, client, asked.turns)
        put_follow_ups(client, asked.follow_ups, START + timedelta(days=30), timedelta(days=300))
        full, _ = turns(server, client, asked.turns)
        table.add_row(f"a turn with {asked.follow_ups:,} pending adds, CPU", f"{full - before:+.1f} ms", "<= 5 ms")
    rang, middle, worst = burst(asked.burst)
    table.add_row(f"{asked.burst:,} due at once: rang", f"{rang:,}", f"{asked.burst:,}")
    table.add_row("the same: due to client, median / p99", f"{middle:.2f} / {worst:.2f} s", "<= 1 s")
    Console().print(table)


if __name__ == "__main__":
    main()

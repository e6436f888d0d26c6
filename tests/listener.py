"""A screen that never goes away: it listens to what comes by itself, and after a power cut asks for what it missed."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Listener:
    """Knows each slot once (`rung`), counts what it was sent (`received`); `react` hears of each slot's first ring."""

    client: httpx.Client
    react: Callable[[dict[str, Any]], None] = lambda ring: None
    rung: dict[str, dict[str, Any]] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    gone: threading.Event = field(default_factory=threading.Event)
    last: str = ""

    def start(self) -> Listener:
        threading.Thread(target=self._live, daemon=True).start()
        return self

    def _live(self) -> None:
        while not self.gone.is_set():
            try:
                self._listen()
            except httpx.HTTPError:
                self.gone.wait(0.05)

    def _listen(self) -> None:
        headers = {"Last-Event-ID": self.last} if self.last else {}
        with self.client.stream("GET", "/api/events", headers=headers, timeout=httpx.Timeout(5, read=60)) as answer:
            fields: dict[str, str] = {}
            for line in answer.iter_lines():
                if self.gone.is_set():
                    return
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                else:
                    self._take(fields)
                    fields = {}

    def _take(self, fields: dict[str, str]) -> None:
        if fields.get("event") == "delivery":
            ring = json.loads(fields["data"])
            self.received[ring["slot_id"]] += 1
            if ring["slot_id"] not in self.rung:
                self.rung[ring["slot_id"]] = ring
                self.react(ring)
        self.last = fields.get("id", self.last)

"""The hub: what happens for a user reaches every screen they have open. In process; nothing here is the truth."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_ROOM = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One server-sent event. `sequence` is there for what can be replayed."""

    name: str
    data: Any
    sequence: int | None = None


class Line:
    """One open screen. A screen that does not read is cut off; it comes back and replays from where it was."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Notice | None] = asyncio.Queue(_ROOM)

    def put(self, notice: Notice) -> None:
        try:
            self.queue.put_nowait(notice)
        except asyncio.QueueFull:
            self.close()

    def close(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    def __init__(self) -> None:
        self._lines: dict[str, set[Line]] = defaultdict(set)
        self.closing = False

    @property
    def open_lines(self) -> int:
        return sum(len(lines) for lines in self._lines.values())

    @contextmanager
    def listen(self, user_id: str) -> Iterator[Line]:
        line = Line()
        self._lines[user_id].add(line)
        if self.closing:
            line.close()
        try:
            yield line
        finally:
            self._lines[user_id].discard(line)
            if not self._lines[user_id]:
                del self._lines[user_id]

    def publish(self, user_id: str, notice: Notice) -> None:
        for line in tuple(self._lines.get(user_id, ())):
            line.put(notice)

    def hang_up(self, user_id: str) -> None:
        for line in tuple(self._lines.get(user_id, ())):
            line.close()

    def close(self) -> None:
        """Ends every open line, so that a server asked to stop does not wait for browsers."""
        self.closing = True
        for user_id in tuple(self._lines):
            self.hang_up(user_id)

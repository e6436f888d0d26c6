"""The hub: what happens for a user reaches every screen they have open. In process; nothing here is the truth."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.wire import delivery_shape
from assistant.types import Delivery

_ROOM = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One server-sent event. `sequence` is there for what can be replayed; `more` came in the same moment."""

    name: str
    data: Any
    sequence: int | None = None
    more: tuple[Notice, ...] = ()


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
    """`elsewhere` carries a notice on to the screens that other processes hold open, where there are any."""

    def __init__(self) -> None:
        self._lines: dict[str, set[Line]] = defaultdict(set)
        self.closing = False
        self.elsewhere: Callable[[str, Notice], None] | None = None

    @property
    def open_lines(self) -> int:
        return sum(len(lines) for lines in self._lines.values())

    @property
    def listeners(self) -> frozenset[str]:
        return frozenset(self._lines)

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
        self.show(user_id, notice)
        if self.elsewhere is not None:
            self.elsewhere(user_id, notice)

    def show(self, user_id: str, notice: Notice) -> None:
        """On the screens of this process only."""
        for line in tuple(self._lines.get(user_id, ())):
            line.put(notice)

    def ring(self, batch: Sequence[Delivery]) -> None:
        """Deliveries that were just committed; those of one user go out as one piece."""
        heard: defaultdict[str, list[Notice]] = defaultdict(list)
        for delivery in batch:
            if delivery.user_id in self._lines:
                data = delivery_shape(delivery)
                heard[delivery.user_id].append(Notice(name="delivery", data=data, sequence=delivery.sequence))
        for user_id, (first, *rest) in heard.items():
            self.show(user_id, Notice(name=first.name, data=first.data, sequence=first.sequence, more=tuple(rest)))

    def hang_up(self, user_id: str) -> None:
        for line in tuple(self._lines.get(user_id, ())):
            line.close()

    def hang_up_all(self) -> None:
        """Every screen comes back by itself and asks for what it missed."""
        for user_id in tuple(self._lines):
            self.hang_up(user_id)

    def close(self) -> None:
        """Ends every open line, so that a server asked to stop does not wait for browsers."""
        self.closing = True
        self.hang_up_all()

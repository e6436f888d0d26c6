"""A clock that stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.moments import require_zone

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday; nine in the morning in Shanghai


class FakeClock:
    """Fulfils `assistant.ports.Clock`."""

    def __init__(self, now: datetime = START) -> None:
        self._now = require_zone(now)

    def now(self) -> datetime:
        return self._now

    def advance(self, **span: float) -> datetime:
        """Let time pass: `advance(minutes=20)`; returns the new time."""
        self._now += timedelta(**span)
        return self._now

    def set(self, now: datetime) -> None:
        self._now = require_zone(now)

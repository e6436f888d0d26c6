"""What time it is for the assistant: the machine's clock, or a demonstration's that starts elsewhere and runs on."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.moments import parse_instant, require_zone

_FILE = "clock.json"


def machine_now() -> datetime:
    """The machine's time, for leases and sign-ins: a demonstration's clock must not end them."""
    return datetime.now(UTC)


class SteadyClock:
    """`base` is the assistant's time at the machine's `anchor` (seconds since 1970); from there it runs at `speed`."""

    def __init__(
        self, *, base: datetime, anchor: float, speed: float = 1.0, machine: Callable[[], float] = time.time
    ) -> None:
        self.base, self.anchor, self.speed, self._machine = require_zone(base), anchor, speed, machine

    def now(self) -> datetime:
        return self.base + timedelta(seconds=(self._machine() - self.anchor) * self.speed)

    def seconds_until(self, moment: datetime) -> float | None:
        """Seconds of the machine until that moment, 0 when it is past, None when the clock stands still before it."""
        ahead = (moment - self.now()).total_seconds()
        if ahead <= 0:
            return 0.0
        return ahead / self.speed if self.speed > 0 else None


def open_clock(
    folder: Path, *, start: datetime | None, speed: float, machine: Callable[[], float] = time.time
) -> SteadyClock:
    """The clock of that data folder. `start` counts only for a new folder; an old one's clock goes on.

    A folder that never had a time of its own and runs at speed 1 simply follows the machine.
    """
    file, real = folder / _FILE, machine()
    kept = _read(file, real, machine)
    if kept is None and (start is None or (folder / "steward.db").exists()):
        if speed == 1.0:
            return SteadyClock(base=datetime.fromtimestamp(real, UTC), anchor=real, machine=machine)
        start = datetime.fromtimestamp(real, UTC)
    base = kept or start or datetime.fromtimestamp(real, UTC)
    clock = SteadyClock(base=base, anchor=real, speed=speed, machine=machine)
    _write(file, clock)
    return clock


def _read(file: Path, real: float, machine: Callable[[], float]) -> datetime | None:
    """Where a kept clock stands now, at the speed it had when it was last opened."""
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        base, anchor, speed = parse_instant(row["base"]), float(row["anchor"]), float(row["speed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # A machine whose clock was set back must not take the assistant back with it.
    return SteadyClock(base=base, anchor=min(anchor, real), speed=speed, machine=machine).now()


def _write(file: Path, clock: SteadyClock) -> None:
    row = {"base": clock.base.isoformat(), "anchor": clock.anchor, "speed": clock.speed}
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(row), encoding="utf-8")
    os.replace(part, file)

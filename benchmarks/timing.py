"""How late, how much is lost: real servers and workers on data filled beforehand, their clients on loopback.

`python -m benchmarks.timing`. The column "elsewhere" repeats what schedulers with one job per reminder reached on the
same kind of machine (an APScheduler job store, and queues on PostgreSQL); only the others are of this run. CPU is that
of our own processes, without PostgreSQL's.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from benchmarks.timing_ground import Ground, Screen, arm, fill, ground, postgres, users
from benchmarks.timing_years import alarms_over_years

PEOPLE = 20


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1] if values else float("nan")


@dataclass
class Burst:
    late: dict[str, list[float]]  # seconds by kind, of each slot's first ring
    cpu: float  # microseconds per ring
    lost: int
    repeats: int


async def burst(server: str | None, plan: dict[str, int], *, others: int, patience: float, cut: bool = False) -> Burst:
    """So many due at one instant, with `others` waiting for later; with `cut`, `kill -9` once a second meanwhile."""
    async with ground(server) as here:
        store = here.open()
        crowd = await users(store, PEOPLE)
        due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=patience)
        for user_id, _ in crowd:
            for kind, count in plan.items():
                await fill(store, user_id, kind, due, count // PEOPLE)
            if others:
                await fill(store, user_id, "reminder", due + timedelta(days=30), others // PEOPLE, step=240)
        await arm(here, store)
        store.close()
        screens = [Screen(here.port, token) for _, token in crowd]
        return await _rung(here, screens, due, sum(plan.values()), cut)


async def _rung(here: Ground, screens: list[Screen], due: datetime, want: int, cut: bool) -> Burst:
    here.start()
    await here.ready()
    listening = asyncio.gather(*(screen.listen(want // PEOPLE) for screen in screens))
    left = due.timestamp() - time.time()
    if left < 6:
        raise SystemExit(f"filling took {6 - left:.0f} s too long: give more --patience")
    await asyncio.sleep(left - 0.5)
    begun = here.cpu()
    cutting = asyncio.create_task(_cut(here, due)) if cut else None
    with suppress(TimeoutError):
        await asyncio.wait_for(listening, 180)
    cpu = here.cpu() - begun
    if cutting is not None:
        cutting.cancel()
    firsts: dict[str, tuple[str, float]] = {}
    received = Counter[str]()
    for screen in screens:
        for slot, kind, at in screen.rings():
            received[slot] += 1
            firsts.setdefault(slot, (kind, at))
    late: dict[str, list[float]] = {}
    for kind, at in firsts.values():
        late.setdefault(kind, []).append(at - due.timestamp())
    return Burst(late, cpu / max(1, len(firsts)) * 1e6, want - len(firsts), received.total() - len(received))


async def _cut(here: Ground, due: datetime) -> None:
    """A server is killed again a second after it has come back: one that is not up yet would ring for nobody."""
    await asyncio.sleep(max(0.0, due.timestamp() - time.time()) + 0.15)
    while True:
        here.cut()
        if not here.url:
            await here.ready()
        await asyncio.sleep(1.0)


async def one_among(server: str | None, count: int) -> float:
    """Milliseconds (median) to find and claim the one that is due while so many wait."""
    async with ground(server) as here:
        store, times = here.open(), []
        [(user_id, _)] = await users(store, 1)
        now = datetime.now(UTC)
        await fill(store, user_id, "reminder", now + timedelta(days=400), count, step=1)
        for number in range(40):
            await fill(store, user_id, "reminder", now - timedelta(seconds=60 - number), 1)
            begun = time.perf_counter()
            [_ring] = await store.due.claim(now, 50)
            times.append((time.perf_counter() - begun) * 1000)
        store.close()
        return sorted(times)[len(times) // 2]


async def restart(server: str | None, count: int = 20) -> tuple[float, float]:
    """(seconds, seconds of CPU) from the start of the processes to the last overdue ring at a client; the second start
    of a data folder, as after a crash."""
    async with ground(server) as here:
        store = here.open()
        [(user_id, token)] = await users(store, 1)
        here.start()
        await here.ready()
        here.stop()
        await fill(store, user_id, "alarm", datetime.now(UTC) - timedelta(minutes=2), count)
        store.close()
        screen, begun = Screen(here.port, token), time.time()
        here.start()
        await asyncio.wait_for(screen.listen(count), 120)
        return time.time() - begun, here.cpu()


async def figures(server: str | None, asked: argparse.Namespace) -> list[str]:
    """One column of the table."""
    flat = [await one_among(server, count) for count in (1_000, asked.future)]
    seconds, cpu = await restart(server)
    lanes = await burst(server, {"alarm": 200, "briefing": 1000}, others=0, patience=asked.patience)
    whole = await burst(server, {"reminder": asked.burst}, others=asked.others, patience=asked.patience)
    cut = await burst(server, {"reminder": asked.burst}, others=0, patience=asked.patience, cut=True)
    return [
        f"{p99(whole.late['reminder']):.2f} s ({whole.cpu:.0f} us CPU each)",
        f"{flat[1]:.1f} ms ({flat[0]:.1f})",
        f"{cut.lost} lost, {cut.repeats} repeats, all in {max(cut.late['reminder']):.0f} s",
        f"{p99(lanes.late['alarm']):.2f} s",
        f"{seconds:.1f} s ({cpu:.1f} s CPU)",
    ]


async def table(asked: argparse.Namespace) -> Table:
    found = Table(title="Time", caption=f"synchronous=FULL, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for column in ("figure", *asked.engines, "elsewhere", "reach"):
        found.add_column(column)
    everything = asked.burst + asked.others
    rows = [
        (
            f"{asked.burst:,} due at once of {everything:,}: p99, due to bytes",
            "1.9-6.6 s / 0.8-3.5 s",
            "<= 1 s / 1.5 s",
        ),
        (f"one due of {asked.future:,} (of 1,000): claimed in", "83-193 ms", "<= 5 ms"),
        (f"kill -9 again and again during {asked.burst:,}", "36-88 % lost", "0 lost"),
        ("alarm p99 beside 1,000 briefings", "-", "<= 1 s"),
        ("restart -> 20 overdue delivered", "-", "<= 3 s"),
    ]
    with ExitStack() as stack:
        columns = []
        for engine in asked.engines:
            server = stack.enter_context(postgres()) if engine == "pgqueuer" else None
            columns.append(await figures(server, asked))
    for number, (figure, elsewhere, reach) in enumerate(rows):
        found.add_row(figure, *(column[number] for column in columns), elsewhere, reach)
    years = await alarms_over_years(asked.alarms)
    found.add_row(f"{asked.alarms:,} alarms over 3 years", *[years] * len(asked.engines), "-", "0 missed, 0 doubled")
    return found


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--burst", type=int, default=10_000)
    reader.add_argument("--others", type=int, default=90_000)
    reader.add_argument("--future", type=int, default=1_000_000)
    reader.add_argument("--alarms", type=int, default=10_000)
    reader.add_argument("--patience", type=float, default=60.0, help="seconds to fill and start in, before all is due")
    reader.add_argument("--engines", nargs="+", choices=("embedded", "pgqueuer"), default=("embedded", "pgqueuer"))
    Console(width=170).print(asyncio.run(table(reader.parse_args())))


if __name__ == "__main__":
    main()

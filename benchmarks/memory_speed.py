"""How much memory costs: recall with many memories and many users, and the write of a turn."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import text

from assistant.changes import PutFact
from assistant.ports import Dialogue
from assistant.types import Fact, Reply, Turn, Utterance
from benchmarks.conversations import chinese
from memory import SqlUnitOfWork, open_store
from memory.tables.columns import micros
from memory.tables.facts import facts
from memory.tables.passages import passages
from memory.words import words

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Row = tuple[str, str, str]
_WARM = 40  # questions before the clock is read
_ASKED = 300


async def speed_rows(folder: Path, sizes: Sequence[tuple[int, int, str]]) -> list[Row]:
    """`sizes`: users, facts each, what to reach."""
    rows = []
    for users, each, reach in sizes:
        store = open_store(folder / f"{users}x{each}")
        people = [await store.people.add(f"u{n}", now=NOW) for n in range(users)]
        for user in people:
            await store.transact(user.id, lambda tx, each=each: fill(tx, each))
        await store.tidying.run()  # as it happens by itself, now and then, in a running system
        cost: list[float] = []
        questions = [asked.text for asked in chinese().asked]
        for number in range(_WARM + _ASKED):
            user = people[number * 7 % users]
            await store.read(user.id, _timed_recall(questions[number % len(questions)], cost))
        cost = cost[_WARM:]
        p95 = quantiles(cost, n=20)[-1]
        rows.append(
            (f"recall, {users} users x {each} facts: CPU p50 / p95", f"{median(cost):.1f} / {p95:.1f} ms", reach)
        )
        store.close()
    return rows


def told(count: int) -> Iterator[str]:
    """Sentences out of the Chinese conversations, each with a number that makes it its own."""
    lines = [line.text for line in chinese().said if len(line.text) > 8]
    return (f"{lines[n % len(lines)]} {n}" for n in range(count))


def fill(tx: SqlUnitOfWork, count: int) -> None:
    """The rows that so many remembered sentences make, written by the thousand: one by one takes an hour."""
    statement = text("INSERT INTO words_of_facts (rowid, tokens) VALUES (:rowid, :tokens)")
    start = int(tx.connection.execute(text("SELECT coalesce(max(seq), 0) FROM passages")).scalar_one())
    sentences = told(count)
    while batch := list(islice(sentences, 1000)):
        rows, found, index = [], [], []
        for said in batch:
            start += 1
            fact = Fact(id=f"f{tx.user_id}{start}", user_id=tx.user_id, text=said, observed_at=NOW, valid_from=NOW)
            rows.append({**tx._row(fact), "observed_us": micros(NOW)})
            length = len(words(said))
            found.append({"seq": start, "user_id": tx.user_id, "kind": "fact", "ref": fact.id, "length": length})
            index.append({"rowid": start, "tokens": " ".join(tx._tokens("fact", said, words(said)))})
        tx.connection.execute(facts.insert(), rows)
        tx.connection.execute(passages.insert(), found)
        tx.connection.execute(statement, index)


def _timed_recall(question: str, cost: list[float]) -> Callable[[Any], None]:
    def work(tx: Any) -> None:
        started = time.thread_time()
        tx.recall(question, now=NOW)
        cost.append((time.thread_time() - started) * 1000)

    return work


async def remember_rows(folder: Path) -> list[Row]:
    """Ten thousand facts told one after another, each a transaction of its own."""
    store = open_store(folder / "burst")
    user = await store.people.add("Ann", now=NOW)
    count, started, began = 1000, time.process_time(), time.perf_counter()
    for said in told(count):
        put = PutFact(text=said)
        await store.transact(user.id, lambda tx, put=put: tx.apply(put, plugin="memory", turn_id=None, now=NOW))
    cpu = (time.process_time() - started) * 1000 / count
    wall = (time.perf_counter() - began) * 1000 / count
    store.close()
    reach = "reach 10,000 in a minute"
    return [("facts remembered one by one: CPU / on the clock each", f"{cpu:.1f} / {wall:.1f} ms", reach)]


async def write_rows(folder: Path) -> list[Row]:
    """Opening and closing a turn, each a transaction of its own, with both lines put into the index."""
    store = open_store(folder / "writing")
    user = await store.people.add("Ann", now=NOW)
    said = [line.text for line in chinese().said if line.role == "user"][:200]
    cpu, wall = [], []
    for number, line in enumerate(said):
        turn = Turn(id=f"t{number}", conversation="c", user=user, utterance=Utterance(text=line), now=NOW)
        reply = Reply(text="好的，记住了，到时候提醒你", language="zh")
        for work in (
            lambda tx, turn=turn: tx.open_turn(turn),
            lambda tx, turn=turn, reply=reply: tx.close_turn(turn, reply, Dialogue(), ()),
        ):
            began, started = time.perf_counter(), time.process_time()
            await store.transact(user.id, work)
            cpu.append((time.process_time() - started) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
    store.close()
    turn_cpu = [a + b for a, b in zip(cpu[::2], cpu[1::2], strict=True)]
    rows = [("write of a turn with its indexes: CPU p50", f"{median(turn_cpu):.1f} ms", "reach 5 ms")]
    return [
        *rows,
        ("  of which on the clock, with 2 x fsync", f"{2 * median(wall):.1f} ms", f"fsync {_fsync(folder):.1f} ms"),
    ]


def _fsync(folder: Path) -> float:
    times = []
    with (folder / "probe").open("wb") as file:
        for _ in range(20):
            file.write(b"x" * 4096)
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - started) * 1000)
    return median(times)

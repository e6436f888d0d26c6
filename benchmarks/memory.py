"""How well and how fast memory finds things. Usage: python -m benchmarks.memory [--locomo locomo10.json] [--large]"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml

from assistant.changes import PutFact
from assistant.ports import Dialogue
from assistant.types import Reply, Turn, User, Utterance
from benchmarks.baselines import Bm25, plain_bigrams, split_words
from benchmarks.conversations import Asked, Talk, chinese, locomo
from memory import SqlStore, open_store
from memory.words import words

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
UPDATED = Path(__file__).parent / "data" / "updated_facts.yaml"
AT = (5, 10, 20)
Row = tuple[str, str, str]
Finder = Callable[[Talk, Asked], Sequence[str]]


def recalls(talks: Iterable[Talk], find: Finder) -> dict[int, float]:
    """Share of the evidence among the first 5, 10 and 20 lines, in percent, averaged over the questions."""
    found: dict[int, list[float]] = {k: [] for k in AT}
    for talk in talks:
        for asked in talk.asked:
            ids = find(talk, asked)
            for k in AT:
                found[k].append(len(asked.evidence.intersection(ids[:k])) / len(asked.evidence))
    return {k: 100 * sum(values) / len(values) for k, values in found.items()}


def baseline(tokens: Callable[[str], list[str]], neighbours: float = 0.0) -> Finder:
    indexes: dict[str, Bm25] = {}

    def find(talk: Talk, asked: Asked) -> list[str]:
        if talk.name not in indexes:
            indexes[talk.name] = Bm25([line.text for line in talk.said], tokens, neighbours=neighbours)
        return [talk.said[n].id for n in indexes[talk.name].best(asked.text, max(AT))]

    return find


async def remember(store: SqlStore, talk: Talk) -> User:
    """The conversation as a user's turns; lines of the assistant as replies."""
    user = await store.people.add(talk.name, now=NOW)

    def work(tx: Any) -> None:
        for number, line in enumerate(talk.said):
            heard, reply = (line.text, None) if line.role == "user" else ("", Reply(text=line.text, language="zh"))
            at = NOW + timedelta(minutes=number)
            turn = Turn(id=line.id, conversation="c", user=user, utterance=Utterance(text=heard), now=at)
            tx.open_turn(turn)
            tx.close_turn(turn, reply, Dialogue(), ())

    await store.transact(user.id, work)
    return user


async def ours(talks: Sequence[Talk]) -> tuple[Finder, list[float]]:
    """Steward's own search over those conversations, and what each question cost in CPU milliseconds."""
    store, cost = open_store(), []
    who = {talk.name: await remember(store, talk) for talk in talks}

    def find(talk: Talk, asked: Asked) -> list[str]:
        def work(connection: Any) -> list[str]:
            unit = store._unit(connection, who[talk.name].id)
            started = time.thread_time()
            found = unit.search(asked.text, limit=max(AT))
            cost.append((time.thread_time() - started) * 1000)
            return [line.turn_id for line in found]

        return store.database.read_now(work)

    return find, cost


def shown(found: dict[int, float]) -> str:
    return " / ".join(f"{found[k]:.1f}" for k in AT)


async def locomo_rows(path: Path) -> list[Row]:
    talks = locomo(path)
    find, _ = await ours(talks)
    rows = [
        ("naive BM25, split at spaces", shown(recalls(talks, baseline(split_words))), ""),
        ("BM25, stop words and stems", shown(recalls(talks, baseline(words))), ""),
        ("the same + neighbours 0.5", shown(recalls(talks, baseline(words, 0.5))), ""),
        ("Steward, 3 tuned on", shown(recalls(talks[:3], find)), ""),
        ("Steward, the other 7", shown(recalls(talks[3:], find)), "reach 70 / 77 at 10 / 20"),
        ("Steward, all 10", shown(recalls(talks, find)), "reach 70 / 77 at 10 / 20"),
    ]
    return [(f"LoCoMo R@5/10/20: {name}", value, reach) for name, value, reach in rows]


async def chinese_rows() -> list[Row]:
    talk = chinese()
    find, _ = await ours([talk])
    plain, our = recalls([talk], baseline(plain_bigrams)), recalls([talk], find)
    return [
        ("300 zh questions R@5/10/20: plain bigrams", shown(plain), ""),
        ("300 zh questions R@5/10/20: Steward", shown(our), f"reach {plain[10] + 10:.1f} at 10"),
    ]


async def updated_rows() -> list[Row]:
    pairs = yaml.safe_load(UPDATED.read_text())
    plain = sum(Bm25([old, new], plain_bigrams).best(question, 1) == [1] for _, old, new, question in pairs)
    rows = [("updated fact first: plain BM25", f"{100 * plain / len(pairs):.0f} %", "")]
    for name, keyed in (("with a subject", True), ("without a subject", False)):
        first = [await _updated_first(subject if keyed else "", *rest) for subject, *rest in pairs]
        reach = "reach 95 %" if keyed else ""
        rows.append((f"updated fact first: Steward, {name}", f"{100 * sum(first) / len(first):.0f} %", reach))
    return rows


async def _updated_first(subject: str, old: str, new: str, question: str) -> bool:
    store = open_store()
    user = await store.people.add("Ann", now=NOW)
    for days, text in enumerate((old, new)):
        put, at = PutFact(text=text, subject=subject), NOW + timedelta(days=days)
        await store.transact(user.id, lambda tx, put=put, at=at: tx.apply(put, plugin="memory", turn_id=None, now=at))
    found = await store.read(user.id, lambda tx: tx.recall(question, now=NOW + timedelta(days=2)))
    store.close()
    return bool(found) and found[0].text == new


async def speed_rows(folder: Path, sizes: Sequence[tuple[int, int, str]]) -> list[Row]:
    """`sizes`: users, facts each, what to reach."""
    rows = []
    for users, each, reach in sizes:
        store = open_store(folder / f"{users}x{each}")
        people = [await store.people.add(f"u{n}", now=NOW) for n in range(users)]
        for user in people:
            await store.transact(user.id, lambda tx, each=each: _fill(tx, each))
        questions = [asked.text for asked in chinese().asked[:200]]
        cost = []
        for number, question in enumerate(questions):
            user = people[number * 7 % users]
            work = _timed_recall(question, cost)
            await store.read(user.id, work)
        p95 = quantiles(cost, n=20)[-1]
        rows.append(
            (f"recall, {users} users x {each} facts: CPU p50 / p95", f"{median(cost):.1f} / {p95:.1f} ms", reach)
        )
        store.close()
    return rows


def _fill(tx: Any, count: int) -> None:
    lines = [line.text for line in chinese().said if len(line.text) > 8]
    for n in range(count):
        put = PutFact(text=f"{lines[n % len(lines)]} {n}")
        tx.apply(put, plugin="memory", turn_id=None, now=NOW)


def _timed_recall(question: str, cost: list[float]) -> Callable[[Any], None]:
    def work(tx: Any) -> None:
        started = time.thread_time()
        tx.recall(question, now=NOW)
        cost.append((time.thread_time() - started) * 1000)

    return work


async def write_rows(folder: Path) -> list[Row]:
    """Opening and closing a turn, each a transaction of its own, with both lines put into the index."""
    store = open_store(folder / "writing")
    user = await store.people.add("Ann", now=NOW)
    said = [line.text for line in chinese().said if line.role == "user"][:200]
    cpu, wall = [], []
    for number, text in enumerate(said):
        turn = Turn(id=f"t{number}", conversation="c", user=user, utterance=Utterance(text=text), now=NOW)
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


async def main(path: Path | None, large: bool) -> None:
    rows: list[Row] = await locomo_rows(path) if path else []
    rows += await chinese_rows()
    rows += await updated_rows()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = [(1, 1000, ""), (1, 10_000, "reach 3 ms"), (100, 1000, "")]
        if large:
            sizes += [(1, 100_000, "reach 20 ms"), (1000, 1000, "reach 10 ms, 1.5 x one user")]
        rows += await speed_rows(folder, sizes)
        rows += await write_rows(folder)
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for label, value, reach in rows:
        print(f"{label:<58} {value:>22}   {reach}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--locomo", type=Path)
    asked.add_argument("--large", action="store_true", help="also 100,000 memories and 1,000 users: takes minutes")
    wish = asked.parse_args()
    asyncio.run(main(wish.locomo, wish.large))

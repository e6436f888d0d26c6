"""How well and how fast memory finds things. Usage: python -m benchmarks.memory [--locomo locomo10.json] [--large]

Where the extra `embeddings` is installed, every row about finding is measured with it, too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from assistant.changes import PutFact
from assistant.embedder import Embedder, packaged_embedder
from assistant.ports import Dialogue
from assistant.types import Reply, Turn, User, Utterance
from benchmarks.baselines import Bm25, plain_bigrams, split_words
from benchmarks.conversations import Asked, Talk, chinese, locomo
from benchmarks.memory_speed import NOW, Row, remember_rows, speed_rows, write_rows
from memory import SqlStore, open_store
from memory.words import words

UPDATED = Path(__file__).parent / "data" / "updated_facts.yaml"
CROSSING = Path(__file__).parent / "data" / "cross_language.yaml"
AT = (5, 10, 20)
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


async def ours(talks: Sequence[Talk], embedder: Embedder | None) -> Finder:
    """Steward's own search over those conversations."""
    store = open_store(embedder=embedder)
    who = {talk.name: await remember(store, talk) for talk in talks}
    if store.embedding is not None:
        await store.embedding.catch_up()

    def find(talk: Talk, asked: Asked) -> list[str]:
        def work(connection: Any) -> list[str]:
            unit = store._unit(connection, who[talk.name].id)
            return [line.turn_id for line in unit.search(asked.text, limit=max(AT))]

        return store.database.read_now(work)

    return find


def shown(found: dict[int, float]) -> str:
    return " / ".join(f"{found[k]:.1f}" for k in AT)


async def locomo_rows(path: Path) -> list[Row]:
    talks = locomo(path)
    rows = [
        ("naive BM25, split at spaces", shown(recalls(talks, baseline(split_words))), ""),
        ("BM25, stop words and stems", shown(recalls(talks, baseline(words))), ""),
        ("the same + neighbours 0.5", shown(recalls(talks, baseline(words, 0.5))), ""),
    ]
    for name, embedder in embedders():
        find, reach = await ours(talks, embedder), f"reach {'74 / 81' if embedder else '70 / 77'} at 10 / 20"
        rows.append((f"{name}, 3 tuned on", shown(recalls(talks[:3], find)), ""))
        rows.append((f"{name}, the other 7", shown(recalls(talks[3:], find)), reach))
        rows.append((f"{name}, all 10", shown(recalls(talks, find)), reach))
    return [(f"LoCoMo R@5/10/20: {name}", value, reach) for name, value, reach in rows]


async def chinese_rows() -> list[Row]:
    talk = chinese()
    plain = recalls([talk], baseline(plain_bigrams))
    rows = [("300 zh questions R@5/10/20: plain bigrams", shown(plain), "")]
    for name, embedder in embedders():
        our = recalls([talk], await ours([talk], embedder))
        rows.append((f"300 zh questions R@5/10/20: {name}", shown(our), f"reach {plain[10] + 10:.1f} at 10"))
    return rows


async def crossing_rows() -> list[Row]:
    """Facts told in one language, questions asked in the other; the first sixty are everyday matters, then rarer."""
    told = yaml.safe_load(CROSSING.read_text())
    rows = []
    for kind, part in (("everyday", told[:60]), ("rare, held out", told[60:])):
        for way, fact, question in (("zh asks en", 0, 3), ("en asks zh", 1, 2)):
            pairs = [(row[fact], row[question]) for row in part]
            label = f"first fact across languages, {way}, {kind}"
            rows.append((f"{label}: BM25", f"{_bm25_first(pairs):.0f} %", ""))
            for name, embedder in embedders():
                rows.append((f"{label}: {name}", f"{await _first(pairs, embedder):.0f} %", ""))
    return rows


def _bm25_first(pairs: Sequence[tuple[str, str]]) -> float:
    index = Bm25([fact for fact, _ in pairs], plain_bigrams)
    return 100 * sum(index.best(question, 1) == [n] for n, (_, question) in enumerate(pairs)) / len(pairs)


async def _first(pairs: Sequence[tuple[str, str]], embedder: Embedder | None) -> float:
    store = open_store(embedder=embedder)
    user = await store.people.add("Ann", now=NOW)
    for n, (fact, _) in enumerate(pairs):
        put, at = PutFact(text=fact), NOW + timedelta(minutes=n)
        await store.transact(user.id, lambda tx, put=put, at=at: tx.apply(put, plugin="memory", turn_id=None, now=at))
    if store.embedding is not None:
        await store.embedding.catch_up()
    right = 0
    for fact, question in pairs:
        found = await store.read(user.id, lambda tx, q=question: tx.recall(q, now=NOW + timedelta(days=1)))
        right += bool(found) and found[0].text == fact
    store.close()
    return 100 * right / len(pairs)


def embedders() -> list[tuple[str, Embedder | None]]:
    """Without the extra, and with it where it is installed."""
    packaged = packaged_embedder()
    return [("Steward", None), *([("Steward + embeddings", packaged)] if packaged else [])]


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


async def main(path: Path | None, large: bool) -> None:
    rows: list[Row] = await locomo_rows(path) if path else []
    rows += await chinese_rows()
    rows += await crossing_rows()
    rows += await updated_rows()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = [(1, 1000, ""), (1, 10_000, "reach 3 ms"), (100, 1000, "")]
        if large:
            sizes += [(1, 100_000, "reach 20 ms"), (1000, 1000, "reach 10 ms, 1.5 x 1 user")]
        rows += await speed_rows(folder, sizes)
        rows += await write_rows(folder)
        rows += await remember_rows(folder)
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for label, value, reach in rows:
        print(f"{label:<74} {value:>20}   {reach}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--locomo", type=Path)
    asked.add_argument("--large", action="store_true", help="also 100,000 memories and 1,000 users: takes minutes")
    wish = asked.parse_args()
    asyncio.run(main(wish.locomo, wish.large))

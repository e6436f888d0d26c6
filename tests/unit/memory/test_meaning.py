"""Finding by meaning: with vectors, without them, while they are made, and when the model changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text
from unit.memory.memory_home import NOW, Home

from assistant.changes import PutFact
from assistant.embedder import Vectors
from assistant.ports import Dialogue
from assistant.types import Reply, Sensitivity
from memory import open_store

MEANINGS = ("boat canoe kayak ship", "doctor physician surgeon", "scarf shawl", "lamp lantern")


@dataclass
class Synonyms:
    """An embedder that knows a few synonyms; every other sentence points in a direction of its own."""

    name: str = "synonyms-1"
    texts: list[str] = field(default_factory=list)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return np.stack([self._vector(t) for t in texts])

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(t) for t in texts])

    def _vector(self, said: str) -> Any:
        known = [n for n, group in enumerate(MEANINGS) if set(group.split()) & set(said.lower().split())]
        vector = np.random.default_rng(sum(map(ord, said))).normal(0, 0.3, 64).astype(np.float32)
        for n in known:
            vector[n] += 8
        return vector / np.linalg.norm(vector)


@pytest.fixture
async def meant(tmp_path: Path) -> Any:
    store = open_store(tmp_path / "data", embedder=Synonyms())
    ann = await store.people.add("Ann", now=NOW)
    bob = await store.people.add("Bob", now=NOW)
    yield Home(store, ann, bob)
    store.close()


async def caught_up(home: Home) -> int:
    assert home.store.embedding is not None
    return await home.store.embedding.catch_up()


async def recalled(home: Home, asked: str, who: Any = None) -> list[str]:
    return [fact.text for fact in await home.see(lambda tx: tx.recall(asked, now=home.now), who)]


async def test_a_fact_is_found_without_a_word_in_common(meant: Home) -> None:
    for said in ("my kayak hangs under the roof", "I like mild cheese", "the lantern is blue"):
        await meant.apply(PutFact(text=said))
    assert await recalled(meant, "which ship do I own") == []
    assert await caught_up(meant) == 3
    assert await recalled(meant, "which ship do I own") == ["my kayak hangs under the roof"]
    assert await recalled(meant, "set a timer for ten minutes") == []


async def test_a_said_line_is_found_by_its_meaning(meant: Home) -> None:
    for n, said in enumerate(("the physician was kind", "it rained all day", "we ate late")):
        turn = meant.turn(f"t{n}", said)
        await meant.do(lambda tx, turn=turn: tx.open_turn(turn))
        await meant.do(lambda tx, turn=turn: tx.close_turn(turn, Reply(text="ok", language="en"), Dialogue(), ()))
    await caught_up(meant)
    [best, *_] = await meant.see(lambda tx: tx.search("how was the surgeon"))
    assert best.text == "the physician was kind"


async def test_nobody_finds_what_somebody_else_means(meant: Home) -> None:
    await meant.apply(PutFact(text="my kayak hangs under the roof"))
    await meant.apply(PutFact(text="I row a canoe"), meant.bob)
    await caught_up(meant)
    assert await recalled(meant, "the boat") == ["my kayak hangs under the roof"]
    assert await recalled(meant, "the boat", meant.bob) == ["I row a canoe"]


async def test_a_private_fact_never_reaches_the_model(meant: Home) -> None:
    await meant.apply(PutFact(text="I see a physician about my heart", sensitivity=Sensitivity.PRIVATE))
    await meant.apply(PutFact(text="I like mild cheese"))
    assert await caught_up(meant) == 1
    assert meant.store._meaning is not None
    assert not any("physician" in t for t in meant.store._meaning._embedder.texts)  # type: ignore[attr-defined]


async def test_a_vector_on_disk_is_sealed(meant: Home, tmp_path: Path) -> None:
    await meant.apply(PutFact(text="my kayak hangs under the roof"))
    await caught_up(meant)
    assert meant.store._meaning is not None
    plain = meant.store._meaning.passages(["my kayak hangs under the roof"]).astype(np.float16).tobytes()
    await meant.store.database.settle_log()
    assert all(plain not in file.read_bytes() for file in (tmp_path / "data").iterdir())


async def test_corrected_and_forgotten_facts_are_found_as_they_are_now(meant: Home) -> None:
    first = await meant.apply(PutFact(text="my kayak hangs under the roof", subject="kayak"))
    await caught_up(meant)
    await meant.apply(PutFact(id=first.id, text="my lantern hangs under the roof", subject="kayak"))
    await caught_up(meant)
    assert await recalled(meant, "any ship") == []
    assert await recalled(meant, "any lamp") == ["my lantern hangs under the roof"]
    await meant.do(lambda tx: tx.erase_fact(first.id))
    assert await recalled(meant, "any lamp") == []


async def test_another_model_makes_the_vectors_anew_and_searching_never_stops(meant: Home, tmp_path: Path) -> None:
    await meant.apply(PutFact(text="my kayak hangs under the roof"))
    await caught_up(meant)
    meant.store.close()
    changed = open_store(tmp_path / "data", embedder=Synonyms(name="synonyms-2"))
    again = Home(changed, meant.ann, meant.bob)
    assert await recalled(again, "under the roof") == ["my kayak hangs under the roof"]
    assert await caught_up(again) == 1
    assert await recalled(again, "which ship do I own") == ["my kayak hangs under the roof"]
    changed.close()
    bare = open_store(tmp_path / "data")
    assert await recalled(Home(bare, meant.ann, meant.bob), "under the roof") == ["my kayak hangs under the roof"]
    bare.close()


async def test_the_background_work_notices_what_is_new(meant: Home) -> None:
    assert meant.store.embedding is not None
    work = asyncio.create_task(meant.store.embedding.run())
    await meant.apply(PutFact(text="my kayak hangs under the roof"))
    await meant.apply(PutFact(text="the shawl is Clara's"), meant.bob)
    waiting = text("SELECT count(*) FROM passages WHERE model IS NULL")
    async with asyncio.timeout(20):
        while await meant.do(lambda tx: tx.connection.execute(waiting).scalar()):  # noqa: ASYNC110 - rows call nobody
            await asyncio.sleep(0.01)
    work.cancel()
    assert await recalled(meant, "whose scarf", meant.bob) == ["the shawl is Clara's"]


async def test_erasing_a_user_lets_go_of_their_vectors(meant: Home) -> None:
    await meant.apply(PutFact(text="my kayak hangs under the roof"))
    await caught_up(meant)
    await recalled(meant, "ship")
    assert meant.store._meaning is not None
    assert meant.store._meaning._shelves
    await meant.store.erase(meant.ann.id)
    assert not meant.store._meaning._shelves

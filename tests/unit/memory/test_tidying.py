"""The indexes are merged in the background, and nothing is found differently for it."""

from __future__ import annotations

from typing import Any

from unit.memory.memory_home import Home

from assistant.changes import PutFact


def pieces(tx: Any) -> int:
    return int(tx.connection.exec_driver_sql("SELECT count(DISTINCT segid) FROM words_of_facts_idx").scalar())


async def test_many_pieces_become_one_and_the_same_is_found(home: Home) -> None:
    await home.do(
        lambda tx: tx.connection.exec_driver_sql(
            "INSERT INTO words_of_facts (words_of_facts, rank) VALUES ('automerge', 0)"
        )
    )
    for n in range(12):
        await home.apply(PutFact(text=f"shelf {n} holds the {'violin' if n == 7 else 'books'}"))
    forgotten = await home.apply(PutFact(text="the violin was sold"))
    await home.do(lambda tx: tx.erase_fact(forgotten.id))
    before = await home.see(lambda tx: tx.recall("violin", now=home.now))
    assert await home.see(pieces) > 6
    await home.store.tidying.run()
    assert await home.see(pieces) == 1
    assert await home.see(lambda tx: tx.recall("violin", now=home.now)) == before
    assert [fact.text for fact in before] == ["shelf 7 holds the violin"]


async def test_few_pieces_are_left_alone(home: Home) -> None:
    await home.apply(PutFact(text="one"))
    await home.store.tidying.run()
    assert await home.see(pieces) == 1

"""Facts are current, keep their history, and every change can be taken back exactly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.memory.memory_home import NOW, Home

from assistant.changes import PutFact, RetractFact
from assistant.errors import Conflict, InvalidArgument, NotFound, TooLong
from assistant.types import FactStatus, Sensitivity
from memory import SqlStore, open_store

LIVES_BERLIN = PutFact(text="I live in Berlin", subject="home town")
LIVES_PARIS = PutFact(text="I live in Paris", subject="Home  Town")


async def test_a_newer_fact_takes_over_and_the_older_stays_as_history(home: Home) -> None:
    await home.apply(LIVES_BERLIN)
    home.later(days=3)
    await home.apply(LIVES_PARIS)
    assert [f.text for f in await home.see(lambda tx: tx.facts())] == ["I live in Paris"]
    everything = await home.see(lambda tx: tx.facts(active_only=False))
    assert [f.status for f in everything] == [FactStatus.ACTIVE, FactStatus.SUPERSEDED]
    assert everything[1].valid_to == home.now


async def test_recall_gives_the_valid_fact_and_never_the_stale_one(home: Home) -> None:
    await home.apply(LIVES_BERLIN)
    await home.apply(LIVES_PARIS)
    found = await home.see(lambda tx: tx.recall("where do I live? which town?", now=home.now))
    assert [f.text for f in found] == ["I live in Paris"]


async def test_the_new_fact_is_found_by_the_question_that_fitted_the_old_one(home: Home) -> None:
    await home.apply(PutFact(text="I live in Berlin", subject="town"))
    old = (await home.see(lambda tx: tx.facts()))[0]
    await home.apply(PutFact(text="I moved to Paris", subject="town"))
    ask = "where do I live"
    assert [f.text for f in await home.see(lambda tx: tx.recall(ask, now=home.now))] == ["I moved to Paris"]
    await home.do(lambda tx: tx.erase_fact(old.id))
    assert await home.see(lambda tx: tx.recall(ask, now=home.now)) == ()


async def test_undoing_a_correction_brings_the_old_fact_back(home: Home) -> None:
    await home.apply(LIVES_BERLIN)
    undo = await home.apply(LIVES_PARIS)
    await home.apply(undo)
    (fact,) = await home.see(lambda tx: tx.facts())
    assert fact.text == "I live in Berlin"
    assert fact.valid_to is None
    found = await home.see(lambda tx: tx.recall("town where I live", now=home.now))
    assert [f.text for f in found] == ["I live in Berlin"]


async def test_what_was_forgotten_meanwhile_is_not_brought_back_by_an_undo(home: Home) -> None:
    old = await home.apply(LIVES_BERLIN)
    undo = await home.apply(LIVES_PARIS)
    await home.apply(RetractFact(id=old.id))
    await home.apply(undo)
    assert await home.see(lambda tx: tx.facts()) == ()


async def test_saying_the_same_twice_changes_nothing(home: Home) -> None:
    await home.apply(LIVES_BERLIN)
    assert await home.apply(PutFact(text=" i live in  berlin", subject="home town")) is None
    assert len(await home.see(lambda tx: tx.facts(active_only=False))) == 1


async def test_a_temporary_fact_is_not_recalled_after_its_time(home: Home) -> None:
    await home.apply(PutFact(text="I am in Shanghai this week", valid_to=home.now + timedelta(days=5)))
    ask = "am I in Shanghai"
    assert len(await home.see(lambda tx: tx.recall(ask, now=home.now))) == 1
    assert await home.see(lambda tx: tx.recall(ask, now=home.now + timedelta(days=6))) == ()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("我女儿的生日是三月五号", "女儿生日是什么时候"),
        ("我对花生过敏", "花生能吃吗"),
        ("My sister Clara works at the harbour hospital", "where does Clara work"),
        ("我的车牌号是沪A12345", "车牌"),
    ],
)
async def test_a_fact_is_found_by_its_words_in_both_languages(home: Home, said: str, asked: str) -> None:
    await home.apply(PutFact(text="I drink coffee without sugar"))
    await home.apply(PutFact(text="我喜欢周末去爬山"))
    await home.apply(PutFact(text=said))
    found = await home.see(lambda tx: tx.recall(asked, now=home.now))
    assert found
    assert found[0].text == said


async def test_a_question_about_something_else_finds_nothing(home: Home) -> None:
    await home.apply(LIVES_BERLIN)
    assert await home.see(lambda tx: tx.recall("set a timer for ten minutes", now=home.now)) == ()
    assert await home.see(lambda tx: tx.recall("?!", now=home.now)) == ()


async def test_a_private_fact_is_found_but_never_written_in_the_clear(home: Home, tmp_path: Path) -> None:
    secret = "My blood pressure medicine is Zestoretic"
    await home.apply(PutFact(text=secret, subject="medicine", category="health", sensitivity=Sensitivity.PRIVATE))
    found = await home.see(lambda tx: tx.recall("which medicine do I take for blood pressure", now=home.now))
    assert [f.text for f in found] == [secret]
    for file in (tmp_path / "data").iterdir():
        assert b"zestoretic" not in file.read_bytes().lower()


async def test_making_a_fact_private_takes_it_out_of_the_index(home: Home) -> None:
    made = await home.apply(PutFact(text="I see Doctor Malinowski", subject="doctor"))
    await home.apply(
        PutFact(id=made.id, text="I see Doctor Malinowski", subject="doctor", sensitivity=Sensitivity.PRIVATE)
    )
    count = "SELECT count(*) FROM words"
    assert await home.do(lambda tx: tx.connection.exec_driver_sql(count).scalar()) == 0
    assert len(await home.see(lambda tx: tx.recall("who is my doctor", now=home.now))) == 1


async def test_too_much_and_nothing_are_refused(home: Home) -> None:
    with pytest.raises(TooLong):
        await home.apply(PutFact(text="x" * 100_000))
    with pytest.raises(InvalidArgument):
        await home.apply(PutFact(text="  \n "))
    with pytest.raises(NotFound):
        await home.apply(RetractFact(id="nobody"))


async def test_an_edit_may_not_silently_replace_another_fact(home: Home) -> None:
    await home.apply(LIVES_BERLIN)
    other = await home.apply(PutFact(text="I work in Potsdam", subject="work town"))
    with pytest.raises(Conflict):
        await home.apply(PutFact(id=other.id, text="I work in Potsdam", subject="home town"))
    assert len(await home.see(lambda tx: tx.facts())) == 2


async def test_erasing_a_fact_leaves_no_word_of_it(home: Home, tmp_path: Path) -> None:
    made = await home.apply(PutFact(text="My locker code is Quetzalcoatl"))
    await home.do(lambda tx: tx.erase_fact(made.id))
    await home.store.database.settle_log()
    assert await home.see(lambda tx: tx.facts(active_only=False)) == ()
    for file in (tmp_path / "data").iterdir():
        assert b"quetzalcoatl" not in file.read_bytes().lower()


@pytest.fixture(scope="module")
def store() -> Iterator[SqlStore]:
    """In memory, one for all examples; each brings a user of its own."""
    opened = open_store()
    yield opened
    opened.close()


SUBJECTS = st.sampled_from(["", "home", "work", "dog"])
TEXTS = st.sampled_from(["one", "two", "three", "四"])
STEPS = st.lists(
    st.one_of(
        st.builds(PutFact, text=TEXTS, subject=SUBJECTS, sensitivity=st.sampled_from(list(Sensitivity))),
        st.tuples(st.just("retract"), st.integers(0, 9)),
        st.tuples(st.just("edit"), st.integers(0, 9), TEXTS),
    ),
    max_size=8,
)


def _as_seen(tx: Any) -> list[Any]:
    return [f for f in tx.facts(active_only=False) if f.status is not FactStatus.RETRACTED]


def _change(step: Any, tx: Any) -> Any:
    """The wish of one step against what is there now; None when it does not apply."""
    if isinstance(step, PutFact):
        return step
    known = tx.facts(active_only=False)
    if not known:
        return None
    fact = known[step[1] % len(known)]
    if step[0] == "retract":
        return RetractFact(id=fact.id)
    return PutFact(id=fact.id, text=step[2], subject=fact.subject) if fact.status is FactStatus.ACTIVE else None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=STEPS, last=STEPS.filter(len))
def test_undoing_in_reverse_order_restores_what_was_known(store: SqlStore, before: list[Any], last: list[Any]) -> None:
    async def scene() -> None:
        user = await store.people.add("Ann", now=NOW)

        def play(tx: Any) -> None:
            for step in before:
                change = _change(step, tx)
                if change is not None:
                    tx.apply(change, plugin="memory", turn_id=None, now=NOW)
            seen, undo = _as_seen(tx), []
            for n, step in enumerate(last):
                change = _change(step, tx)
                inverse = change and tx.apply(change, plugin="memory", turn_id=None, now=NOW + timedelta(hours=n + 1))
                if inverse is not None:
                    undo.append(inverse)
            for inverse in reversed(undo):
                tx.apply(inverse, plugin="memory", turn_id=None, now=NOW + timedelta(days=1))
            assert _as_seen(tx) == seen

        await store.transact(user.id, play)

    asyncio.run(scene())

"""An undo leaves the world as it was before, exactly, whatever the change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant import CancelFollowUp, Change, DeleteRecord, PutFact, PutFollowUp, PutRecord, RetractFact, Say
from assistant.codec import plain
from assistant.testing import NOW, Bench
from assistant.types import FactStatus

RING = PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=1), say=Say(zh="响", en="ring"))
LATER = PutFollowUp.alarm(key="k", due_at=NOW + timedelta(hours=2), say=Say(zh="晚", en="late"))
ACME = PutFact(text="I work at Acme", subject="work")
GLOBEX = PutFact(text="I work at Globex", subject="work")
BLUE = PutRecord(kind="colour", key="k", data={"is": "blue"})
RED = PutRecord(kind="colour", key="k", data={"is": "red"})


def image(bench: Bench) -> object:
    rows = bench.store.rows(bench.user.id)
    open_rows = [{k: v for k, v in plain(f).items() if k not in ("version", "id")} for f in bench.follow_ups]
    active = [(f.text, f.subject) for f in rows.facts.values() if f.status is FactStatus.ACTIVE]
    return open_rows, active, plain([r.data for r in rows.records.values()])


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ((), RING),
        ((RING,), LATER),
        ((RING,), CancelFollowUp(key="k")),
        ((), ACME),
        ((ACME,), GLOBEX),
        ((), BLUE),
        ((BLUE,), RED),
        ((BLUE,), DeleteRecord(kind="colour", key="k")),
    ],
    ids=["set", "move", "cancel", "remember", "supersede", "write", "rewrite", "delete"],
)
async def test_undo_restores_and_redo_by_undoing_the_undo(
    bench: Bench, before: tuple[Change, ...], change: Change
) -> None:
    for step in before:
        await bench.desk.change(bench.user, "x__y", [step], plugin="x")
    was = image(bench)
    action = await bench.desk.change(bench.user, "x__y", [change], plugin="x")
    assert image(bench) != was
    await bench.desk.undo(bench.user, action.id)
    assert image(bench) == was


async def test_a_retracted_fact_comes_back(bench: Bench) -> None:
    await bench.desk.change(bench.user, "x__y", [ACME], plugin="x")
    [fact] = bench.facts
    action = await bench.desk.change(bench.user, "x__y", [RetractFact(id=fact.id)], plugin="x")
    assert not bench.facts
    await bench.desk.undo(bench.user, action.id)
    assert [f.text for f in bench.facts] == ["I work at Acme"]


async def test_several_changes_are_undone_backwards(bench: Bench) -> None:
    action = await bench.desk.change(bench.user, "x__y", [RING, LATER, CancelFollowUp(key="k"), BLUE, RED], plugin="x")
    await bench.desk.undo(bench.user, action.id)
    assert image(bench) == ([], [], [])


async def test_saying_the_same_fact_twice_leaves_nothing_to_undo(bench: Bench) -> None:
    await bench.desk.change(bench.user, "x__y", [ACME], plugin="x")
    again = await bench.desk.change(bench.user, "x__y", [ACME], plugin="x")
    assert not again.undoable

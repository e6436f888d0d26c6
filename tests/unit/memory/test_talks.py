"""What was heard is kept before anything is done with it; private and incognito words are not lying about."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.memory.memory_home import Home

from assistant.changes import PutFact
from assistant.errors import Conflict
from assistant.ports import Dialogue
from assistant.types import Item, Question, Reply, Say, Sensitivity, ToolCall, Utterance

OPEN = Dialogue(
    question=Question(
        text=Say(zh="几点？", en="When?"), call=ToolCall(id="c", tool="alarms__set_alarm"), parameter="at"
    ),
    items=(Item(id="1", kind="alarm", label=Say(zh="七点", en="seven")),),
    actions=("a1",),
    reply=Reply(text="When?", language="en"),
)


async def test_a_sentence_is_kept_even_when_nothing_came_of_it(home: Home) -> None:
    await home.do(lambda tx: tx.open_turn(home.turn("t1", "wake me at seven")))
    (past,) = await home.see(lambda tx: tx.turns("c1"))
    assert (past.utterance, past.reply) == (Utterance(text="wake me at seven"), None)
    with pytest.raises(Conflict):
        await home.do(lambda tx: tx.open_turn(home.turn("t1", "again")))


async def test_the_exchange_and_what_it_left_open_come_back(home: Home) -> None:
    turn = home.turn("t1", "七点叫我")
    await home.do(lambda tx: tx.open_turn(turn))
    await home.do(lambda tx: tx.close_turn(turn, OPEN.reply, OPEN, [{"type": "said"}]))
    assert await home.see(lambda tx: tx.dialogue("c1")) == OPEN
    assert await home.see(lambda tx: tx.dialogue("c2")) == Dialogue()
    past = await home.see(lambda tx: tx.turn("t1"))
    assert (past.reply, past.events, past.at) == (OPEN.reply, ({"type": "said"},), home.now)


async def test_lines_are_the_last_ones_in_order_of_speaking_whatever_the_clock_says(home: Home) -> None:
    for n in range(6):
        home.later(hours=-1)
        turn = home.turn(f"t{n}", f"line {n}")
        await home.do(lambda tx, turn=turn: tx.open_turn(turn))
        reply = Reply(text=f"answer {n}", language="en")
        await home.do(lambda tx, turn=turn, reply=reply: tx.close_turn(turn, reply, Dialogue(), []))
    lines = await home.see(lambda tx: tx.lines("c1", 3))
    assert [line.text for line in lines] == ["answer 4", "line 5", "answer 5"]
    assert [line.role for line in lines] == ["assistant", "user", "assistant"]


async def test_history_goes_back_page_by_page(home: Home) -> None:
    for n in range(5):
        await home.do(lambda tx, n=n: tx.open_turn(home.turn(f"t{n}", "hello", conversation=f"c{n % 2}")))
        home.later(minutes=1)
    assert [t.id for t in await home.see(lambda tx: tx.turns("c0", limit=2))] == ["t4", "t2"]
    assert [t.id for t in await home.see(lambda tx: tx.turns("c0", limit=2, before="t2"))] == ["t0"]
    assert [c.id for c in await home.see(lambda tx: tx.conversations())] == ["c0", "c1"]


async def test_incognito_leaves_nothing_behind(home: Home, tmp_path: Path) -> None:
    turn = home.turn("t1", "tell me about Xylophagous things", incognito=True)
    await home.do(lambda tx: tx.open_turn(turn))
    await home.do(lambda tx: tx.close_turn(turn, Reply(text="Xylophagous!", language="en"), Dialogue(), []))
    assert await home.see(lambda tx: tx.turns("c1")) == ()
    assert "ylophag" not in str(await home.store.export(home.ann.id))


async def test_a_turn_about_something_private_is_not_searchable(home: Home) -> None:
    turn = home.turn("t1", "remember that I take Zestoretic")
    await home.do(lambda tx: tx.open_turn(turn))
    fact = PutFact(text="I take Zestoretic", sensitivity=Sensitivity.PRIVATE)
    await home.apply(fact, turn="t1")
    await home.do(lambda tx: tx.close_turn(turn, Reply(text="Noted.", language="en"), Dialogue(), []))
    count = "SELECT count(*) FROM words"
    assert await home.do(lambda tx: tx.connection.exec_driver_sql(count).scalar()) == 0


async def test_words_said_are_nowhere_on_disk_in_the_clear(home: Home, tmp_path: Path) -> None:
    turn = home.turn("t1", "my Quetzalcoatl appointment")
    await home.do(lambda tx: tx.open_turn(turn))
    await home.do(lambda tx: tx.close_turn(turn, Reply(text="Quetzalcoatl it is", language="en"), Dialogue(), []))
    for file in (tmp_path / "data").iterdir():
        assert b"uetzalcoatl" not in file.read_bytes()

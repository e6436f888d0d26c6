"""What repeated choices teach: counted, said with their evidence, allowed or not, and unlearned again."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.memory.memory_home import Home

from assistant.changes import PutFact
from assistant.habits import ENOUGH, LOOKED_AT, learned
from assistant.types import Action, ActionState, Effect, FactStatus, Provenance, ToolCall
from memory.consent import consenting

_ids = count(1)


async def goes(home: Home, way: str, *, provenance: Provenance = Provenance.USER, incognito: bool = False) -> None:
    """The user asks for a way and sets out on it."""
    n = next(_ids)
    turn = home.turn(f"t{n}", "let's go", incognito=incognito)
    call = ToolCall(
        id=f"a{n}",
        tool="navigation__start_trip",
        arguments={"which": f"{way}|car|n1|n2"},
        provenance={"which": provenance},
    )

    def work(tx: Any) -> None:
        tx.open_turn(turn)
        action = Action(
            id=call.id, user_id=home.ann.id, conversation="c1", turn_id=turn.id, call=call, effect=Effect.CHANGE,
            state=ActionState.DISPATCHED, at=home.now,
        )  # fmt: skip
        tx.put_action(action)
        tx.move_action(call.id, ActionState.SUCCEEDED, at=home.now)

    await home.do(work)


async def habits(home: Home) -> list[str]:
    return [f.text for f in await home.see(lambda tx: tx.facts()) if f.category == "habit"]


async def test_five_of_six_is_a_habit_with_its_counts(home: Home) -> None:
    for way in ("fastest", *["fewest_lights"] * 4):
        await goes(home, way)
    assert await habits(home) == []
    await goes(home, "fewest_lights")
    [fact] = await home.see(lambda tx: tx.facts())
    assert fact.text == "I take the route with the fewest traffic lights (5 of the last 6 times)"
    assert (fact.source, fact.evidence["times"], fact.evidence["of"]) == ("learned", 5, 6)
    assert fact.source_turn is not None
    found = await home.see(lambda tx: tx.recall("which route do I take", now=home.now))
    assert [f.id for f in found] == [fact.id]


async def test_the_counts_follow_and_a_faded_habit_goes(home: Home) -> None:
    for way in ["fewest_lights"] * 6:
        await goes(home, way)
    assert await habits(home) == ["I take the route with the fewest traffic lights (6 of the last 6 times)"]
    await goes(home, "fastest")
    assert await habits(home) == ["I take the route with the fewest traffic lights (5 of the last 6 times)"]
    for way in ["fastest"] * 2:
        await goes(home, way)
    assert await habits(home) == []
    for way in ["fastest"] * 2:
        await goes(home, way)
    assert await habits(home) == ["I take the fastest route (5 of the last 6 times)"]


async def test_what_the_user_said_is_not_learned_away(home: Home) -> None:
    await home.apply(PutFact(text="I always take the scenic road", subject="habit:route", category="habit"))
    for way in ["fastest"] * 6:
        await goes(home, way)
    assert await habits(home) == ["I always take the scenic road"]


async def test_untrusted_text_and_incognito_turns_teach_nothing(home: Home) -> None:
    for _ in range(6):
        await goes(home, "fastest", provenance=Provenance.UNTRUSTED)
        await goes(home, "fastest", incognito=True)
    assert await habits(home) == []


async def test_nothing_is_learned_about_what_the_user_does_not_allow(home: Home) -> None:
    await home.apply(consenting("habit", False, home.now), plugin="memory")
    for _ in range(6):
        await goes(home, "fastest")
    assert await habits(home) == []
    assert await home.apply(PutFact(text="I jog", category="habit", source="learned"), plugin="memory") is None
    assert await home.apply(PutFact(text="I jog", category="habit"), plugin="memory") is not None


async def test_health_is_learned_only_after_a_yes_to_health(home: Home) -> None:
    put = PutFact(text="I sneeze in May", category="health", source="learned")
    assert await home.apply(put, plugin="memory") is None
    assert (await home.see(lambda tx: tx.consent()))["health"] is None
    await home.apply(consenting("health", True, home.now), plugin="memory")
    assert await home.apply(put, plugin="memory") is not None


async def test_a_forgotten_habit_is_history_and_the_others_learn_nothing_from_it(home: Home) -> None:
    for _ in range(6):
        await goes(home, "fastest")
    [fact] = await home.see(lambda tx: tx.facts())
    for _ in range(3):
        await goes(home, "usual")
    everything = await home.see(lambda tx: tx.facts(active_only=False))
    assert [f.status for f in everything if f.id == fact.id] == [FactStatus.RETRACTED]
    assert await home.see(lambda tx: tx.facts(active_only=False), home.bob) == ()


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_a_habit_is_nearly_all_of_the_last_choices(choices: list[str]) -> None:
    last = choices[-LOOKED_AT:]
    found = learned(choices)
    most = max((last.count(c) for c in "abc"), default=0)
    assert (found is not None) == (most >= ENOUGH)
    if found:
        assert (found.times, found.of) == (last.count(found.value), len(last))


@pytest.mark.parametrize("arguments", [{}, {"which": "nonsense"}, {"which": "|||"}])
async def test_a_call_without_a_choice_teaches_nothing(home: Home, arguments: dict[str, str]) -> None:
    await goes(home, arguments.get("which", ""))
    assert await home.see(lambda tx: tx.records("memory", "choices")) == ()

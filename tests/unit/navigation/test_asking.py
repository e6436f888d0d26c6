"""What a person asks of navigation, and what comes back: a way, a question, or a clear refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.changes import PutRecord
from assistant.errors import ToolError
from assistant.testing import FakeStore, make_context
from tools.navigation import find_place, forget_usual, route, start_trip, usual_routes, when_to_leave


async def test_a_way_is_said_in_both_languages_and_drawn(context) -> None:  # type: ignore[no-untyped-def]
    found = await route(context(), destination="Kiasma", origin="集市广场")
    assert found.say is not None
    assert "Kiasma" in found.say.zh
    assert "分钟" in found.say.zh
    assert "minute" in found.say.en
    (card,) = found.cards
    assert card.type == "route"
    for variant in card.data["variants"]:
        assert len(variant["line"]) >= 2
        assert variant["steps"][-1] == {"zh": "到达目的地。", "en": "You have arrived."}
    assert "OpenStreetMap" in card.data["attribution"]


async def test_fewest_lights_has_fewer_and_the_price_is_stated(context) -> None:  # type: ignore[no-untyped-def]
    found = await route(context(), destination="Kiasma", prefer="fewest_lights")
    by_variant = {way["variant"]: way for way in found.data}
    assert by_variant["fewest_lights"]["lights"] < by_variant["fastest"]["lights"]
    assert found.say is not None
    assert "fewer" in found.say.en
    assert "少" in found.say.zh


async def test_short_spoken_answers(context) -> None:  # type: ignore[no-untyped-def]
    found = await route(context(), destination="Kiasma")
    assert found.say is not None
    assert len(found.say.zh) < 90
    assert len(found.say.en.split()) < 45


@pytest.mark.parametrize(("mode", "minutes"), [("走路", 24), ("bike", 8), ("car", 4)])
async def test_each_way_of_moving_takes_its_time(context, mode: str, minutes: int) -> None:  # type: ignore[no-untyped-def]
    found = await route(context(), destination="Kiasma", mode=mode)
    seconds = next(way["seconds"] for way in found.data if way["variant"] == "fastest")
    assert seconds / 60 == pytest.approx(minutes, rel=0.5)


async def test_a_way_of_moving_that_is_not_offered_is_refused(context) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ToolError) as refused:
        await route(context(), destination="Kiasma", mode="submarine")
    assert refused.value.code == "mode_unknown"


@pytest.mark.parametrize("words", ["Corner Café", "corner cafe", "CORNER CAFÉ"])
async def test_of_two_places_of_one_name_it_asks_which(context, words: str) -> None:  # type: ignore[no-untyped-def]
    found = await route(context(), destination=words)
    assert found.question is not None
    assert len(found.question.options) == 2
    assert "Street 0 8" in found.question.text.en
    chosen = await route(context(), destination=found.question.options[1].id)
    assert chosen.cards


@pytest.mark.parametrize("words", ["the nearest Corner Café", "最近的 Corner Café"])
async def test_the_nearest_of_them_needs_no_question(context, words: str) -> None:  # type: ignore[no-untyped-def]
    assert (await route(context(), destination=words)).question is None


@pytest.mark.parametrize("words", ["Atlantis", "亚特兰蒂斯", "Qwertyuiop Hall"])
async def test_an_unknown_place_is_named(context, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ToolError) as refused:
        await route(context(), destination=words)
    assert refused.value.code == "place_unknown"
    assert words in refused.value.say.en
    assert words in refused.value.say.zh


async def test_home_is_where_the_profile_says_and_work_is_asked_for(context) -> None:  # type: ignore[no-untyped-def]
    home = await route(context(), destination="回家", origin="Kiasma")
    assert home.cards[0].data["to"]["name"] == "Kauppatori"
    with pytest.raises(ToolError) as unknown:
        await route(context(), destination="公司")
    assert unknown.value.code == "address_unknown"
    assert "上班" in unknown.value.say.zh


async def test_without_a_map_it_says_how_to_get_one(user) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ToolError) as refused:
        await route(make_context(FakeStore(user), user=user), destination="Kiasma")
    assert refused.value.code == "no_map"
    assert "steward city add" in refused.value.say.zh


async def test_places_are_listed_with_whether_they_are_open(context) -> None:  # type: ignore[no-untyped-def]
    found = await find_place(context(), what="药店")
    assert found.say is not None
    assert "Apteekki" in found.say.zh
    assert "关门" in found.say.zh or "营业" in found.say.zh
    nothing = await find_place(context(), what="zoo of Atlantis")
    assert nothing.say is not None
    assert "zoo of Atlantis" in nothing.say.en


async def test_when_to_leave_leaves_time_to_spare(context) -> None:  # type: ignore[no-untyped-def]
    ctx = context()
    at = ctx.now + timedelta(hours=2)
    found = await when_to_leave(ctx, destination="Kiasma", at=at, mode="foot")
    assert found.say is not None
    walk = (await route(ctx, destination="Kiasma", mode="foot")).data[0]["seconds"]
    assert found.data["leave_at"] == (at - timedelta(seconds=walk, minutes=5)).isoformat()
    late = await when_to_leave(ctx, destination="Kiasma", at=ctx.now + timedelta(minutes=3), mode="foot")
    assert late.say is not None
    assert "来不及" in late.say.zh


async def test_a_day_without_a_clock_is_asked_for_its_clock(context) -> None:  # type: ignore[no-untyped-def]
    ctx = context()
    tomorrow = (ctx.now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    asked = (await when_to_leave(ctx, destination="Kiasma", at=tomorrow, mode="foot")).question
    assert asked is not None
    assert asked.parameter == "at"
    assert asked.call is not None
    assert asked.call.arguments == {"destination": "Kiasma", "at": tomorrow.date().isoformat(), "mode": "foot"}


async def _drive(context, store: FakeStore, prefer: str):  # type: ignore[no-untyped-def]
    found = await route(context(store=store), destination="Kiasma", prefer=prefer)
    started = await start_trip(context(store=store), which=found.items[0].id)
    for change in started.changes:
        await store.transact(
            "user-1", lambda unit, c=change: unit.apply(c, plugin="navigation", turn_id=None, now=context().now)
        )
    return started


async def test_the_way_you_usually_go_is_learned_shown_and_forgotten(context, user) -> None:  # type: ignore[no-untyped-def]
    store = FakeStore(user)
    unknown = await route(context(store=store), destination="Kiasma", prefer="usual")
    assert unknown.say is not None
    assert "do not know your usual way" in unknown.say.en
    for _ in range(3):
        started = await _drive(context, store, "fewest_lights")
        assert isinstance(started.changes[0], PutRecord)
    usual = await route(context(store=store), destination="Kiasma", prefer="usual")
    assert {w["variant"]: w["lights"] for w in usual.data}["usual"] == 0
    shown = await usual_routes(context(store=store))
    assert shown.say is not None
    street = shown.data[0]["street"]
    assert street in shown.say.zh
    part = await forget_usual(context(store=store), street=street)
    assert isinstance(part.changes[0], PutRecord)
    assert street not in part.changes[0].data["streets"]
    everything = await forget_usual(context(store=store))
    assert len(everything.changes) == 1


async def test_nothing_learned_is_nothing_to_forget(context) -> None:  # type: ignore[no-untyped-def]
    assert (await forget_usual(context())).changes == ()
    assert (await usual_routes(context())).data == []

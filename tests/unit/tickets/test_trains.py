"""Trains between towns: by the same tools as films, with times, seats and prices that are marked as made up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.errors import ToolError
from assistant.testing import Bench
from assistant.testing.talking import Answer
from assistant.types import ActionState
from tools.tickets.provider import Wanted
from tools.tickets.towns import by_name, nearest
from tools.tickets.trains import DemonstrationTrains, side_by_side

HELSINKI = ZoneInfo("Europe/Helsinki")
TOMORROW = datetime(2026, 11, 24, tzinfo=HELSINKI)


async def find(bench: Bench, text: str = "trains", **arguments: object) -> Answer:
    return await bench.say(text, "tickets__search", kind="train", **arguments)


async def test_a_train_is_found_bought_and_given_back(bench: Bench) -> None:
    found = await find(bench, origin="Helsinki", destination="Tampere", at=TOMORROW.isoformat())
    assert "Helsinki to Tampere" in found.text
    assert "demonstration timetable" in found.text
    first = found.finished[0].data[0]
    asked = (await bench.say("buy", "tickets__buy", showing=first["id"], quantity=2)).asked
    assert asked is not None
    assert "not valid on any train" in asked.question.en
    assert "演示车票" in asked.question.zh
    one, other = asked.terms.details["seats"]
    assert one[:-1] == other[:-1]  # the same row
    assert "I will remind you to leave" in (await bench.say("yes")).text
    remind, after = bench.follow_ups
    assert "station" in remind.say.en
    assert "车站" in remind.say.zh
    assert remind.due_at < datetime.fromisoformat(first["start"]) < after.due_at
    await bench.say("cancel", "tickets__cancel")
    assert "in full" in (await bench.say("yes")).text
    assert [a.state for a in bench.actions if a.call.tool == "tickets__cancel"] == [ActionState.SUCCEEDED]
    assert not bench.follow_ups


async def test_without_an_origin_it_leaves_from_where_the_user_is(bench: Bench) -> None:
    found = await find(bench, destination="坦佩雷", at=TOMORROW.isoformat())
    assert "Helsinki to Tampere" in found.text


async def test_from_where_is_asked_when_no_train_goes_from_here(bench: Bench) -> None:
    asked = await find(bench, destination="杭州")
    assert asked.text == "From which town?"


async def test_where_to_is_asked_for(bench: Bench) -> None:
    asked = await find(bench)
    assert asked.text == "To which town?"


@pytest.mark.parametrize(
    ("origin", "destination", "code"),
    [
        ("Helsinki", "Atlantis", "town_unknown"),
        ("Helsinki", "Beijing", "no_line"),
        ("Helsinki", "Helsinki", "no_line"),
    ],
)
async def test_what_no_train_reaches_is_said(bench: Bench, origin: str, destination: str, code: str) -> None:
    answer = await find(bench, origin=origin, destination=destination)
    assert answer.finished[0].error == code


@pytest.mark.parametrize(
    ("words", "town"),
    [
        ("北京", "beijing"),
        ("北京南站", "beijing"),
        ("杭州市", "hangzhou"),
        ("看看上海", "shanghai"),
        ("Munich", "munich"),
        ("Jyvaskyla", "jyvaskyla"),
        ("london station", "london"),
        ("火星", None),
        ("Narnia", None),
    ],
)
def test_towns_are_known_by_their_names(words: str, town: str | None) -> None:
    found = by_name(words)
    assert (found.id if found else None) == town


def test_one_is_in_the_town_that_is_near() -> None:
    here = nearest(60.2, 24.9)
    assert here is not None
    assert here.id == "helsinki"
    assert nearest(0.0, 0.0) is None


async def test_times_are_of_the_place_and_the_way_takes_its_time(tmp_path: Path) -> None:
    trains = DemonstrationTrains(tmp_path)
    day = datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
    wanted = Wanted(kind="train", origin="beijing", destination="shanghai", start=day, until=day + timedelta(days=1))
    found = await trains.showings((), wanted)
    assert len(found) >= 8
    assert {str(t.start.tzinfo) for t in found} == {"Asia/Shanghai"}
    assert all(timedelta(hours=4) < t.until - t.start < timedelta(hours=8) for t in found)
    assert [t.start for t in found] == sorted(t.start for t in found)
    assert await trains.showings((), wanted) == found
    for show in found:
        assert await trains.showing(None, show.id) == show


@pytest.mark.parametrize("showing_id", ["train|a|b|2026-11-24|0", "train|x", "train|helsinki|tampere|today|0"])
async def test_a_train_that_is_not_there_is_refused(tmp_path: Path, showing_id: str) -> None:
    with pytest.raises(ToolError) as failed:
        await DemonstrationTrains(tmp_path).showing(None, showing_id)
    assert failed.value.code == "showing_unknown"


async def test_late_a_fifth_of_the_price_is_kept(bench: Bench) -> None:
    found = await find(bench, origin="Helsinki", destination="Turku", at=TOMORROW.isoformat())
    last = found.finished[0].data[-1]
    await bench.say("buy", "tickets__buy", showing=last["id"], quantity=1)
    await bench.say("yes")
    bench.clock.set(datetime.fromisoformat(last["start"]) - timedelta(hours=2))
    asked = (await bench.say("cancel it", "tickets__cancel")).asked
    assert asked is not None
    assert asked.terms.fee is not None
    assert 0 < asked.terms.fee.amount < 10


def test_people_sit_in_one_row_where_there_is_one() -> None:
    free = ["05-01A", "05-02B", "05-02C", "05-02D", "06-01A"]
    assert side_by_side(free, 3) == ["05-02B", "05-02C", "05-02D"]
    assert side_by_side(free, 4) == ["05-01A", "05-02B", "05-02C", "05-02D"]
    assert side_by_side(["05-01A", "05-01C", "05-02A", "05-02B"], 2) == ["05-02A", "05-02B"]
    assert side_by_side(["05-01A", "05-01C", "05-02A"], 2) == ["05-01A", "05-01C"]
    assert side_by_side([], 1) == []

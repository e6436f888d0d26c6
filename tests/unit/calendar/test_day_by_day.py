"""Alarms follow the day while days pass: holidays and make-up days, travel, the evening's word, the user's own hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

import httpx
import pytest
from harness import House, open_house

from api.initiative.keeping import CalendarKeeper
from assistant.day import mornings
from assistant.moments import zone
from assistant.ports import Engagement, Place, Places, TravelTime
from assistant.testing import Bench
from assistant.types import User
from assistant.workdays import workdays
from tools.calendar import plugin

SHANGHAI = zone("Asia/Shanghai")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", embeddings=False, now="2026-09-28T20:00:00+08:00") as opened:
        yield opened


def keeper(house: House) -> CalendarKeeper:
    parts = house.parts
    return CalendarKeeper(
        store=parts.store, toolbox=parts.toolbox, desk=parts.desk, clock=parts.clock, changed=parts.changed
    )


async def say(client: httpx.AsyncClient, text: str) -> str:
    answer = await client.post("/api/turns", json={"text": text})
    assert answer.status_code == 200
    return str(answer.json()["reply"]["text"])


async def live(house: House, user: User, days: int) -> list[tuple[str, str]]:
    """Let days pass, an hour at a time, and collect what the calendar rings: (moment, words)."""
    parts, rung = house.parts, []
    for hour in range(days * 24):
        parts.clock.base += timedelta(hours=1)
        if hour % 6 == 0:
            await keeper(house).keep(user)
        for delivery in await parts.store.due.claim(parts.clock.now(), 50):
            rung.append((f"{delivery.due_at.astimezone(SHANGHAI):%m-%d %H:%M}", delivery.say.zh))
    return rung


async def test_two_weeks_over_national_day_with_a_make_up_saturday(house: House) -> None:
    lin = await house.new_user("zh")
    user = await house.parts.store.people.get((await lin.get("/api/me")).json()["id"])
    await say(lin, "让闹钟跟着日程走，平时七点叫我")
    await say(lin, "十月九号早上七点半开会")
    rung = await live(house, user, 14)
    woken = list(dict.fromkeys(at for at, words in rung if "起床" in words))  # an alarm repeats until answered
    # 1 to 7 October are off; the 9th begins early; Saturday the 10th is worked; the 11th is a Sunday.
    assert woken == [
        "09-29 07:00", "09-30 07:00", "10-08 07:00", "10-09 06:30", "10-10 07:00", "10-12 07:00",
    ]  # fmt: skip
    told = dict(rung)
    assert told["10-08 21:00"] == "明天早上6点半叫你，早上7点半有开会。"
    assert told["10-09 21:00"] == "明天调休要上班，早上7点照常叫你。"
    assert told["10-10 21:00"] == "明天休息，不叫你。"


async def test_what_the_user_did_to_one_morning_by_hand_stays(house: House) -> None:
    ann = await house.new_user("en")
    user = await house.parts.store.people.get((await ann.get("/api/me")).json()["id"])
    await say(ann, "let my alarms follow my calendar, usually at 7 am")
    [row] = [f for f in (await ann.get("/api/follow-ups")).json()["items"] if f["due_at"].startswith("2026-09-29T07")]
    await ann.delete(f"/api/follow-ups/{row['id']}")
    assert not await keeper(house).keep(user)
    left = [f["due_at"][5:16] for f in (await ann.get("/api/follow-ups")).json()["items"] if f["kind"] == "alarm"]
    assert "09-29T07:00" not in left
    assert "09-30T07:00" in left


async def test_a_round_that_changes_nothing_writes_nothing(house: House) -> None:
    ann = await house.new_user("en")
    user = await house.parts.store.people.get((await ann.get("/api/me")).json()["id"])
    assert not await keeper(house).keep(user)
    await say(ann, "let my alarms follow my calendar, usually at 7 am")
    before = len((await ann.get("/api/actions")).json()["items"])
    assert not await keeper(house).keep(user)
    assert len((await ann.get("/api/actions")).json()["items"]) == before


class Town:
    """A map with one far place, an hour and a half away."""

    async def here(self, user: User) -> Place:
        return Place(id="home", names={"": "home"}, latitude=31.0, longitude=121.0)

    async def find(self, text: str = "", **more: object) -> tuple[Place, ...]:
        return (Place(id="far", names={"": text}, latitude=31.5, longitude=121.5),) if text == "Airport" else ()

    async def between(self, origin: Place, destination: Place, *, mode: str = "car") -> timedelta:
        return timedelta(minutes=90)


def alarm(bench: Bench, day: str) -> str:
    return next((f"{f.due_at:%H:%M}" for f in bench.follow_ups if f.kind == "alarm" and f"{f.due_at:%m-%d}" == day), "")


async def test_a_far_meeting_wakes_earlier_by_the_way_there_and_a_near_one_does_not() -> None:
    bench, town = Bench((plugin,)), Town()
    bench.toolbox.ports = {Places: town, TravelTime: town}
    await bench.say("follow", "calendar__follow_day", on=True, at="2026-11-24T07:00:00+08:00")
    await bench.say("near", "calendar__add", title="coffee", at="2026-11-24T09:00:00+08:00", place="Corner")
    assert alarm(bench, "11-24") == "07:00"
    far = await bench.say("far", "calendar__add", title="flight", at="2026-11-24T09:00:00+08:00", place="Airport")
    assert alarm(bench, "11-24") == "06:30"
    assert "Your alarm follows: tomorrow at 6:30 am." in far.text


async def test_a_change_after_the_evenings_word_is_said_at_once() -> None:
    bench = Bench((plugin,))
    await bench.say("follow", "calendar__follow_day", on=True, at="2026-11-24T07:00:00+08:00")
    bench.clock.set(datetime(2026, 11, 23, 22, tzinfo=SHANGHAI))
    bench.store.rows(bench.user.id)
    await bench.say("late", "calendar__add", title="call", at="2026-11-24T07:00:00+08:00")
    told = [f for f in bench.follow_ups if f.key == "evening:2026-11-24"]
    assert [(f"{f.due_at:%H:%M}", f.say.en) for f in told] == [
        ("22:00", "I will wake you at 6 am tomorrow: call is at 7 am.")
    ]
    assert alarm(bench, "11-24") == "06:00"


def test_leave_in_the_calendar_is_a_day_off() -> None:
    tuesday = datetime(2026, 11, 24, tzinfo=SHANGHAI)
    leave = Engagement(id="l", title="年假", start=tuesday, end=tuesday + timedelta(days=2), all_day=True)
    days = [tuesday.date() + timedelta(days=n) for n in range(3)]
    found = mornings(
        days, time(7), "Asia/Shanghai", [leave], works=lambda d: workdays("CN-workday").works(d), travel={}
    )
    assert [m.at is None for m in found] == [True, True, False]

"""The doors of time and initiative: channels, push, grants, standing wishes, the feed, openings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import icalendar
import pytest
from harness import House

KEYS = {"p256dh": "B" + "x" * 86, "auth": "a" * 22}


async def test_a_person_is_told_only_after_they_agreed(owner: httpx.AsyncClient) -> None:
    mum = {"kind": "webhook", "address": "http://127.0.0.1:9/", "person": "Mum", "after_minutes": 1}
    refused = await owner.post("/api/channels", json=mum)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "consent_needed")
    made = await owner.post("/api/channels", json={**mum, "consent": "I asked her on Sunday, she said yes."})
    assert made.status_code == 201
    assert made.json()["after_minutes"] == 5
    assert made.json()["consent"]["words"].startswith("I asked her")
    [listed] = (await owner.get("/api/channels")).json()["items"]
    assert "secret" not in listed
    assert "127.0.0.1" not in str(listed)


async def test_only_the_owner_reaches_into_the_house(ann: httpx.AsyncClient) -> None:
    inside = {"kind": "webhook", "address": "http://127.0.0.1:9/"}
    assert (await ann.post("/api/channels", json=inside)).json()["error"]["code"] == "private_address"
    many = {"kind": "apprise", "address": "json://192.168.1.1/"}
    assert (await ann.post("/api/channels", json=many)).json()["error"]["code"] == "private_address"
    push = {"endpoint": "http://10.0.0.1/x", "keys": KEYS}
    assert (await ann.post("/api/push-subscriptions", json=push)).json()["error"]["code"] == "private_address"


@pytest.mark.parametrize("address", ["gnome://", "nonsense://x", "no address"])
async def test_a_service_nobody_knows_is_refused(owner: httpx.AsyncClient, address: str) -> None:
    answer = await owner.post("/api/channels", json={"kind": "apprise", "address": address})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_address")


async def test_a_test_message_says_what_came_of_it(owner: httpx.AsyncClient) -> None:
    made = (await owner.post("/api/channels", json={"kind": "webhook", "address": "http://127.0.0.1:9/"})).json()
    tried = (await owner.post(f"/api/channels/{made['id']}/test")).json()
    assert tried == {"state": "failed", "detail": "ConnectError"}
    assert (await owner.delete(f"/api/channels/{made['id']}")).status_code == 204
    assert (await owner.post(f"/api/channels/{made['id']}/test")).status_code == 404


async def test_a_browser_subscribes_once_however_often_it_asks(owner: httpx.AsyncClient) -> None:
    body = {"endpoint": "http://127.0.0.1:9/push", "keys": KEYS}
    first = (await owner.post("/api/push-subscriptions", json=body)).json()
    again = (await owner.post("/api/push-subscriptions", json=body)).json()
    assert first["id"] == again["id"]
    listed = (await owner.get("/api/push-subscriptions")).json()
    assert len(listed["items"]) == 1
    assert len(listed["public_key"]) == 87
    assert (await owner.delete(f"/api/push-subscriptions/{first['id']}")).status_code == 204


async def test_tickets_up_to_a_price_need_no_yes_until_the_grant_is_taken_back(house: House) -> None:
    owner = house.client()
    body = {"tools": "tickets__buy", "max_price": "100", "currency": "CNY"}
    made = (await owner.post("/api/grants", json=body)).json()
    assert made["say"]["en"] == "tickets__buy: up to 100 CNY without asking"
    grants = await house.parts.store.read(
        (await owner.get("/api/me")).json()["id"], house.parts.desk._parts.acts.grants
    )
    assert [(g.tools, str(g.max_price)) for g in grants] == [("tickets__buy", "100")]
    assert (await owner.delete(f"/api/grants/{made['id']}")).status_code == 204
    assert (await owner.get("/api/grants")).json()["items"] == []


@pytest.mark.parametrize(
    ("change", "code"), [({"tools": "nobody__buy"}, "unknown_tool"), ({"tools": "almanac__workday"}, "needs_no_grant")]
)
async def test_a_grant_names_a_tool_that_asks(owner: httpx.AsyncClient, change: dict[str, str], code: str) -> None:
    body = {"tools": "tickets__buy", "max_price": "100", "currency": "CNY", **change}
    assert (await owner.post("/api/grants", json=body)).json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("text", "values", "what"),
    [
        ("If it rains tomorrow, remind me to take an umbrella.", {"rain_tomorrow": 80}, "take an umbrella"),
        ("如果明天下雨，提醒我带伞", {"rain_tomorrow": 80}, "带伞"),
    ],
)
async def test_a_standing_wish_is_met_once_and_then_rests(
    house: House, text: str, values: dict[str, float], what: str
) -> None:
    owner = house.client()
    rule = (await owner.post("/api/rules", json={"text": text})).json()
    assert what in rule["say"]["zh"]
    dry = await owner.post("/api/observations", json={"values": {"rain_tomorrow": 10}})
    assert dry.json()["fired"] == []
    wet = await owner.post("/api/observations", json={"values": values})
    assert [r["id"] for r in wet.json()["fired"]] == [rule["id"]]
    assert (await owner.post("/api/observations", json={"values": values})).json()["fired"] == []
    [due] = (await owner.get("/api/follow-ups")).json()["items"]
    assert what in due["say"]["en"]
    assert (await owner.get("/api/rules")).json()["items"][0]["fired"] == 1


async def test_near_a_pharmacy_means_near_one_on_the_map(owner: httpx.AsyncClient) -> None:
    text = "when I am near a pharmacy, remind me to buy plasters"
    assert (await owner.post("/api/rules", json={"text": text})).status_code == 201
    lapland = await owner.post("/api/observations", json={"latitude": 68.9, "longitude": 27.0})
    assert lapland.json()["fired"] == []
    # The Yliopiston Apteekki in Mannerheimintie, in the map of Helsinki that comes along.
    town = await owner.post("/api/observations", json={"latitude": 60.16886, "longitude": 24.94124})
    assert len(town.json()["fired"]) == 1


async def test_a_vital_sign_comes_through_the_same_door_and_is_asked_about_once(owner: httpx.AsyncClient) -> None:
    body = {"code": "8867-4", "value": 140, "at": "2026-11-23T08:55:00+08:00"}
    first = (await owner.post("/api/observations", json=body)).json()
    assert first["kept"]
    assert "140" in first["remark"]["en"]
    again = (await owner.post("/api/observations", json=body)).json()
    assert (again["kept"], again["remark"]) == (True, None)
    [row] = (await owner.get("/api/follow-ups")).json()["items"]
    assert row["kind"] == "check_in"
    mixed = await owner.post("/api/observations", json={**body, "latitude": 60.0})
    assert mixed.status_code == 422


async def test_what_cannot_be_watched_is_not_promised(owner: httpx.AsyncClient) -> None:
    for body in ({"text": "when pigs fly"}, {"when": {"metric": "x"}, "say": "a"}, {"say": "a"}):
        answer = await owner.post("/api/rules", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_watchable")


async def test_a_phone_subscribes_to_a_feed_that_rings_by_itself(house: House, owner: httpx.AsyncClient) -> None:
    body = {"kind": "alarm", "due_at": "2026-11-24T07:00:00+08:00", "say": "Wake up", "recurrence": "FREQ=DAILY"}
    await owner.post("/api/follow-ups", json=body)
    url = (await owner.post("/api/calendar-feed")).json()["url"]
    stranger = house.client(token=None)
    answer = await stranger.get(url)
    calendar: Any = icalendar.Calendar.from_ical(answer.text)
    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Wake up"
    assert event["DTSTART"].dt.isoformat() == "2026-11-24T07:00:00+08:00"
    assert event["RRULE"].to_ical() == b"FREQ=DAILY"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(0)]
    assert (await stranger.get("/api/calendar.ics?key=" + "x" * 43)).status_code == 401
    await owner.delete("/api/calendar-feed")
    assert (await stranger.get(url)).status_code == 401


async def test_one_tap_turns_a_kind_off_and_on_again(owner: httpx.AsyncClient) -> None:
    off = await owner.post("/api/initiative/feedback", json={"topic": "medical", "answer": "off"})
    [topic] = off.json()["topics"]
    assert (topic["off"], topic["silent"]["en"]) == (True, "You turned off health.")
    on = await owner.post("/api/initiative/feedback", json={"topic": "medical", "answer": "on"})
    assert on.json()["topics"][0]["silent"] is None


async def test_quiet_hours_change_in_part(owner: httpx.AsyncClient) -> None:
    changed = await owner.patch("/api/initiative", json={"quiet_hours": {"start": "21:30"}, "per_day": 3})
    body = changed.json()
    assert (body["quiet_hours"]["start"], body["quiet_hours"]["end"], body["per_day"]) == ("21:30", "07:00", 3)
    assert (await owner.patch("/api/initiative", json={"quiet_hours": {"start": "25:00"}})).status_code == 422


async def test_a_check_in_opens_a_conversation_that_says_why_and_does_nothing(house: House) -> None:
    owner = house.client()
    body = {"kind": "check_in", "due_at": "2026-11-23T09:00:00+08:00", "say": "How is the knee?"}
    await owner.post("/api/follow-ups", json=body)
    [delivery] = await house.parts.store.due.claim(house.parts.clock.now(), 10)
    await house.parts.courier.openings.open(delivery)
    [row] = (await owner.get("/api/follow-ups")).json()["items"]
    talk = row["deliveries"][0]["conversation_id"]
    [turn] = (await owner.get(f"/api/conversations/{talk}")).json()["turns"]
    assert (turn["source"], turn["reply"]["text"]) == ("schedule", "How is the knee?")
    assert turn["events"][0]["why"][0]["text"] == "Because you set this for now."
    # A crash between the conversation and its mark begins no second one.
    await house.parts.courier.openings.open(delivery)
    assert len((await owner.get("/api/conversations")).json()["items"]) == 1

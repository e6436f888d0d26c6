"""Who may come in and what they may do; nobody sees anybody else's things."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import OWNER_TOKEN, House, open_house

TEN = "2026-11-23T10:00:00+08:00"


async def test_me_is_who_i_am_and_what_this_token_may_do(ann: httpx.AsyncClient, owner: httpx.AsyncClient) -> None:
    me = (await ann.get("/api/me")).json()
    assert (me["language"], me["timezone"], me["scopes"]) == ("en", "Asia/Shanghai", ["approve", "talk"])
    assert (me["now"], me["clock_speed"]) == ("2026-11-23T09:00:00+08:00", 0)
    assert (await owner.get("/api/me")).json()["scopes"] == ["admin", "approve", "talk"]


async def test_changing_me_changes_what_is_named(ann: httpx.AsyncClient) -> None:
    changed = (await ann.patch("/api/me", json={"timezone": "Europe/Helsinki", "home": "Elm Street 5"})).json()
    assert (changed["timezone"], changed["home"], changed["name"]) == ("Europe/Helsinki", "Elm Street 5", "Somebody")
    assert changed["now"] == "2026-11-23T03:00:00+02:00"
    assert (await ann.patch("/api/me", json={"home": None})).json()["home"] is None
    for bad in ({"timezone": "Nowhere"}, {"language": "fr"}, {"name": " "}, {"id": "x"}, {"country": "china"}):
        assert (await ann.patch("/api/me", json=bad)).status_code == 422


async def test_only_the_owner_adds_people(house: House, ann: httpx.AsyncClient, owner: httpx.AsyncClient) -> None:
    body = {"name": "Bob", "language": "zh", "timezone": "Asia/Shanghai"}
    denied = await ann.post("/api/users", json=body)
    assert (denied.status_code, denied.json()["error"]["code"]) == (403, "scope_missing")
    assert (await ann.get("/api/users")).status_code == 403
    made = await owner.post("/api/users", json=body)
    assert made.status_code == 201
    token = made.json()["token"]
    assert (await house.client(token).get("/api/me")).json()["scopes"] == ["approve", "talk"]
    assert "Bob" in [user["name"] for user in (await owner.get("/api/users")).json()["items"]]
    assert token not in (await owner.get("/api/users")).text


async def test_a_token_gives_no_more_than_the_one_it_was_made_with(house: House, ann: httpx.AsyncClient) -> None:
    talk = (await ann.post("/api/tokens", json={"name": "kitchen", "scopes": ["talk"]})).json()
    more = await ann.post("/api/tokens", json={"scopes": ["talk", "admin"]})
    assert (more.status_code, more.json()["error"]["code"]) == (403, "scope_missing")
    kitchen = house.client(talk["token"])
    assert (await kitchen.post("/api/tokens", json={"scopes": ["talk"]})).status_code == 403
    rows = (await ann.get("/api/tokens")).json()["items"]
    assert {row["name"]: row["current"] for row in rows} == {"first": True, "kitchen": False}
    assert talk["token"] not in str(rows)


async def test_a_revoked_token_is_nobody(house: House, ann: httpx.AsyncClient) -> None:
    made = (await ann.post("/api/tokens", json={"scopes": ["talk"]})).json()
    other = house.client(made["token"])
    assert (await other.get("/api/me")).status_code == 200
    await ann.delete(f"/api/tokens/{made['id']}")
    assert (await other.get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {OWNER_TOKEN}",
        f"Bearer {OWNER_TOKEN}x",
        "Bearer " + "x" * 9999,
    ],
)
async def test_without_a_valid_token_there_is_nothing(house: House, header: str | None) -> None:
    client = house.client(None, **({"Authorization": header} if header is not None else {}))
    answer = await client.get("/api/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_tokens_are_not_kept_in_clear(house: House, ann: httpx.AsyncClient, tmp_path: Path) -> None:
    secret = (await ann.post("/api/tokens", json={"scopes": ["talk"]})).json()["token"]
    for file in (tmp_path / "data").iterdir():
        if file.is_file():
            assert secret.encode() not in file.read_bytes()
            assert OWNER_TOKEN.encode() not in file.read_bytes()


async def test_a_browser_signs_in_once_and_its_cookie_is_no_scripts_business(house: House) -> None:
    browser = house.client(None)
    answer = await browser.post("/api/session", json={"token": OWNER_TOKEN})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await browser.get("/api/me")).status_code == 200
    turn = {"text": "stop"}
    refused = await browser.post("/api/turns", json=turn)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "csrf")
    guarded = {"X-Steward-CSRF": "1"}
    assert (await browser.post("/api/turns", json=turn, headers=guarded)).status_code == 200
    away = {**guarded, "Origin": "http://evil.example"}
    wrong = await browser.post("/api/turns", json=turn, headers=away)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "wrong_origin")
    assert (await browser.delete("/api/session", headers=guarded)).status_code == 204
    assert (await browser.get("/api/me")).status_code == 401


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(house: House) -> None:
    browser = house.client(None)
    await browser.post("/api/session", json={"token": OWNER_TOKEN})
    stolen = dict(browser.cookies)
    await browser.delete("/api/session", headers={"X-Steward-CSRF": "1"})
    thief = house.client(None)
    thief.cookies.update(stolen)
    assert (await thief.get("/api/me")).status_code == 401


async def test_a_wrong_token_opens_no_session(house: House) -> None:
    answer = await house.client(None).post("/api/session", json={"token": "wrong"})
    assert (answer.status_code, answer.headers.get("set-cookie")) == (401, None)


@pytest.mark.parametrize("name", ["evil.example", "steward.evil.example:8765", "", "127.0.0.1.evil.example"])
async def test_a_name_that_is_not_ours_is_not_answered(house: House, name: str) -> None:
    answer = await house.client().get("/api/me", headers={"Host": name})
    assert (answer.status_code, answer.json()["error"]["code"]) == (421, "wrong_host")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1:8765", "[::1]:8765", "192.168.1.7", "home.localhost"])
async def test_our_own_names_and_addresses_are_answered(house: House, name: str) -> None:
    assert (await house.client().get("/api/me", headers={"Host": name})).status_code == 200


async def test_a_name_the_settings_allow_is_answered(tmp_path: Path) -> None:
    async with open_house(tmp_path / "data", planners=[], allowed_hosts="steward.example, other.example") as house:
        assert (await house.client().get("/healthz", headers={"Host": "steward.example"})).status_code == 200


async def _things(client: httpx.AsyncClient) -> dict[str, str]:
    """One of everything, by id."""
    alarm = await client.post("/api/follow-ups", json={"kind": "alarm", "due_at": TEN, "say": "private"})
    fact = await client.post("/api/memory/facts", json={"text": "a private fact"})
    turn = await client.post("/api/turns", json={"text": 'parking__reserve {"lot": "private"}'})
    token = await client.post("/api/tokens", json={"scopes": ["talk"]})
    action = (await client.get("/api/actions")).json()["items"][-1]
    return {
        "follow_up": alarm.json()["id"],
        "fact": fact.json()["id"],
        "turn": turn.json()["turn_id"],
        "conversation": turn.json()["conversation_id"],
        "approval": turn.json()["pending"]["id"],
        "token": token.json()["id"],
        "action": action["id"],
    }


async def test_no_route_answers_for_another_users_id(ann: httpx.AsyncClient, bob: httpx.AsyncClient, park: Any) -> None:
    ids = await _things(ann)
    before = [(await ann.get(path)).text for path in ("/api/follow-ups", "/api/memory/facts", "/api/approvals")]
    answers = [
        await bob.patch(f"/api/follow-ups/{ids['follow_up']}", json={"say": "mine now"}),
        await bob.delete(f"/api/follow-ups/{ids['follow_up']}"),
        await bob.post(f"/api/follow-ups/{ids['follow_up']}/ack"),
        await bob.post(f"/api/follow-ups/{ids['follow_up']}/snooze", json={"minutes": 5}),
        await bob.patch(f"/api/memory/facts/{ids['fact']}", json={"text": "mine now"}),
        await bob.delete(f"/api/memory/facts/{ids['fact']}"),
        await bob.get(f"/api/conversations/{ids['conversation']}"),
        await bob.post("/api/turns", json={"text": "yes", "conversation_id": ids["conversation"]}),
        await bob.post("/api/plan", json={"text": "yes", "conversation_id": ids["conversation"]}),
        await bob.post(f"/api/approvals/{ids['approval']}", json={"decision": "approve"}),
        await bob.post(f"/api/actions/{ids['action']}/undo"),
        await bob.delete(f"/api/tokens/{ids['token']}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (await bob.post(f"/api/turns/{ids['turn']}/cancel")).json() == {"cancelled": False}
    lists = ("/api/follow-ups", "/api/memory/facts", "/api/approvals", "/api/actions", "/api/conversations")
    for path in (*lists, "/api/memory/search?q=private"):
        assert (await bob.get(path)).json()["items"] == [], path
    cursors = (f"/api/actions?cursor={ids['action']}", f"/api/memory/facts?cursor={ids['fact']}")
    for path in cursors:
        assert (await bob.get(path)).json()["items"] == [], path
    after = [(await ann.get(path)).text for path in ("/api/follow-ups", "/api/memory/facts", "/api/approvals")]
    assert after == before
    assert park.reserved == []


async def test_errors_speak_the_users_language(bob: httpx.AsyncClient, house: House) -> None:
    message = (await bob.get("/api/conversations/none")).json()["error"]["message"]
    assert message == "没有这个对话。"
    stranger = house.client(None, **{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "请先登录" in (await stranger.get("/api/me")).json()["error"]["message"]

"""Health, numbers, the page, export and erasure, and what happens when the house itself is in trouble."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import House, open_house

from api.doors import page
from assistant.errors import StorageFull


async def test_health_needs_no_token_and_tells_nothing_personal(house: House, ann: httpx.AsyncClient) -> None:
    stranger = house.client(None)
    assert (await stranger.get("/healthz")).json() == {"status": "ok"}
    ready = (await stranger.get("/readyz")).json()
    assert ready["status"] == "ready"
    assert ready["ears"]["status"] in ("loading", "fetching", "absent", "failed")
    await ann.post("/api/turns", json={"text": "stop"})
    await ann.get("/api/conversations/a-personal-id")
    numbers = (await stranger.get("/metrics")).text
    assert 'steward_requests_total{method="POST",route="/api/turns",status="200"} 1' in numbers
    assert "steward_turn_seconds_count 1" in numbers
    assert "a-personal-id" not in numbers


async def test_without_a_built_page_there_is_a_friendly_notice(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(page, "FOLDER", tmp_path / "none")
    answer = await house.client(None).get("/")
    assert answer.status_code == 200
    assert "make page" in answer.text


async def test_the_built_page_comes_with_a_strict_policy(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Steward</title>")
    (tmp_path / "assets" / "main-abc.js").write_text("1")
    (tmp_path / ".secret").write_text("no")
    (tmp_path.parent / "outside.txt").write_text("no")
    monkeypatch.setattr(page, "FOLDER", tmp_path)
    stranger = house.client(None)
    index = await stranger.get("/")
    assert "Steward" in index.text
    policy = index.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "immutable" in (await stranger.get("/assets/main-abc.js")).headers["cache-control"]
    for path in ("/.secret", "/../outside.txt", "/..%2foutside.txt", "/assets/none.js", "/assets"):
        assert (await stranger.get(path)).status_code == 404, path


async def test_tools_are_listed_with_what_they_do(ann: httpx.AsyncClient) -> None:
    tools = {tool["name"]: tool for tool in (await ann.get("/api/tools")).json()["items"]}
    assert tools["parking__reserve"]["effect"] == "COMMIT"
    assert tools["alarms__set_alarm"]["examples"]["zh"]


async def test_export_has_everything_of_mine_and_nothing_of_others(
    ann: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await ann.post("/api/memory/facts", json={"text": "my favourite tea is oolong"})
    await bob.post("/api/memory/facts", json={"text": "bob drinks coffee"})
    made = await ann.post("/api/tokens", json={"scopes": ["talk"]}, headers={"Idempotency-Key": "t"})
    secret = made.json()["token"]
    text = (await ann.get("/api/me/export")).text
    assert "oolong" in text
    assert "coffee" not in text
    assert secret not in text


async def test_erasing_me_leaves_nothing_and_my_token_is_nobody(
    house: House, ann: httpx.AsyncClient, bob: httpx.AsyncClient, tmp_path: Path
) -> None:
    await ann.post("/api/memory/facts", json={"text": "my favourite tea is oolong"})
    assert (await ann.delete("/api/me")).status_code == 204
    assert (await ann.get("/api/me")).status_code == 401
    assert (await bob.get("/api/me")).status_code == 200
    for file in (tmp_path / "data").iterdir():
        if file.is_file():
            assert b"oolong" not in file.read_bytes()


async def test_an_owner_who_leaves_leaves_an_empty_house_with_a_door(house: House, owner: httpx.AsyncClient) -> None:
    await owner.post("/api/memory/facts", json={"text": "my favourite tea is oolong"})
    assert (await owner.delete("/api/me")).status_code == 204
    assert (await owner.get("/api/memory/facts")).json()["items"] == []


async def test_a_full_disk_is_507_and_says_so(
    house: House, ann: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any) -> None:
        raise StorageFull

    monkeypatch.setattr(house.parts.store.database, "write", full)
    answer = await ann.post("/api/memory/facts", json={"text": "x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")


async def test_our_own_bug_is_logged_once_with_an_id_and_answered_honestly(
    house: House, ann: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a private detail")

    monkeypatch.setattr(house.parts.toolbox, "_specs", None)
    monkeypatch.setattr(type(house.parts.toolbox), "specs", broken)
    with caplog.at_level(logging.ERROR):
        answer = await ann.get("/api/tools")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "internal")
    assert "private" not in answer.text
    (record,) = caplog.records
    reference = record.args[0]  # type: ignore[index]
    assert str(reference) in answer.json()["error"]["message"]


async def test_the_first_token_is_made_once_and_stays_good(tmp_path: Path) -> None:
    async with open_house(tmp_path, planners=[], token=None) as house:
        token = house.steward.new_token
        assert token
        assert (await house.client(token).get("/api/me")).status_code == 200
    async with open_house(tmp_path, planners=[], token=None) as house:
        assert house.steward.new_token is None
        assert (await house.client(token).get("/api/me")).status_code == 200


async def test_a_new_token_in_the_environment_replaces_the_one_before(tmp_path: Path) -> None:
    async with open_house(tmp_path, planners=[], token="first-token"):
        pass
    async with open_house(tmp_path, planners=[], token="second-token") as house:
        assert (await house.client("second-token").get("/api/me")).status_code == 200
        assert (await house.client("first-token").get("/api/me")).status_code == 401

"""A request that comes twice is done once and answered the same."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from unit.memory.memory_home import Home

from memory import Answer, KeyReused, StillRunning


async def test_a_retry_gets_the_first_answer(home: Home) -> None:
    requests, ann = home.store.requests, home.ann.id
    assert await requests.begin(ann, "k", "/api/turns", "hash", home.now) is None
    await requests.finish(ann, "k", 200, {"reply": "好"})
    assert await requests.begin(ann, "k", "/api/turns", "hash", home.now) == Answer(status=200, body={"reply": "好"})


async def test_another_body_or_route_under_the_same_key_is_refused(home: Home) -> None:
    requests, ann = home.store.requests, home.ann.id
    await requests.begin(ann, "k", "/api/turns", "hash", home.now)
    for route, body in (("/api/turns", "other"), ("/api/plan", "hash")):
        with pytest.raises(KeyReused):
            await requests.begin(ann, "k", route, body, home.now)


async def test_of_ten_at_once_one_goes_on_and_the_others_wait(home: Home) -> None:
    async def send() -> str:
        try:
            await home.store.requests.begin(home.ann.id, "k", "/api/turns", "hash", home.now)
        except StillRunning:
            return "waits"
        return "goes on"

    assert sorted(await asyncio.gather(*(send() for _ in range(10)))) == ["goes on"] + ["waits"] * 9


async def test_keys_belong_to_their_user_and_can_be_given_back(home: Home) -> None:
    requests = home.store.requests
    await requests.begin(home.ann.id, "k", "/r", "h", home.now)
    assert await requests.begin(home.bob.id, "k", "/r", "h", home.now) is None
    await requests.drop(home.ann.id, "k")
    assert await requests.begin(home.ann.id, "k", "/r", "h", home.now) is None


async def test_old_keys_are_forgotten(home: Home) -> None:
    requests, ann = home.store.requests, home.ann.id
    await requests.begin(ann, "k", "/r", "h", home.now)
    await requests.finish(ann, "k", 200, None)
    await requests.forget_old(home.now + timedelta(days=3))
    assert await requests.begin(ann, "k", "/r", "h", home.now) is None


async def test_a_setting_outlives_a_restart(home: Home) -> None:
    assert await home.store.settings.get("clock") is None
    await home.store.settings.put("clock", "2026-11-23T09:00:00+08:00")
    await home.store.settings.put("clock", "2026-11-24T09:00:00+08:00")
    assert await home.store.settings.get("clock") == "2026-11-24T09:00:00+08:00"

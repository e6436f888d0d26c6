"""Which planners the settings ask for, and that what they promise reaches the model's planner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.planners import close, planners_of
from api.settings import Settings
from assistant.errors import PlannerUnavailable
from assistant.planners.local import embeddings
from assistant.planners.model import ModelPlanner
from assistant.ports import Transcript
from assistant.testing import NOW
from assistant.types import User
from memory import SqlStore, open_store
from tests.endpoint import ScriptedEndpoint, words
from tests.unit.planners.model.scene import TOOLS, turn


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def _settings(tmp_path: Path, **given: object) -> Settings:
    return Settings(data_dir=tmp_path, **given)  # type: ignore[arg-type]


def test_without_a_model_there_is_the_local_planner_alone(store: SqlStore, tmp_path: Path) -> None:
    assert [p.name for p in planners_of(_settings(tmp_path), store, lambda: NOW)] == ["local"]


def test_without_the_extra_or_where_it_is_turned_off_the_ngrams_read_alone(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for installed, wanted in ((False, True), (True, False)):
        monkeypatch.setattr(embeddings, "is_available", lambda there=installed: there)
        [local] = planners_of(_settings(tmp_path, embeddings=wanted), store, lambda: NOW)
        assert not hasattr(local.prepare(TOOLS).examples, "deeper")  # type: ignore[attr-defined]


def test_limits_and_privacy_are_what_the_settings_say(store: SqlStore, tmp_path: Path) -> None:
    settings = _settings(tmp_path, model="first", model_deadline=7, model_tokens_per_day=0, fallback_model="second")
    _, model = planners_of(settings, store, lambda: NOW)
    assert isinstance(model, ModelPlanner)
    assert (model.limits.deadline, model.budget.tokens_per_day) == (7, None)
    assert [c.endpoint.model for c in model._chats] == ["first", "second"]
    assert not any(c.endpoint.sees_private for c in model._chats)
    shared = planners_of(_settings(tmp_path, model="first", model_share_private=True), store, lambda: NOW)[1]
    assert isinstance(shared, ModelPlanner)
    assert shared._chats[0].endpoint.sees_private


async def test_a_spent_day_stays_spent_over_a_restart(tmp_path: Path) -> None:
    with ScriptedEndpoint() as endpoint:
        endpoint.script(words("Hello.", usage=(2_900, 50)))
        settings = _settings(tmp_path, model="first", openai_base_url=endpoint.url, model_tokens_per_day=3_000)
        store = open_store(tmp_path)
        ann: User = await store.people.add("Ann", now=NOW, is_owner=True)
        planners = planners_of(settings, store, lambda: NOW)
        assert (await planners[1].plan(turn("hi", user=ann), Transcript(), (), TOOLS)).text == "Hello."
        await close(planners)
        store.close()
        again = open_store(tmp_path)
        planners = planners_of(settings, again, lambda: NOW)
        with pytest.raises(PlannerUnavailable) as refused:
            await planners[1].plan(turn("hi", user=ann), Transcript(), (), TOOLS)
        assert refused.value.code == "model_budget"
        await close(planners)
        again.close()
        assert len(endpoint.requests) == 1

"""A model library is loaded only when a model is asked, and talks to nobody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from assistant.ports import Transcript
from tests.endpoint import ScriptedEndpoint, words
from tests.unit.planners.model.scene import TOOLS, planner, turn


def test_making_a_planner_loads_no_model_library() -> None:
    code = (
        "import sys; from assistant.planners.model import ModelPlanner, ModelEndpoint; import assistant;"
        "ModelPlanner(ModelEndpoint(model='m'));"
        "heavy = [m for m in ('langchain', 'langchain_core', 'openai', 'langsmith', 'httpx') if m in sys.modules];"
        "sys.exit(', '.join(heavy) or None)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


async def test_no_trace_is_sent_whatever_the_environment_says(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.script(words("Hello."))
    with ScriptedEndpoint() as tracker:
        tracker.script(words("never"))
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
            monkeypatch.setenv(name, tracker.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "secret")
        from langsmith import utils

        forget: Callable[[], None] = utils.get_env_var.cache_clear  # type: ignore[attr-defined]
        forget()
        asked = planner(endpoint.url)
        assert (await asked.plan(turn("hi"), Transcript(), (), TOOLS)).text == "Hello."
        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()
        assert tracker.requests == []
        await asked.aclose()
        forget()


async def test_a_key_in_the_environment_does_not_go_to_a_stranger(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-you")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    endpoint.script(words("Hello."))
    asked = planner(endpoint.url)
    await asked.plan(turn("hi"), Transcript(), (), TOOLS)
    assert "sk-not-for-you" not in str(endpoint.requests[0].headers)
    await asked.aclose()

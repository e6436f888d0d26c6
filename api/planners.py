"""Which planners are asked, in order: the local one always, a language model when one is configured."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Sequence

from api.settings import Settings
from assistant.ports import Planner
from assistant.types import ToolSpec


async def warm(planners: Sequence[Planner], tools: Sequence[ToolSpec]) -> None:
    """Let them learn the tools and load their libraries now, so that the first sentence need not wait."""
    for planner in planners:
        prepare = getattr(planner, "prepare", None)
        if prepare is None:
            continue
        if inspect.iscoroutinefunction(prepare):
            await prepare()
        else:
            await asyncio.to_thread(prepare, tools)


def planners_of(settings: Settings) -> Sequence[Planner]:
    from assistant.planners.local import LocalPlanner

    planners: list[Planner] = [LocalPlanner()]
    if settings.model:
        from assistant.planners.model import ModelEndpoint, ModelPlanner

        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
        endpoint = ModelEndpoint(model=settings.model, base_url=settings.openai_base_url, api_key=key)
        planners.append(ModelPlanner(endpoint))
    return planners

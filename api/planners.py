"""Which planners are asked, in order: the local one always, a language model when one is configured."""

from __future__ import annotations

from collections.abc import Sequence

from api.settings import Settings
from assistant.ports import Planner


def planners_of(settings: Settings) -> Sequence[Planner]:
    from assistant.planners.local import LocalPlanner

    planners: list[Planner] = [LocalPlanner()]
    if settings.model:
        from assistant.planners.model import ModelEndpoint, ModelPlanner

        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
        endpoint = ModelEndpoint(model=settings.model, base_url=settings.openai_base_url, api_key=key)
        planners.append(ModelPlanner(endpoint))
    return planners

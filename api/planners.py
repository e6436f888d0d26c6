"""Which planners are asked, in order: the local one always, a language model when one is configured."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from pydantic import SecretStr

from api.allowance import StoredMeter
from api.settings import Settings
from assistant.ports import Planner, Store
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


async def close(planners: Sequence[Planner]) -> None:
    """Give back what they hold: a model's connections."""
    for planner in planners:
        if (aclose := getattr(planner, "aclose", None)) is not None:
            await aclose()


def planners_of(settings: Settings, store: Store, now: Callable[[], datetime]) -> Sequence[Planner]:
    """`store` keeps what models have cost, `now` is the assistant's clock."""
    planners: list[Planner] = [_local(settings)]
    if settings.model:
        planners.append(_model(settings, store, now))
    return planners


def _local(settings: Settings) -> Planner:
    """With the extra `embeddings` a stronger one; without it quietly the usual one."""
    from assistant.planners.local import LocalPlanner
    from assistant.planners.local.embeddings import LateEmbeddings, is_available
    from assistant.planners.local.example_vectors import ExampleVectors

    if not (settings.embeddings and is_available()):
        return LocalPlanner()
    kept = ExampleVectors(settings.data_dir / "understanding" / "examples.npz")
    return LocalPlanner(learn=partial(LateEmbeddings, kept=kept))


def _model(settings: Settings, store: Store, now: Callable[[], datetime]) -> Planner:
    from assistant.planners.local.said import values_said
    from assistant.planners.model import Budget, Limits, ModelEndpoint, ModelPlanner

    def endpoint(model: str, url: str | None, key: SecretStr | None) -> ModelEndpoint:
        secret = key.get_secret_value() if key else ""
        return ModelEndpoint(model=model, base_url=url, api_key=secret, share_private=settings.model_share_private)

    fallback = settings.fallback_model
    return ModelPlanner(
        endpoint(settings.model or "", settings.openai_base_url, settings.openai_api_key),
        fallback=endpoint(fallback, settings.fallback_base_url, settings.fallback_api_key) if fallback else None,
        budget=Budget(settings.model_tokens_per_day or None, StoredMeter(store, now)),
        limits=Limits(deadline=settings.model_deadline),
        read_user=values_said,
    )

"""The real ears for the tests in this folder: the model is fetched once into a cache, or the tests say why not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from voice.catalogue import WHISPER_BASE
from voice.ears import WhisperEars
from voice.weights import WeightsUnavailable, obtain

HERE = Path(__file__).parent
MANIFEST: list[dict[str, Any]] = yaml.safe_load((HERE / "manifest.yaml").read_text(encoding="utf-8"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.speech)


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of models: STEWARD_TEST_MODELS, or `steward/models` in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("STEWARD_TEST_MODELS") or Path(cache) / "steward" / "models")
    try:
        asyncio.run(obtain(WHISPER_BASE, folder))
    except (WeightsUnavailable, OSError) as error:
        pytest.skip(f"no speech model: {error}")
    return folder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def ears(models: Path) -> AsyncIterator[WhisperEars]:
    real = WhisperEars(models)
    await real.warm()
    yield real
    await real.close()

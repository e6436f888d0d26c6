"""The town is drawn once; each test has tables of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.restaurants.eating import open_town, sit_down

from assistant.testing import Bench
from tools.places import MapPlaces


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> MapPlaces:
    return open_town(tmp_path_factory.mktemp("eating"))


@pytest.fixture
def bench(tmp_path: Path, town: MapPlaces) -> Bench:
    return sit_down(tmp_path, town)

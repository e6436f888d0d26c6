"""A town with two cinemas, drawn once; each test has seats of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.tickets.going_out import open_town, sit_down

from assistant.testing import Bench
from tools.places import MapPlaces


@pytest.fixture(scope="session")
def cinemas(tmp_path_factory: pytest.TempPathFactory) -> MapPlaces:
    return open_town(tmp_path_factory.mktemp("going-out"))


@pytest.fixture
def bench(tmp_path: Path, cinemas: MapPlaces) -> Bench:
    return sit_down(tmp_path, cinemas)

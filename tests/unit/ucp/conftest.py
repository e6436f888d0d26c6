"""A bakery that lives in the test's own time, and a customer at its door."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.ucp.bakery import Bakery


@pytest.fixture
def bakery(tmp_path: Path) -> Bakery:
    return Bakery(tmp_path)

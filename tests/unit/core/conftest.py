"""A bench with the umbrella shop on it, and its vendor to play tricks with."""

from __future__ import annotations

import pytest

from assistant.testing import Bench
from tests.unit.core.shop import Vendor, shop


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
def bench(vendor: Vendor) -> Bench:
    return Bench((shop,), providers={"shop": vendor})

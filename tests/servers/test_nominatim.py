"""The adapter for Nominatim against a real server that knows Helsinki."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from tools.places import MapPlaces
from tools.places.cities import Cities
from tools.places.nominatim import Nominatim

ADDRESS = os.environ.get("NOMINATIM_URL", "")
pytestmark = pytest.mark.skipif(
    not ADDRESS,
    reason="Nominatim imports with osm2pgsql into PostgreSQL with PostGIS: programs that come with no Python package; "
    "NOMINATIM_URL may name a server that knows Helsinki",
)


async def test_a_name_and_an_address_are_found_and_found_again(tmp_path: Path) -> None:
    local = MapPlaces(Cities(tmp_path))
    async with httpx.AsyncClient(trust_env=False) as http:
        places = Nominatim(http, ADDRESS, local, local.cities)
        here = local.cities.indexes()[0].middle()
        for said in ("Kiasma", "Mannerheimintie 5"):
            (found, *_) = await places.find(said, near=here)
            assert (found.metres or 0) < 2_000
            again = await places.get(found.id)
            assert again is not None
            assert abs(again.latitude - found.latitude) < 0.001

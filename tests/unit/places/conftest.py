"""The small town, installed; and the city that ships."""

from __future__ import annotations

import pytest
from mapmaker import at
from unit.places.town import draw

from assistant.ports import Place
from tools.places import MapPlaces
from tools.places.cities import Cities


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> MapPlaces:
    home = tmp_path_factory.mktemp("town")
    cities = Cities(home / "cities")
    cities.add(str(draw(home / "Town.osm.pbf")))
    return MapPlaces(cities)


@pytest.fixture(scope="session")
def here() -> Place:
    latitude, longitude = at(0, 0)
    return Place(id="here", names={}, latitude=latitude, longitude=longitude)


@pytest.fixture(scope="session")
def helsinki(tmp_path_factory: pytest.TempPathFactory) -> MapPlaces:
    cities = Cities(tmp_path_factory.mktemp("helsinki"))
    return MapPlaces(cities)

"""A town to find the way in, with a market, two cafés of one name, lights and a home."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mapmaker import Map, at

from assistant.ports import Extracts, Place, Places
from assistant.testing import FakeStore, make_context, make_user
from assistant.types import User
from tools.navigation.offline import CityRouting
from tools.places import MapPlaces
from tools.places.cities import Cities


def draw_town() -> Map:
    """A grid of streets of 2 km with lights along Main Street."""
    town = Map()
    lit = {(x, 1_000) for x in (400, 800, 1_200, 1_600)}
    grid = {
        (x, y): town.node(x, y, **({"highway": "traffic_signals"} if (x, y) in lit else {}))
        for x in range(0, 2_001, 400)
        for y in range(0, 2_001, 500)
    }
    for y in range(0, 2_001, 500):
        name = {1_000: "Main Street", 500: "Quiet Street"}.get(y, f"Street {y}")
        town.street(*(grid[x, y] for x in range(0, 2_001, 400)), name=name, maxspeed="50" if y == 1_000 else "40")
    for x in range(0, 2_001, 400):
        town.street(*(grid[x, y] for y in range(0, 2_001, 500)), name=f"Avenue {x}")
    town.node(20, 1_010, amenity="marketplace", name="Kauppatori", name__en="Market Square", name__zh="集市广场")
    town.node(1_990, 1_010, tourism="museum", name="Kiasma", addr__street="Main Street", addr__housenumber="100")
    town.node(800, 10, amenity="cafe", name="Corner Café", addr__street="Street 0", addr__housenumber="8")
    town.node(1_600, 2_010, amenity="cafe", name="Corner Café")
    town.node(1_200, 510, amenity="pharmacy", name="Apteekki", opening_hours="Mo-Fr 08:00-09:00")
    town.node(1_990, 1_990, office="company", name="Widget Works")
    return town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Cities:
    home = tmp_path_factory.mktemp("town")
    cities = Cities(home / "cities")
    cities.add(str(draw_town().write(home / "Town.osm.pbf")))
    return cities


@pytest.fixture(scope="session")
def routing(town: Cities, tmp_path_factory: pytest.TempPathFactory) -> CityRouting:
    return CityRouting(town, tmp_path_factory.mktemp("graphs"))


@pytest.fixture
def user() -> User:
    return replace(make_user(timezone="Europe/Helsinki"), home="Kauppatori", work=None)


@pytest.fixture
def context(town: Cities, routing: CityRouting, user: User):  # type: ignore[no-untyped-def]
    """What a navigation tool runs in; `language`, `store` and `provider` may be given."""

    def make(**given: object):  # type: ignore[no-untyped-def]
        ports = {Places: MapPlaces(town), Extracts: town}
        settings = {"provider": routing, "user": user, "plugin": "navigation", **given}
        return make_context(settings.pop("store", None) or FakeStore(user), ports=ports, **settings)  # type: ignore[arg-type]

    return make


def spot(east: float, north: float) -> Place:
    latitude, longitude = at(east, north)
    return Place(id="spot", names={"": "Spot"}, latitude=latitude, longitude=longitude, city="Town")

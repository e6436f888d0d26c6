"""A town with houses to eat at, two of them of one name, and an assistant that knows it."""

from __future__ import annotations

from pathlib import Path

from mapmaker import Map

from assistant.ports import Places
from assistant.testing import Bench, FakeClock, make_user
from assistant.types import Language
from tools.places import MapPlaces
from tools.places.cities import Cities
from tools.restaurants import plugin
from tools.restaurants.kitchens import DemonstrationKitchens
from tools.restaurants.offline import DemonstrationTables
from tools.restaurants.provider import Vendors


def draw_town(path: Path) -> Path:
    town = Map()
    town.node(
        0,
        0,
        amenity="restaurant",
        name="Napoli",
        cuisine="italian",
        opening_hours="Mo-Su 11:00-23:00",
        phone="+358 9 123",
    )
    town.node(300, 0, amenity="restaurant", name="西贝莜面村", cuisine="chinese", opening_hours="Mo-Su 11:00-22:00")
    town.node(0, 400, amenity="restaurant", name="Ravintola", addr__street="Aleksanterinkatu", addr__housenumber="1")
    town.node(0, 800, amenity="restaurant", name="Ravintola", addr__street="Bulevardi", addr__housenumber="9")
    town.node(100, 900, tourism="museum", name="Ateneum")
    return town.write(path)


def open_town(home: Path) -> MapPlaces:
    cities = Cities(home / "cities")
    cities.add(str(draw_town(home / "Town.osm.pbf")))
    return MapPlaces(cities)


def sit_down(home: Path, places: MapPlaces, language: Language = "en", name: str = "user-1") -> Bench:
    """An assistant at that town; benches on one `home` book at the same houses."""
    vendors = Vendors(DemonstrationTables(home, places.is_open), DemonstrationKitchens(home, places.is_open))
    user = make_user(name, language=language, timezone="Europe/Helsinki")
    bench = Bench((plugin,), user=user, clock=FakeClock(), providers={"restaurants": vendors})
    bench.toolbox.ports = {Places: places}
    return bench

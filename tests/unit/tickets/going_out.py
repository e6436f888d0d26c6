"""A town with two cinemas and a stage, and an assistant that knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mapmaker import Map

from assistant.ports import Places
from assistant.testing import Bench, FakeClock, make_user
from assistant.types import Language
from tools.places import MapPlaces
from tools.places.cities import Cities
from tools.tickets import plugin
from tools.tickets.counter import Counter
from tools.tickets.offline import DemonstrationCinemas
from tools.tickets.trains import DemonstrationTrains


def open_town(home: Path) -> MapPlaces:
    town = Map()
    town.node(0, 0, amenity="cinema", name="Bio Rex", name__zh="雷克斯影院")
    town.node(900, 0, amenity="cinema", name="Kinopalatsi")
    town.node(0, 700, amenity="theatre", name="Kansallisteatteri", name__zh="国家剧院")
    cities = Cities(home / "cities")
    cities.add(str(town.write(home / "Town.osm.pbf")))
    return MapPlaces(cities)


def sit_down(home: Path, places: MapPlaces, language: Language = "en", name: str = "user-1") -> Bench:
    """An assistant at that town; benches on one `home` buy at the same houses."""
    user = make_user(name, language=language, timezone="Europe/Helsinki")
    bench = Bench(
        (plugin,),
        user=user,
        clock=FakeClock(),
        providers={"tickets": Counter(DemonstrationCinemas(home), {"train": DemonstrationTrains(home)})},
    )
    bench.toolbox.ports = {Places: places}
    return bench


def houses(bench: Bench) -> DemonstrationCinemas:
    """The cinemas and stages this bench buys at."""
    counter: Any = bench.toolbox.providers["tickets"]
    cinemas: DemonstrationCinemas = counter.houses
    return cinemas


def replace_houses(bench: Bench, kind: type[DemonstrationCinemas]) -> DemonstrationCinemas:
    """The same houses, sold by somebody who behaves otherwise."""
    made = kind(houses(bench).home)
    bench.toolbox.providers["tickets"] = Counter(made, {})
    return made

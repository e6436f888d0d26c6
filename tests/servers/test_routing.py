"""The adapters for OSRM and Valhalla against the real servers, and our own routes against OSRM's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from servers.routing import osrm, valhalla

from assistant.errors import ToolError
from assistant.ports import Place
from tools.navigation.offline import CityRouting, OutsideMap
from tools.navigation.online import OnlineRouting
from tools.navigation.osrm_service import Osrm
from tools.navigation.provider import RouteService
from tools.navigation.valhalla_service import Valhalla
from tools.places.cities import Cities

pytestmark = pytest.mark.timeout(600)
HELSINKI = Path(__file__).parents[2] / "tools" / "places" / "data" / "helsinki.osm.pbf"


def _place(latitude: float, longitude: float) -> Place:
    return Place(id="p", names={"": "Somewhere"}, latitude=latitude, longitude=longitude, city="Helsinki")


STATION, MARKET = _place(60.1710, 24.9415), _place(60.1676, 24.9525)
ROME = _place(41.9, 12.5)


@pytest.fixture(scope="module")
def osrm_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with osrm(HELSINKI, tmp_path_factory.mktemp("osrm")) as address:
        yield address


@pytest.fixture(scope="module")
def valhalla_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with valhalla(HELSINKI, tmp_path_factory.mktemp("valhalla")) as address:
        yield address


@pytest.fixture(params=["osrm", "valhalla"])
async def service(request: pytest.FixtureRequest) -> AsyncIterator[RouteService]:
    address = request.getfixturevalue(f"{request.param}_address")
    async with httpx.AsyncClient(trust_env=False) as http:
        yield Osrm(http, address) if request.param == "osrm" else Valhalla(http, address)


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> CityRouting:
    home = tmp_path_factory.mktemp("city")
    return CityRouting(Cities(home / "places"), home / "navigation")


async def test_a_route_comes_with_time_length_line_and_words(service: RouteService) -> None:
    best = (await service.alternatives(STATION, MARKET, "car"))[0]
    assert 600 < best.metres < 3_000
    assert 60 < best.duration.total_seconds() < 900
    for end, place in ((best.line[0], STATION), (best.line[-1], MARKET)):
        assert abs(end[0] - place.latitude) < 0.003
        assert abs(end[1] - place.longitude) < 0.006
    assert len(best.steps) >= 3
    assert all(step.zh and step.en for step in best.steps)
    assert best.steps[-1].zh == "到达目的地。"
    assert best.streets


async def test_lights_are_counted_and_fewer_are_never_more(service: RouteService, offline: CityRouting) -> None:
    ways = await OnlineRouting(service, offline).ways(STATION, MARKET, "car")
    by_variant = {way.variant: way for way in ways}
    fastest, fewest = by_variant["fastest"], by_variant["fewest_lights"]
    assert fastest.lights is not None
    assert fewest.lights is not None
    assert 1 <= fewest.lights <= fastest.lights
    assert fewest.duration >= fastest.duration


async def test_what_is_outside_the_map_is_told_from_a_server_that_is_down(service: RouteService) -> None:
    with pytest.raises(ToolError) as refused:
        await service.alternatives(STATION, ROME, "car")
    assert refused.value.code in (OutsideMap.code, "no_route")


async def test_our_line_and_theirs_count_the_same_lights(offline: CityRouting, osrm_address: str) -> None:
    """The counter reads a drawn line; on the line of a route of our own it must agree with what the route knows."""
    own = (await offline.ways(STATION, MARKET, "car"))[0]
    online = OnlineRouting(Osrm(httpx.AsyncClient(), osrm_address), offline)
    counted = online._counter("Helsinki").along(own.line)
    assert own.lights is not None
    assert abs(counted - own.lights) <= 2


def test_our_cost_is_osrms_cost(tmp_path: Path) -> None:
    """The same profile, penalties 0, 200 random trips: median within 1 %, 95th percentile within 3 %."""
    from benchmarks.navigation import against_osrm, read_router

    with osrm(HELSINKI, tmp_path, light=0, u_turn=0) as address:
        errors = against_osrm(read_router(HELSINKI), address, trips=200)
    assert len(errors) == 200
    assert errors[100] <= 0.01
    assert errors[190] <= 0.03

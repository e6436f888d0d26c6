"""Routing services on the network: what they say is told as ours is, and what they fail at is said or made good."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.navigation.conftest import spot

from assistant import Setup
from assistant.errors import ToolError
from assistant.ports import Place
from tools import web
from tools.navigation.amap_service import Amap
from tools.navigation.choosing import NavigationConfig, make_routing
from tools.navigation.counting import LightCounter
from tools.navigation.gcj02 import to_gcj02, to_wgs84
from tools.navigation.offline import CityRouting
from tools.navigation.online import OnlineRouting
from tools.navigation.osrm_service import Osrm
from tools.navigation.provider import RouteService
from tools.navigation.valhalla_service import Valhalla, decode

ANSWER = json.loads((Path(__file__).parent / "fixtures" / "amap_driving.json").read_text(encoding="utf-8"))
Handler = Callable[[httpx.Request], httpx.Response]


def _http(answer: Handler) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


def _services(answer: Handler) -> list[RouteService]:
    http = _http(answer)
    return [Osrm(http, "http://osrm"), Valhalla(http, "http://valhalla"), Amap(http, "key")]


def _beijing(latitude: float, longitude: float) -> Place:
    return Place(id="p", names={"": "P"}, latitude=latitude, longitude=longitude, city="Beijing")


async def test_amap_is_asked_in_its_own_coordinates_and_answers_in_ours() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json=ANSWER)

    start = _beijing(*to_wgs84(40.007, 116.353))
    found = await Amap(_http(answer), "secret").alternatives(start, _beijing(40.008, 116.355), "car")
    assert asked[0].path == "/v5/direction/driving"
    assert asked[0].params["origin"] == "116.353000,40.007000"
    assert found[0].line[0] == pytest.approx((start.latitude, start.longitude), abs=1e-6)
    assert [(a.duration.total_seconds(), a.metres, a.lights) for a in found] == [(312, 1520, 4), (371, 1890, 2)]
    assert found[0].steps[0].zh == "沿清华东路向东行驶800米右转。"
    assert found[0].streets[0] == "清华东路"


async def test_of_its_paths_the_one_with_fewest_lights_is_compared(routing: CityRouting) -> None:
    service = Amap(_http(lambda _: httpx.Response(200, json=ANSWER)), "key")
    fastest, fewest = await OnlineRouting(service, routing).ways(spot(0, 0), spot(1, 1), "car")
    assert (fastest.lights, fewest.lights) == (4, 2)
    assert fewest.compared is not None
    assert fewest.compared.en == "1 minute longer, 2 lights fewer"


@given(st.floats(18, 53), st.floats(74, 134))
def test_coordinates_come_back_from_the_shift(latitude: float, longitude: float) -> None:
    assert to_wgs84(*to_gcj02(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-7)


def test_the_shift_is_the_known_one_and_none_abroad() -> None:
    # Tiananmen, in both systems, as published with the open implementations of the shift.
    assert to_gcj02(39.907404, 116.391274) == pytest.approx((39.908805, 116.397516), abs=2e-5)
    assert to_gcj02(60.17, 24.94) == (60.17, 24.94)


RUBBISH: list[Any] = [
    b"<html>gateway</html>", b"", b"[]", b"null", b"{}", b'{"code":"Ok"}', b'{"status":"1"}', b'{"trip":{}}',
    b'{"code":"Ok","routes":[{"legs":3}],"waypoints":[]}', b'{"status":"1","route":{"paths":[{}]}}',
    b'{"trip":{"legs":[{"shape":"\\u0001","maneuvers":[]}],"summary":{"time":"x","length":1}}}', b"9" * 9_000_000,
]  # fmt: skip


@pytest.mark.parametrize("content", RUBBISH, ids=range(len(RUBBISH)))
async def test_rubbish_is_called_rubbish(content: bytes) -> None:
    for service in _services(lambda _: httpx.Response(200, content=content)):
        with pytest.raises(ToolError) as refused:
            await service.alternatives(spot(0, 0), spot(1_000, 500), "car")
        assert refused.value.code in ("provider_rubbish", "provider_refused"), service.name


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_when_the_service_is_down_the_map_here_answers_and_says_so(routing: CityRouting, status: int) -> None:
    for service in _services(lambda _: httpx.Response(status)):
        ways = await OnlineRouting(service, routing).ways(spot(0, 0), spot(1_000, 500), "car")
        assert ways[0].note is not None
        assert "离线地图" in ways[0].note.zh


async def test_a_service_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch, routing: CityRouting) -> None:
    monkeypatch.setattr(web, "_DEADLINE", 0.05)

    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    http = httpx.AsyncClient(transport=httpx.MockTransport(never))
    ways = await OnlineRouting(Osrm(http, "http://osrm"), routing).ways(spot(0, 0), spot(1_000, 500), "car")
    assert ways[0].note is not None


async def test_a_wrong_key_is_not_hidden_behind_the_map_here(routing: CityRouting) -> None:
    refusing = Amap(_http(lambda _: httpx.Response(200, json={"status": "0", "infocode": "10001"})), "wrong")
    with pytest.raises(ToolError) as refused:
        await OnlineRouting(refusing, routing).ways(spot(0, 0), spot(1_000, 500), "car")
    assert refused.value.code == "provider_refused"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"code": "NoRoute"}, "no_route"),
        ({"code": "NoSegment"}, "outside_map"),
        ({"code": "TooBig"}, "provider_refused"),
    ],
)
async def test_what_osrm_cannot_do_is_told_apart(answer: dict[str, str], code: str) -> None:
    service = Osrm(_http(lambda _: httpx.Response(400, json=answer)), "http://osrm")
    with pytest.raises(ToolError) as refused:
        await service.alternatives(spot(0, 0), spot(1_000, 500), "car")
    assert refused.value.code == code


async def test_lights_along_a_drawn_line_are_those_of_the_way(routing: CityRouting) -> None:
    counter = LightCounter(routing.router("Town").graph)
    for end in (spot(1_990, 1_000), spot(1_000, 500), spot(600, 1_000)):
        for way in await routing.ways(spot(20, 1_000), end, "car"):
            assert counter.along(way.line) == way.lights


def test_a_polyline_is_read_and_a_broken_one_refused() -> None:
    assert decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5) == [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    for broken in ("_p~iF~ps|U_", "_p~iF", "\x01"):
        with pytest.raises(ValueError, match="polyline"):
            decode(broken)


@pytest.mark.parametrize(
    "settings", [{"provider": "teleport"}, {"provider": "osrm"}, {"provider": "valhalla"}, {"provider": "amap"}]
)
def test_settings_that_cannot_work_are_refused_at_once(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="navigation provider"):
        NavigationConfig(**settings)


def test_the_setting_chooses_the_service(tmp_path: Path) -> None:
    for config, name in (
        (NavigationConfig(), "offline"),
        (NavigationConfig(provider="osrm", url="http://o"), "osrm"),
        (NavigationConfig(provider="valhalla", url="http://v"), "valhalla"),
        (NavigationConfig(provider="amap", key="k"), "amap"),
    ):
        assert make_routing(Setup(config=config, data_dir=tmp_path)).name == name

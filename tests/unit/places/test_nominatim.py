"""Places by a Nominatim server: its answer in our words; what it does not know or cannot say, from the map here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from assistant import Setup
from assistant.ports import Place
from tools.places import MapPlaces, PlacesConfig, make_places
from tools.places.nominatim import Nominatim

# One row as /search?format=jsonv2&namedetails=1&extratags=1&addressdetails=1 of Nominatim 5 gives it.
ROW = {
    "place_id": 100, "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
    "osm_type": "way", "osm_id": 8033120, "lat": "60.1711", "lon": "24.9430", "category": "tourism", "type": "museum",
    "place_rank": 30, "importance": 0.4, "addresstype": "tourism", "name": "Kiasma",
    "display_name": "Kiasma, 2, Mannerheiminaukio, Helsinki", "boundingbox": ["60.1", "60.2", "24.9", "25.0"],
    "address": {"tourism": "Kiasma", "house_number": "2", "road": "Mannerheiminaukio", "city": "Helsinki"},
    "extratags": {"opening_hours": "Tu-Su 10:00-18:00", "phone": "+358 294 500 501"},
    "namedetails": {"name": "Kiasma", "name:en": "Museum of Modern Art Kiasma", "name:zh-Hant": "奇亞斯瑪"},
}  # fmt: skip


def _places(town: MapPlaces, answer: Callable[[httpx.Request], httpx.Response]) -> Nominatim:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Nominatim(http, "http://nominatim/", town, town.cities)


async def test_a_name_is_looked_up_near_where_one_is(town: MapPlaces, here: Place) -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json=[ROW])

    (found,) = await _places(town, answer).find("Kiasma", near=here)
    assert asked[0].path == "/search"
    assert asked[0].params["q"] == "Kiasma"
    assert asked[0].params["viewbox"].startswith("24.6")
    assert (found.id, found.kind, found.address) == ("w8033120", "museum", "Mannerheiminaukio 2")
    assert (found.name("en"), found.hours) == ("Museum of Modern Art Kiasma", "Tu-Su 10:00-18:00")
    assert 100 < (found.metres or 0) < 400
    assert found.city == "Town"


async def test_a_kind_is_not_a_name(town: MapPlaces, here: Place) -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    assert [p.name() for p in await _places(town, never).find("药店", near=here)] == ["Apteekki Eliel", "同仁堂"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=[]),
        httpx.Response(503),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json={"error": "x"}),
        httpx.Response(200, json=[{"osm_type": "node"}]),
        httpx.Response(200, json=[{**ROW, "lat": "nan"}]),
    ],
)
async def test_what_it_does_not_know_or_cannot_answer_comes_from_the_map_here(
    town: MapPlaces, here: Place, answer: httpx.Response
) -> None:
    found = await _places(town, lambda _: answer).find("Ateneum", near=here)
    assert found[0].name() == "Ateneum"


async def test_a_place_of_its_own_is_found_again_by_its_number(town: MapPlaces) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["osm_ids"])
        return httpx.Response(200, json=[ROW])

    again = await _places(town, answer).get("w8033120")
    assert again is not None
    assert asked == ["W8033120"]
    assert await _places(town, answer).get("nonsense") is None


def test_the_setting_chooses_it(tmp_path: Path) -> None:
    assert isinstance(make_places(Setup(data_dir=tmp_path)), MapPlaces)
    chosen = make_places(Setup(config=PlacesConfig(provider="nominatim", url="http://n"), data_dir=tmp_path))
    assert isinstance(chosen, Nominatim)
    for wrong in ({"provider": "nominatim"}, {"provider": "atlas"}):
        with pytest.raises(ValueError, match="places provider"):
            PlacesConfig(**wrong)

"""Places are found by what people say: a name in any script, a slip, a kind, a cuisine, an hour, a neighbourhood."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.ports import Place
from assistant.testing import make_user
from tools.places import MapPlaces

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=HELSINKI)
MONDAY_EVENING = datetime(2026, 11, 23, 18, tzinfo=HELSINKI)


async def _names(places: MapPlaces, text: str = "", **wish: object) -> list[str]:
    return [p.name() for p in await places.find(text, **wish)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("西贝莜面村", "西贝莜面村"),
        ("西貝莜面村", "西贝莜面村"),
        ("西贝", "西贝莜面村"),
        ("eliel pharmacy", "Apteekki Eliel"),
        ("艾利药房", "Apteekki Eliel"),
        ("雅典娜美术馆", "Ateneum"),
        ("the Ateneum", "Ateneum"),
        ("atenium", "Ateneum"),
        ("Ateneum museum", "Ateneum"),
        ("cafe ekberg", "Café Ékberg"),
        ("central park", "Keskuspuisto"),
        ("北京大学第三医院", "北京大学第三医院"),
        ("同仁堂药店", "同仁堂"),
        ("Market Street", "Market Street"),
        ("Bulevardi 14", "Bulevardi 14"),
    ],
)
async def test_a_name_in_any_script_with_small_slips(town: MapPlaces, here: Place, said: str, meant: str) -> None:
    assert (await _names(town, said, near=here))[0] == meant


async def test_a_kind_is_found_nearest_first_and_nameless_ones_are_left_out(town: MapPlaces, here: Place) -> None:
    for said in ("药店", "pharmacies", "a drugstore"):
        assert await _names(town, said, near=here) == ["Apteekki Eliel", "同仁堂"]


async def test_near_means_near(town: MapPlaces, here: Place) -> None:
    assert await _names(town, "pharmacy", near=here, within=1_000) == ["Apteekki Eliel"]
    assert all((p.metres or 0) <= 1_000 for p in await town.find("pharmacy", near=here, within=1_000))


@pytest.mark.parametrize(
    ("said", "meant"),
    [("意大利菜", {"Napoli"}), ("pizza", {"Napoli"}), ("Italian food", {"Napoli"}), ("火锅", {"海底捞火锅"})],
)
async def test_a_cuisine_is_found_by_its_tag_or_by_the_name(
    town: MapPlaces, here: Place, said: str, meant: set[str]
) -> None:
    assert set(await _names(town, said, near=here)) == meant


async def test_what_is_closed_at_that_time_is_left_out_and_the_unknown_is_not_called_open(
    town: MapPlaces, here: Place
) -> None:
    at_noon = await _names(town, "restaurant", near=here, open_at=MONDAY_NOON)
    in_the_evening = await _names(town, "restaurant", near=here, open_at=MONDAY_EVENING)
    assert "西贝莜面村" in at_noon
    assert "Napoli" not in at_noon
    assert "Napoli" in in_the_evening
    unknown = (await town.find("海底捞火锅", near=here))[0]
    assert town.is_open(unknown, MONDAY_NOON) is None


@pytest.mark.parametrize(
    "said", ["airport", "机场巴士总站", "Xyzzyq", "Bulevardi 99 Z", "", "   ", "🎈", "'; drop table place"]
)
async def test_what_is_not_there_is_not_found(town: MapPlaces, here: Place, said: str) -> None:
    assert "Ateneum" not in await _names(town, said, near=here)
    assert not [n for n in await _names(town, said, near=here) if n.endswith(("9", "14"))]


async def test_two_streets_of_one_name_are_two_and_pieces_of_one_are_one(town: MapPlaces, here: Place) -> None:
    streets = [p for p in await town.find("Market Street", near=here) if p.kind == "street"]
    assert len(streets) == 2


async def test_a_branch_named_for_its_street_is_not_the_street(town: MapPlaces, here: Place) -> None:
    assert next(p.kind for p in await town.find("Market Street", near=here)) == "street"


async def test_details_of_a_place_come_with_it(town: MapPlaces, here: Place) -> None:
    (found,) = await town.find("同仁堂", near=here)
    assert (found.phone, found.kind, found.city) == ("+86 10 6273 0000", "pharmacy", "Town")
    assert 1_990 < (found.metres or 0) < 2_010
    assert await town.get(found.id) is not None
    assert await town.get("n99999") is None


async def test_the_city_that_ships_is_there_at_once(helsinki: MapPlaces) -> None:
    user = make_user(timezone="Europe/Helsinki")
    here = await helsinki.here(user)
    assert here is not None
    assert here.city == "Helsinki"
    for said, meant in (("Kiasma", "Kiasma"), ("集市广场", "Kauppatori"), ("Market Square", "Kauppatori")):
        assert (await _names(helsinki, said, near=here))[0] == meant
    assert "OpenStreetMap" in helsinki.attribution

"""A small town with a bit of everything."""

from __future__ import annotations

from pathlib import Path

from mapmaker import Map


def draw_town() -> Map:
    town = Map()
    town.node(0, 0, amenity="restaurant", name="西贝莜面村", cuisine="chinese", opening_hours="Mo-Su 11:00-22:00")
    town.node(100, 0, amenity="restaurant", name="Napoli", cuisine="pizza;italian", opening_hours="Mo-Fr 17:00-23:00")
    town.node(200, 0, amenity="restaurant", name="海底捞火锅")
    town.node(300, 0, amenity="pharmacy", name="Apteekki Eliel", name__en="Eliel Pharmacy", name__zh="艾利药房")
    town.node(2_000, 0, amenity="pharmacy", name="同仁堂", phone="+86 10 6273 0000")
    town.node(400, 0, amenity="pharmacy")
    town.node(0, 500, tourism="museum", name="Ateneum", name__zh_Hant="雅典娜美術館", alt_name="Ateneumin taidemuseo")
    town.node(50, 500, amenity="restaurant", name="Ateneum Bistro")
    town.node(0, 900, amenity="cafe", name="Café Ékberg", addr__street="Bulevardi", addr__housenumber="9")
    town.node(60, 900, addr__street="Bulevardi", addr__housenumber="14")
    town.node(0, 1_200, amenity="school", name="Central School")
    town.node(9_000, 1_200, amenity="school", name="Central School")
    town.node(500, 500, amenity="fast_food", name="Burger King", branch="Market Street")
    town.street(town.node(500, 0), town.node(500, 400), name="Market Street")
    town.street(town.node(500, 400), town.node(500, 800), name="Market Street")
    town.street(town.node(500, 6_000), town.node(500, 6_400), name="Market Street")
    corners = [town.node(700, 0), town.node(800, 0), town.node(800, 100), town.node(700, 100)]
    town.way(*corners, corners[0], leisure="park", name="Keskuspuisto", name__en="Central Park")
    outline = town.way(town.node(900, 0), town.node(990, 0), town.node(990, 90))
    town.relation([("w", outline, "outer")], type="multipolygon", amenity="hospital", name="北京大学第三医院")
    return town


def draw(path: Path) -> Path:
    return draw_town().write(path)

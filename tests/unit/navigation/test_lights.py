"""Traffic lights are counted as people count them, and a way with fewer of them is never absurdly long."""

from __future__ import annotations

import pytest
from mapmaker import Map
from unit.navigation.trips import fastest, graph_of, routes

from tools.navigation.profile import SIGNAL_DELAY


def _avenue(*signals: tuple[float, float]) -> Map:
    """A street of 600 m to the east with lights on it, given as metres east and 0."""
    drawn = Map()
    nodes = [drawn.node(0, 0), *(drawn.node(e, n, highway="traffic_signals") for e, n in signals), drawn.node(600, 0)]
    drawn.street(*nodes)
    return drawn


def test_lights_far_apart_are_several_and_near_ones_are_one() -> None:
    assert fastest(_avenue((100, 0), (300, 0), (500, 0)), (0, 0), (600, 0)).lights == 3
    assert fastest(_avenue((300, 0), (320, 0)), (0, 0), (600, 0)).lights == 1


def test_the_signals_of_a_junction_of_two_wide_roads_are_one() -> None:
    drawn = Map()
    square = [drawn.node(x, y, highway="traffic_signals") for x, y in ((0, 0), (20, 0), (20, 20), (0, 20))]
    ends = [drawn.node(-200, 0), drawn.node(220, 0)]
    drawn.street(ends[0], square[0], square[1], ends[1], oneway="yes")
    drawn.street(square[1], square[2])
    drawn.street(square[2], square[3])
    drawn.street(square[3], square[0])
    assert fastest(drawn, (-150, 0), (200, 0)).lights == 1


def test_a_light_costs_time_and_one_behind_the_destination_does_not_count() -> None:
    dark, lit = fastest(_avenue(), (0, 0), (600, 0)), fastest(_avenue((300, 0)), (0, 0), (600, 0))
    assert lit.seconds - dark.seconds == pytest.approx(SIGNAL_DELAY, abs=0.1)
    assert fastest(_avenue((300, 0)), (0, 0), (200, 0)).lights == 0


def _two_ways(detour: float) -> Map:
    """Straight on with three lights, or around by a way without any that goes `detour` metres south first."""
    drawn = Map()
    west, east = drawn.node(0, 0), drawn.node(1_000, 0)
    lit = [drawn.node(e, 0, highway="traffic_signals") for e in (250, 500, 750)]
    drawn.street(west, *lit, east)
    drawn.street(west, drawn.node(0, -detour), drawn.node(1_000, -detour), east)
    drawn.street(drawn.node(-100, 0), west)
    drawn.street(east, drawn.node(1_100, 0))
    return drawn


def test_the_way_with_fewest_lights_has_fewer_and_says_what_it_costs() -> None:
    found = routes(_two_ways(200), (-50, 0), (1_050, 0))
    assert (found["fastest"].lights, found["fewest_lights"].lights) == (3, 0)
    assert found["fewest_lights"].seconds >= found["fastest"].seconds


def test_a_detour_out_of_all_proportion_is_not_offered() -> None:
    found = routes(_two_ways(5_000), (-50, 0), (1_050, 0))
    assert found["fewest_lights"].edges == found["fastest"].edges


def test_walkers_do_not_wait_for_cars_lights() -> None:
    lit, dark = (fastest(_avenue(*s), (0, 0), (600, 0), "foot") for s in (((300, 0),), ()))
    assert lit.seconds == pytest.approx(dark.seconds, abs=0.1)


def test_streets_one_usually_takes_are_preferred_where_it_costs_little() -> None:
    drawn = _two_ways(100)
    graph = graph_of(drawn)
    around = routes(drawn, (-50, 0), (1_050, 0))["fewest_lights"]
    known = {int(graph.key[e]): 3 for e in around.edges}
    found = routes(drawn, (-50, 0), (1_050, 0), familiar=known)
    assert found["usual"].familiar > 0.9
    assert "usual" not in routes(drawn, (-50, 0), (1_050, 0))

"""Who may go where: oneways, turn rules, barriers, squares, ferries; each on a map of a few streets."""

from __future__ import annotations

import pytest
from mapmaker import Map
from unit.navigation.trips import block, fastest, graph_of, metres

from tools.navigation.profile import MODES, pace


def test_a_oneway_is_kept_by_cars_and_not_by_walkers() -> None:
    drawn, n = block()
    drawn.street(n["a"], n["b"], oneway="yes")
    drawn.street(n["a"], n["c"])
    drawn.street(n["c"], n["d"])
    drawn.street(n["d"], n["b"])
    east, west = (10, 100), (90, 100)
    assert metres(drawn, east, west) == 80
    assert metres(drawn, west, east, "foot") == 80
    assert metres(drawn, (100, 60), (0, 60)) == 220


@pytest.mark.parametrize(
    ("tags", "forth", "back"),
    [
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "no"}, True, True),
        ({"junction": "roundabout"}, True, False),
        ({"highway": "motorway"}, True, False),
        ({}, True, True),
    ],
)
def test_every_spelling_of_oneway(tags: dict[str, str], forth: bool, back: bool) -> None:
    drawn, n = block()
    drawn.street(n["a"], n["b"], **tags)
    for start, end in (("a", "c"), ("c", "d"), ("d", "b")):
        drawn.street(n[start], n[end])
    assert (metres(drawn, (0, 60), (100, 60)) == 180) == forth
    assert (metres(drawn, (100, 60), (0, 60)) == 180) == back


def test_a_bicycle_may_go_against_where_it_says_so() -> None:
    drawn, n = block()
    drawn.street(n["a"], n["b"], oneway="yes", oneway__bicycle="no")
    for start, end in (("a", "c"), ("c", "d"), ("d", "b")):
        drawn.street(n[start], n[end])
    assert metres(drawn, (100, 60), (0, 60), "bicycle") == 180
    assert metres(drawn, (100, 60), (0, 60), "car") == 220


def _crossing() -> tuple[Map, dict[str, int], dict[str, int]]:
    """A crossroads in the middle of a ring, so that every way around is long but possible."""
    drawn = Map()
    n = {
        "west": drawn.node(-200, 0),
        "east": drawn.node(200, 0),
        "north": drawn.node(0, 200),
        "south": drawn.node(0, -200),
        "mid": drawn.node(0, 0),
    }
    arms = {side: drawn.street(n[side], n["mid"], name=side) for side in ("west", "east", "north", "south")}
    for start, end in (("west", "north"), ("north", "east"), ("east", "south"), ("south", "west")):
        drawn.street(n[start], n[end], name=f"ring {start}")
    return drawn, n, arms


WEST, NORTH, EAST, SOUTH = (-50, 0), (0, 50), (50, 0), (0, -50)


def test_a_forbidden_turn_is_not_taken_by_car_but_on_foot() -> None:
    drawn, n, arms = _crossing()
    drawn.rule("no_left_turn", arms["west"], n["mid"], arms["north"])
    assert metres(drawn, WEST, EAST) == 100
    assert (metres(drawn, WEST, NORTH) or 0) > 150
    assert metres(drawn, WEST, NORTH, "foot") == 100
    assert metres(drawn, SOUTH, NORTH) == 100


def test_only_straight_on_closes_every_other_turn() -> None:
    drawn, n, arms = _crossing()
    drawn.rule("only_straight_on", arms["west"], n["mid"], arms["east"])
    assert metres(drawn, WEST, EAST) == 100
    assert (metres(drawn, WEST, NORTH) or 0) > 150
    assert (metres(drawn, WEST, SOUTH) or 0) > 150
    assert metres(drawn, EAST, NORTH) == 100


def test_a_rule_that_spares_cars_binds_none() -> None:
    drawn, n, arms = _crossing()
    drawn.rule("no_left_turn", arms["west"], n["mid"], arms["north"], **{"except": "motorcar;bus"})
    assert metres(drawn, WEST, NORTH) == 100


def test_two_rules_one_after_the_other_are_both_kept() -> None:
    drawn, n, arms = _crossing()
    beyond = drawn.node(400, 0)
    up = drawn.node(200, 100)
    on = drawn.street(n["east"], beyond)
    turn = drawn.street(n["east"], up)
    drawn.rule("no_left_turn", arms["west"], n["mid"], arms["north"])
    drawn.rule("no_left_turn", arms["east"], n["east"], turn)
    del on
    assert (metres(drawn, WEST, (200, 50)) or 0) > 310
    assert metres(drawn, SOUTH, (300, 0)) == 350


def test_a_street_right_behind_a_rule_is_still_reached_straight() -> None:
    drawn, n, arms = _crossing()
    drawn.rule("no_left_turn", arms["west"], n["mid"], arms["north"])
    drawn.rule("no_right_turn", arms["west"], n["mid"], arms["south"])
    assert metres(drawn, WEST, (30, 0)) == 80


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "lift_gate", "motor_vehicle": "no"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "kerb"}, False),
    ],
)
def test_a_barrier_stops_cars_where_it_does(tags: dict[str, str], stops: bool) -> None:
    drawn, n = block()
    middle = drawn.node(50, 100, **tags)
    drawn.street(n["a"], middle, n["b"])
    for start, end in (("a", "c"), ("c", "d"), ("d", "b")):
        drawn.street(n[start], n[end])
    assert metres(drawn, (0, 60), (100, 60)) == (220 if stops else 180)
    assert metres(drawn, (0, 60), (100, 60), "foot") == 180


@pytest.mark.parametrize(
    ("tags", "open_to"),
    [
        ({"highway": "footway"}, {"foot", "bicycle"}),
        ({"highway": "steps"}, {"foot"}),
        ({"highway": "cycleway"}, {"foot", "bicycle"}),
        ({"highway": "motorway", "oneway": "no"}, {"car"}),
        ({"highway": "residential", "access": "private"}, set()),
        ({"highway": "residential", "access": "no", "foot": "yes"}, {"foot"}),
        ({"highway": "residential", "motor_vehicle": "no"}, {"foot", "bicycle"}),
        ({"highway": "service", "vehicle": "no", "motorcar": "yes"}, {"car", "foot", "bicycle"}),
        ({"highway": "construction"}, set()),
    ],
)
def test_who_may_use_which_street(tags: dict[str, str], open_to: set[str]) -> None:
    assert {mode for mode in MODES if pace(tags, mode).is_open} == open_to


def test_a_square_is_crossed_not_walked_around() -> None:
    drawn = Map()
    west, east = drawn.node(0, 50), drawn.node(100, 50)
    ring = [west, drawn.node(0, 0), drawn.node(100, 0), east, drawn.node(100, 100), drawn.node(0, 100), west]
    drawn.way(*ring, highway="pedestrian", area="yes", name="Market")
    drawn.street(drawn.node(-100, 50), west)
    drawn.street(east, drawn.node(200, 50))
    assert metres(drawn, (-50, 50), (150, 50), "foot") == 200


def test_a_bay_in_a_square_is_not_cut_across() -> None:
    drawn = Map()
    left, right = drawn.node(0, 100), drawn.node(100, 100)
    ring = [left, drawn.node(0, 0), drawn.node(100, 0), right]
    ring += [drawn.node(90, 100), drawn.node(90, 10), drawn.node(10, 10), drawn.node(10, 100), left]
    drawn.way(*ring, highway="pedestrian", area="yes")
    drawn.street(drawn.node(0, 200), left)
    drawn.street(right, drawn.node(100, 200))
    assert (metres(drawn, (0, 150), (100, 150), "foot") or 0) > 300


def test_a_ferry_takes_walkers_and_only_the_cars_it_says() -> None:
    for tags, by_car in (({}, None), ({"motor_vehicle": "yes"}, 4_200)):
        drawn = Map()
        here, there = drawn.node(100, 0), drawn.node(4_100, 0)
        drawn.street(drawn.node(0, 0), here)
        drawn.way(here, there, route="ferry", name="Suomenlinna", **tags)
        drawn.street(there, drawn.node(4_300, 0))
        assert metres(drawn, (0, 0), (4_200, 0), "foot") == 4_200
        assert metres(drawn, (0, 0), (4_200, 0), "car") == by_car


def test_a_trip_does_not_begin_in_a_walled_off_yard() -> None:
    drawn, n = block()
    for start, end in (("a", "b"), ("a", "c"), ("c", "d"), ("d", "b")):
        drawn.street(n[start], n[end])
    drawn.street(drawn.node(40, 50), drawn.node(60, 50))
    assert metres(drawn, (50, 52), (50, 0)) is not None


def test_the_posted_limit_counts_in_kilometres_and_miles() -> None:
    def seconds(**tags: str) -> float:
        drawn = Map()
        drawn.street(drawn.node(0, 0), drawn.node(2_000, 0), **tags)
        return fastest(drawn, (0, 0), (2_000, 0)).seconds

    assert seconds(maxspeed="100") < seconds(maxspeed="50") < seconds(maxspeed="20")
    assert seconds(maxspeed="30 mph") == pytest.approx(seconds(maxspeed="48.27"), rel=0.01)
    assert seconds(maxspeed="walk") == seconds()


def test_a_street_that_leaves_the_extract_ends_at_its_edge() -> None:
    drawn = Map()
    a, b, c = drawn.node(0, 0), drawn.node(100, 0), drawn.node(200, 0)
    beyond = 9_999  # in no node of the file
    drawn.street(a, b)
    drawn.street(b, c, beyond)
    drawn.street(a, beyond)
    assert metres(drawn, (0, 0), (200, 0)) == 200
    assert len(graph_of(drawn).tail) == 4

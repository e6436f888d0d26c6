"""Turn-by-turn words for a route, in Chinese and English: one instruction where a person has to do something."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assistant.types import Say
from tools.navigation.graph import Graph
from tools.navigation.variants import Route
from tools.navigation.words import distance

_SHORT = 25.0  # metres: a piece this short inside a junction gets no sentence of its own
_TURNED = 50  # degrees: more than this is a turn even where the street keeps its name
_STRAIGHT = 25
_SIGHT = 15.0  # metres along a street by which its direction is judged
_TURNS = (
    (_STRAIGHT, Say(zh="直行", en="continue straight")),
    (60, Say(zh="稍向{side}转", en="bear {side}")),
    (130, Say(zh="{side}转", en="turn {side}")),
    (165, Say(zh="向{side}急转", en="turn sharp {side}")),
    (181, Say(zh="掉头", en="make a U-turn")),
)
_COMPASS = (
    ("北", "north"), ("东北", "north-east"), ("东", "east"), ("东南", "south-east"),
    ("南", "south"), ("西南", "south-west"), ("西", "west"), ("西北", "north-west"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction; `metres` from here to the next one."""

    say: Say
    metres: float
    name: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class _Leg:
    """Edges in a row that need one instruction: how one turns into them, and on what."""

    angle: float
    edges: list[int]
    metres: float
    name: str
    ferry: bool


def steps(graph: Graph, route: Route) -> tuple[Step, ...]:
    """The instructions, the arrival last."""
    found: list[Step] = []
    for number, leg in enumerate(_legs(graph, route)):
        line = _line(graph, leg.edges[0])
        said = _depart(_bearing_out(line), leg, route.mode) if number == 0 else _go_on(leg, route.mode)
        found.append(Step(said, leg.metres, leg.name, float(line[0][0]), float(line[0][1])))
    found.append(Step(ARRIVED, 0.0, "", *route.line[-1]))
    return tuple(found)


def _legs(graph: Graph, route: Route) -> list[_Leg]:
    legs: list[_Leg] = []
    for number, (edge, metres) in enumerate(zip(route.edges, route.travelled, strict=True)):
        name, ferry = graph.names[graph.name[edge]], graph.kinds[graph.kind[edge]] == "ferry"
        angle = _angle(graph, route.edges[number - 1], edge) if number else 0.0
        if legs and _goes_on(legs[-1], name, ferry, angle, metres):
            last = legs[-1]
            last.edges.append(edge)
            last.metres += metres
            last.name = last.name or name
        else:
            legs.append(_Leg(angle, [edge], metres, name, ferry))
    return _without_tiny(legs)


def _goes_on(last: _Leg, name: str, ferry: bool, angle: float, metres: float) -> bool:
    if ferry != last.ferry:
        return False
    if name == last.name:
        return abs(angle) < _TURNED or ferry
    # A nameless bit inside a junction, or straight on: part of the street before it.
    return not name and abs(angle) < _TURNED and (metres < _SHORT or abs(angle) < _STRAIGHT)


def _without_tiny(legs: list[_Leg]) -> list[_Leg]:
    """A few metres between two turns (over a junction, up a kerb) are one turn onto what follows."""
    kept: list[_Leg] = []
    for leg in legs:
        if kept and kept[-1].metres < _SHORT and not leg.ferry and not kept[-1].ferry:
            tiny = kept.pop()
            angle = (tiny.angle + leg.angle + 180) % 360 - 180
            leg = _Leg(angle, tiny.edges + leg.edges, tiny.metres + leg.metres, leg.name, leg.ferry)  # noqa: PLW2901
        same = kept and leg.name == kept[-1].name and abs(leg.angle) < _TURNED and leg.ferry == kept[-1].ferry
        if same:
            kept[-1].edges += leg.edges
            kept[-1].metres += leg.metres
        else:
            kept.append(leg)
    if len(kept) > 1 and kept[-1].metres < _SHORT and not kept[-1].ferry:
        kept[-2].metres += kept.pop().metres
    return kept


def _depart(bearing: float, leg: _Leg, mode: str) -> Say:
    return _board(leg) if leg.ferry else depart(bearing, leg.name, leg.metres, mode)


def depart(bearing: float, name: str, metres: float, mode: str) -> Say:
    """The first instruction; `bearing` in degrees from north."""
    zh, en = _COMPASS[round(bearing / 45) % 8]
    far = distance(metres)
    along = Say(zh=f"沿{name}", en=f" on {name}") if name else Say(zh="", en="")
    return Say(zh=f"向{zh}出发，{along.zh}{_MOVE[mode]}{far.zh}。", en=f"Head {en}{along.en} for {far.en}.")


ARRIVED = Say(zh="到达目的地。", en="You have arrived.")


def _go_on(leg: _Leg, mode: str) -> Say:
    return _board(leg) if leg.ferry else turn(leg.angle, leg.name, leg.metres, mode)


def turn(angle: float, name: str, metres: float, mode: str) -> Say:
    """An instruction to turn by so many degrees, right being positive, and then to go so many metres."""
    word = next(say for limit, say in _TURNS if abs(angle) <= limit)
    side = ("右", "right") if angle > 0 else ("左", "left")
    far = distance(metres)
    zh = word.zh.format(side=side[0]) + (f"进入{name}" if name else "")
    en = word.en.format(side=side[1]) + (f" onto {name}" if name else "")
    return Say(zh=f"{zh}，{_MOVE[mode]}{far.zh}。", en=f"{en[0].upper()}{en[1:]} and go on for {far.en}.")


_MOVE = {"car": "行驶", "bicycle": "骑行", "foot": "走"}


def _board(leg: _Leg) -> Say:
    far = distance(leg.metres)
    return Say(
        zh=f"乘轮渡{f'（{leg.name}）' if leg.name else ''}{far.zh}。",
        en=f"Take the ferry{f' {leg.name}' if leg.name else ''} for {far.en}.",
    )


def _line(graph: Graph, edge: int) -> np.ndarray:
    return np.asarray(graph.shape[graph.shape_at[edge] : graph.shape_at[edge + 1]])


def _angle(graph: Graph, before: int, after: int) -> float:
    """Degrees turned from one edge to the next; right is positive."""
    turned = _bearing_out(_line(graph, after)) - (_bearing_out(_line(graph, before)[::-1]) + 180)
    return (turned + 180) % 360 - 180


def _bearing_out(line: np.ndarray) -> float:
    """The direction in which a street leaves, judged by its first metres and not by a kink of one."""
    scale = np.array([111_195.0, 111_195.0 * math.cos(math.radians(float(line[0][0])))])
    flat = (line - line[0]) * scale
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(flat, axis=0).T))])
    reach = min(_SIGHT, float(lengths[-1]))
    north, east = (float(np.interp(reach, lengths, flat[:, axis])) for axis in (0, 1))
    return math.degrees(math.atan2(east, north)) % 360

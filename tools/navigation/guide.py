"""Turn-by-turn words for a route, in Chinese and English, and how one way differs from another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assistant.types import Say
from tools.navigation.graph import Graph
from tools.navigation.variants import Route

_TURNS = (
    (25, "straight", Say(zh="直行", en="continue straight")),
    (60, "slight", Say(zh="稍向{side}转", en="bear {side}")),
    (130, "turn", Say(zh="{side}转", en="turn {side}")),
    (165, "sharp", Say(zh="向{side}急转", en="turn sharp {side}")),
    (181, "back", Say(zh="掉头", en="make a U-turn")),
)
_COMPASS = (
    ("北", "north"), ("东北", "north-east"), ("东", "east"), ("东南", "south-east"),
    ("南", "south"), ("西南", "south-west"), ("西", "west"), ("西北", "north-west"),
)  # fmt: skip
_SHORT = 25.0  # metres: a piece this short inside a junction gets no sentence of its own


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction; `metres` from here to the next one."""

    say: Say
    metres: float
    name: str
    latitude: float
    longitude: float


def steps(graph: Graph, route: Route) -> tuple[Step, ...]:
    """The instructions, the arrival last."""
    pieces = _pieces(graph, route)
    found: list[Step] = []
    for number, (edges, metres, name) in enumerate(pieces):
        first = edges[0]
        line = graph.shape[graph.shape_at[first] : graph.shape_at[first + 1]]
        if number == 0:
            said = _depart(_bearing(line[0], line[-1]), name, metres)
        else:
            said = _turn(_angle(graph, pieces[number - 1][0][-1], first), name, metres)
        found.append(Step(said, metres, name, float(line[0][0]), float(line[0][1])))
    end = route.line[-1]
    found.append(Step(Say(zh="到达目的地。", en="You have arrived."), 0.0, "", *end))
    return tuple(found)


def _pieces(graph: Graph, route: Route) -> list[tuple[list[int], float, str]]:
    """Edges in a row under one name; short pieces inside a junction go with what follows."""
    found: list[tuple[list[int], float, str]] = []
    for edge in route.edges:
        name, metres = graph.names[graph.name[edge]], float(graph.metres[edge])
        if found:
            edges, so_far, before = found[-1]
            if name == before or (so_far < _SHORT and not before):
                found[-1] = ([*edges, edge], so_far + metres, name or before)
                continue
            if metres < _SHORT and not name:
                found[-1] = ([*edges, edge], so_far + metres, before)
                continue
        found.append(([edge], metres, name))
    return found


def _depart(bearing: float, name: str, metres: float) -> Say:
    zh, en = _COMPASS[round(bearing / 45) % 8]
    far = distance(metres)
    return Say(zh=f"向{zh}出发{f'，沿{name}' if name else ''}行驶{far.zh}。", en=f"Head {en}{_on(name)} for {far.en}.")


def _turn(angle: float, name: str, metres: float) -> Say:
    word = next(say for limit, _, say in _TURNS if abs(angle) <= limit)
    side = ("右", "right") if angle > 0 else ("左", "left")
    far = distance(metres)
    zh = word.zh.format(side=side[0]) + (f"进入{name}" if name else "")
    en = word.en.format(side=side[1]) + (f" onto {name}" if name else "")
    return Say(zh=f"{zh}，行驶{far.zh}。", en=f"{en[0].upper()}{en[1:]} and go on for {far.en}.")


def _on(name: str) -> str:
    return f" on {name}" if name else ""


def _angle(graph: Graph, before: int, after: int) -> float:
    """Degrees turned from one edge to the next; right is positive."""
    old = graph.shape[graph.shape_at[before] : graph.shape_at[before + 1]]
    new = graph.shape[graph.shape_at[after] : graph.shape_at[after + 1]]
    turned = _bearing(new[0], new[1]) - _bearing(old[-2], old[-1])
    return (turned + 180) % 360 - 180


def _bearing(a: np.ndarray, b: np.ndarray) -> float:
    east = (b[1] - a[1]) * math.cos(math.radians(float(a[0])))
    return math.degrees(math.atan2(east, b[0] - a[0])) % 360


def distance(metres: float) -> Say:
    """As said: 350米, 1.2公里; 350 metres, 1.2 kilometres."""
    if metres < 1000:
        near = max(10, round(metres / 10) * 10) if metres < 300 else round(metres / 50) * 50
        return Say(zh=f"{near}米", en=f"{near} metres")
    far = f"{metres / 1000:.1f}".removesuffix(".0")
    return Say(zh=f"{far}公里", en=f"{far} kilometre{'' if far == '1' else 's'}")


def minutes(seconds: float) -> Say:
    """Rounded as one says it, at least a minute."""
    total = max(1, round(seconds / 60))
    hours, rest = divmod(total, 60)
    if not hours:
        return Say(zh=f"{total}分钟", en=f"{total} minute{'' if total == 1 else 's'}")
    zh = f"{hours}小时" + (f"{rest}分钟" if rest else "")
    en = f"{hours} hour{'' if hours == 1 else 's'}" + (f" {rest} minutes" if rest else "")
    return Say(zh=zh, en=en)


def lights(count: int) -> Say:
    if not count:
        return Say(zh="没有红绿灯", en="no traffic lights")
    return Say(zh=f"{count}个红绿灯", en=f"{count} traffic light{'' if count == 1 else 's'}")


def compare(route: Route, fastest: Route) -> Say | None:
    """How a variant differs from the fastest: 慢2分钟，少6个红绿灯; None where it is the same way."""
    if route.edges == fastest.edges:
        return None
    slower, fewer = route.seconds - fastest.seconds, fastest.lights - route.lights
    time = minutes(abs(slower))
    zh = [f"{'慢' if slower > 0 else '快'}{time.zh}"] if abs(slower) >= 30 else ["几乎一样快"]
    en = [f"{time.en} {'longer' if slower > 0 else 'shorter'}"] if abs(slower) >= 30 else ["about as fast"]
    if fewer:
        zh.append(f"{'少' if fewer > 0 else '多'}{abs(fewer)}个红绿灯")
        en.append(f"{abs(fewer)} light{'' if abs(fewer) == 1 else 's'} {'fewer' if fewer > 0 else 'more'}")
    return Say(zh="，".join(zh), en=", ".join(en))

"""One pass over an extract that hands named things, streets, signals and turn rules to whoever asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import StewardError

Progress = Callable[[int, int], None]  # bytes read, bytes in all
_STREET_KEYS = ("highway", "route", "crossing")
_STEP = 20_000  # tagged objects between two reports
_BYTES_EACH = 50  # of a packed file, for each tagged object and the bare points of it, about


class BrokenExtract(StewardError):
    """That file is not a readable OpenStreetMap extract (.osm.pbf)."""

    code = "extract_broken"
    status = 422
    zh = "这个文件不是可读取的 OpenStreetMap 数据（.osm.pbf）。"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with tags and a position in WGS-84 degrees; areas stand where the middle of their outline is."""

    id: str
    latitude: float
    longitude: float
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Street:
    """A way to move on: node numbers with their positions, in the direction it was drawn."""

    id: int
    nodes: Sequence[int]
    positions: Sequence[tuple[float, float]]  # latitude, longitude
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TurnRule:
    """A turn restriction with a single via node: no_left_turn, only_straight_on, ..."""

    kind: str
    from_way: int
    via_node: int
    to_way: int
    except_modes: tuple[str, ...] = ()


class Sink(Protocol):
    """What a reader of extracts wants to hear; every method may be left doing nothing."""

    def thing(self, thing: Thing) -> None: ...
    def street(self, street: Street) -> None: ...
    def signal(self, node: int, latitude: float, longitude: float, tags: Mapping[str, str]) -> None: ...
    def turn_rule(self, rule: TurnRule) -> None: ...


def read_extract(
    path: Path,
    sinks: Iterable[Sink],
    wanted: Callable[[Mapping[str, str]], bool],
    progress: Progress | None = None,
    *,
    keys: Iterable[str] = (),
) -> None:
    """Stream the file through the sinks; `wanted` picks the things by their tags. Raises BrokenExtract.

    With `keys`, what bears none of them is passed over unseen, which is several times faster.
    """
    sinks = tuple(sinks)
    try:
        with path.open("rb") as file:
            if b"OSMHeader" not in file.read(64):
                raise BrokenExtract()
        outlines = _outlines(path, wanted)
        _stream(path, sinks, wanted, outlines, progress, frozenset((*keys, *_STREET_KEYS)) if keys else frozenset())
    except (RuntimeError, OSError, ValueError) as error:
        raise BrokenExtract() from error


def _outlines(path: Path, wanted: Callable[[Mapping[str, str]], bool]) -> dict[int, list[tuple[int, dict[str, str]]]]:
    """First way of each wanted area relation -> the relations that stand there."""
    found: dict[int, list[tuple[int, dict[str, str]]]] = {}
    import osmium  # only an import of a map needs it

    for relation in osmium.FileProcessor(str(path), osmium.osm.RELATION):
        assert isinstance(relation, osmium.osm.Relation)
        tags = dict(relation.tags)
        if tags.get("type") in ("multipolygon", "boundary", "site") and wanted(tags):
            way = next((m.ref for m in relation.members if m.type == "w" and m.role in ("outer", "")), None)
            if way is not None:
                found.setdefault(way, []).append((relation.id, tags))
    return found


def _stream(
    path: Path,
    sinks: Sequence[Sink],
    wanted: Callable[[Mapping[str, str]], bool],
    outlines: Mapping[int, list[tuple[int, dict[str, str]]]],
    progress: Progress | None,
    keys: frozenset[str],
) -> None:
    total = path.stat().st_size
    entity: Any
    # Ways without tags may still outline an area.
    import osmium

    tagged: Any = osmium.filter.KeyFilter(*keys) if keys else osmium.filter.EmptyTagFilter()
    tagged.enable_for(osmium.osm.NODE)
    for seen, entity in enumerate(osmium.FileProcessor(str(path)).with_locations().with_filter(tagged), 1):
        if progress and seen % _STEP == 0:
            progress(min(seen * _BYTES_EACH, total), total)
        if entity.is_node():
            if entity.tags:
                _node(entity, sinks, wanted)
        elif entity.is_way():
            if keys and entity.id not in outlines and not any(key in entity.tags for key in keys):
                continue
            _way(entity, sinks, wanted, outlines)
        elif entity.tags.get("type") == "restriction" or entity.tags.get("type", "").startswith("restriction:"):
            _restriction(entity, sinks)
    if progress:
        progress(total, total)


def _node(node: Any, sinks: Sequence[Sink], wanted: Callable[[Mapping[str, str]], bool]) -> None:
    tags = dict(node.tags)
    where = node.location
    if tags.get("highway") == "traffic_signals" or tags.get("crossing") == "traffic_signals":
        for sink in sinks:
            sink.signal(node.id, where.lat, where.lon, tags)
    if wanted(tags):
        thing = Thing(f"n{node.id}", where.lat, where.lon, tags)
        for sink in sinks:
            sink.thing(thing)


def _way(
    way: Any,
    sinks: Sequence[Sink],
    wanted: Callable[[Mapping[str, str]], bool],
    outlines: Mapping[int, list[tuple[int, dict[str, str]]]],
) -> None:
    tags = dict(way.tags)
    is_street = "highway" in tags or tags.get("route") == "ferry"
    if not is_street and way.id not in outlines and not wanted(tags):
        return
    inside = [(n.ref, (where.lat, where.lon)) for n in way.nodes if (where := n.location).valid()]
    if not inside:
        return
    if is_street and len(inside) > 1:
        street = Street(way.id, [ref for ref, _ in inside], [where for _, where in inside], tags)
        for sink in sinks:
            sink.street(street)
    latitude = sum(p[0] for _, p in inside) / len(inside)
    longitude = sum(p[1] for _, p in inside) / len(inside)
    things = [Thing(f"r{number}", latitude, longitude, t) for number, t in outlines.get(way.id, ())]
    if wanted(tags):
        things.append(Thing(f"w{way.id}", latitude, longitude, tags))
    for thing in things:
        for sink in sinks:
            sink.thing(thing)


def _restriction(relation: Any, sinks: Sequence[Sink]) -> None:
    ends = {m.role: (m.type, m.ref) for m in relation.members}
    start, via, end = ends.get("from"), ends.get("via"), ends.get("to")
    kind = relation.tags.get("restriction") or relation.tags.get("restriction:motorcar")
    if not (start and via and end and kind) or via[0] != "n":
        return
    spared = tuple(m.strip() for m in relation.tags.get("except", "").split(";") if m.strip())
    for sink in sinks:
        sink.turn_rule(TurnRule(kind, start[1], via[1], end[1], spared))

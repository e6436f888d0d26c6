"""One pass over an extract that hands named things, streets, signals and turn rules to whoever asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import iter_unpack
from typing import Any, Protocol

from assistant.errors import StewardError

Progress = Callable[[int, int], None]  # bytes read, bytes in all
_Areas = Sequence[tuple[int, Mapping[str, str]]]  # relations that stand at a way: number, tags
_Line = tuple[list[int], list[tuple[float, float]]]  # node numbers, latitude and longitude of each
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
    """A way to move on: node numbers with their positions, in the direction it was drawn.

    For a reader that wants no shapes it is the one node in its middle.
    """

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What of an extract somebody wants. To make an object of a tag or a node costs a hundred times what it costs to
    read it, so that an import is as fast as this is small.

    `things` picks things by their tags; nodes and ways that bear none of `of_nodes`, `of_ways` are passed over unseen.
    Of a street only `street_tags` are told (all, when empty); without `shapes`, a street comes as its middle.
    """

    things: Callable[[Mapping[str, str]], bool]
    of_nodes: tuple[str, ...]
    of_ways: tuple[str, ...]
    street_tags: tuple[str, ...] = ()
    shapes: bool = True
    turn_rules: bool = False


def read_extract(path: Path, sinks: Iterable[Sink], reading: Reading, progress: Progress | None = None) -> None:
    """Stream the file through the sinks. Raises BrokenExtract."""
    told = tuple(sinks)
    try:
        with path.open("rb") as file:
            if b"OSMHeader" not in file.read(64):
                raise BrokenExtract()
        _stream(path, told, reading, progress)
        _areas(path, told, _outlines(path, reading))
    except (RuntimeError, OSError, ValueError) as error:
        raise BrokenExtract() from error


def _outlines(path: Path, reading: Reading) -> dict[int, list[tuple[int, Mapping[str, str]]]]:
    """First way of each wanted area relation -> the relations that stand there."""
    found: dict[int, list[tuple[int, Mapping[str, str]]]] = {}
    import osmium  # only an import of a map needs it

    for relation in osmium.FileProcessor(str(path), osmium.osm.RELATION):
        assert isinstance(relation, osmium.osm.Relation)
        if relation.tags.get("type") not in ("multipolygon", "boundary", "site"):
            continue
        tags = dict(relation.tags)
        if reading.things(tags):
            way = next((m.ref for m in relation.members if m.type == "w" and m.role in ("outer", "")), None)
            if way is not None:
                found.setdefault(way, []).append((relation.id, tags))
    return found


def _areas(path: Path, sinks: Sequence[Sink], outlines: Mapping[int, _Areas]) -> None:
    """The wanted area relations, each where its outline is; the outline itself mostly bears no tag."""
    if not outlines:
        return
    import osmium

    draw = _Drawing.made()
    ways: Any = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in ways.with_filter(osmium.filter.IdFilter(list(outlines))):
        if line := draw.line(way)[1]:
            latitude, longitude = _mean(line)
            for number, tags in outlines[way.id]:
                _tell(sinks, Thing(f"r{number}", latitude, longitude, tags))


def _stream(path: Path, sinks: Sequence[Sink], reading: Reading, progress: Progress | None) -> None:
    total = path.stat().st_size
    entity: Any
    import osmium

    wanted = osmium.osm.NODE | osmium.osm.WAY | (osmium.osm.RELATION if reading.turn_rules else osmium.osm.NOTHING)
    nodes: Any = osmium.filter.KeyFilter(*reading.of_nodes)
    ways: Any = osmium.filter.KeyFilter(*reading.of_ways)
    read = osmium.FileProcessor(str(path), wanted).with_locations()
    read = read.with_filter(nodes.enable_for(osmium.osm.NODE)).with_filter(ways.enable_for(osmium.osm.WAY))
    draw = _Drawing.made()
    for seen, entity in enumerate(read, 1):
        if progress and seen % _STEP == 0:
            progress(min(seen * _BYTES_EACH, total), total)
        if entity.is_node():
            _node(entity, sinks, reading)
        elif entity.is_way():
            _way(entity, sinks, reading, draw)
        elif entity.tags.get("type", "").partition(":")[0] == "restriction":
            _restriction(entity, sinks)
    if progress:
        progress(total, total)


def _node(node: Any, sinks: Sequence[Sink], reading: Reading) -> None:
    tags = dict(node.tags)
    where = node.location
    if tags.get("highway") == "traffic_signals" or tags.get("crossing") == "traffic_signals":
        for sink in sinks:
            sink.signal(node.id, where.lat, where.lon, tags)
    if reading.things(tags):
        _tell(sinks, Thing(f"n{node.id}", where.lat, where.lon, tags))


def _way(way: Any, sinks: Sequence[Sink], reading: Reading, draw: _Drawing) -> None:
    said = way.tags
    is_street = "highway" in said or said.get("route") == "ferry"
    if is_street and reading.street_tags:
        tags = {key: value for key in reading.street_tags if (value := said.get(key)) is not None}
    else:
        tags = dict(said)
    is_thing = reading.things(tags)
    if not (is_street or is_thing):
        return
    refs, line = draw.line(way) if is_thing or reading.shapes else _middle(way)
    if not line:
        return
    if is_street and (len(line) > 1 if reading.shapes else len(way.nodes) > 1):
        street = Street(way.id, refs, line, tags)
        for sink in sinks:
            sink.street(street)
    if is_thing:
        _tell(sinks, Thing(f"w{way.id}", *_mean(line), tags))


def _tell(sinks: Sequence[Sink], thing: Thing) -> None:
    for sink in sinks:
        sink.thing(thing)


def _mean(line: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(p[0] for p in line) / len(line), sum(p[1] for p in line) / len(line)


def _middle(way: Any) -> _Line:
    node = way.nodes[len(way.nodes) // 2]
    where = node.location
    return ([node.ref], [(where.lat, where.lon)]) if where.valid() else _one_by_one(way)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Positions of a whole way at once: asking each of its nodes is most of the work of an import."""

    factory: Any
    every_node: Any
    off_the_map: type[Exception]

    @classmethod
    def made(cls) -> _Drawing:
        import osmium

        return cls(osmium.geom.WKBFactory(), osmium.geom.ALL, osmium.InvalidLocationError)

    def line(self, way: Any) -> _Line:
        try:
            # One byte of byte order, four of type, four of count, then longitude and latitude of each node.
            packed = bytes.fromhex(self.factory.create_linestring(way, self.every_node))
        except (self.off_the_map, RuntimeError):  # a node outside the extract, or only one at all
            return _one_by_one(way)
        return [n.ref for n in way.nodes], [(y, x) for x, y in iter_unpack("<dd", memoryview(packed)[9:])]


def _one_by_one(way: Any) -> _Line:
    inside = [(n.ref, (where.lat, where.lon)) for n in way.nodes if (where := n.location).valid()]
    return [ref for ref, _ in inside], [where for _, where in inside]


def _restriction(relation: Any, sinks: Sequence[Sink]) -> None:
    ends = {m.role: (m.type, m.ref) for m in relation.members}
    start, via, end = ends.get("from"), ends.get("via"), ends.get("to")
    kind = relation.tags.get("restriction") or relation.tags.get("restriction:motorcar")
    if not (start and via and end and kind) or via[0] != "n":
        return
    spared = tuple(m.strip() for m in relation.tags.get("except", "").split(";") if m.strip())
    for sink in sinks:
        sink.turn_rule(TurnRule(kind, start[1], via[1], end[1], spared))

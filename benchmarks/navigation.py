"""How fast and how right routing is, beside OSRM and Valhalla in the same run.

python -m benchmarks.navigation [EXTRACT.osm.pbf ...]      (the shipped Helsinki when none is named)
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np

from tools.navigation.building import GraphWriter
from tools.navigation.graph import Graph
from tools.navigation.profile import MODES
from tools.navigation.router import Router
from tools.navigation.variants import find_routes
from tools.osm import read_extract
from tools.places.cities import Cities

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "tools" / "places" / "data" / "helsinki.osm.pbf"
Point = tuple[float, float]
Trip = tuple[Point, Point]


def read_router(extract: Path) -> Router:
    writer = GraphWriter()
    read_extract(extract, [writer], writer.reading)
    return Router(writer.build())


def points(router: Router, rng: random.Random) -> Iterator[Point]:
    """Spots on streets that cars use, in the part of the city from which one gets anywhere."""
    graph, edges = router.graph, router.main_edges("car")
    while True:
        edge = int(rng.choice(edges))
        line = graph.shape[graph.shape_at[edge] : graph.shape_at[edge + 1]]
        middle = line[len(line) // 2 - 1] * 0.4 + line[len(line) // 2] * 0.6
        yield float(middle[0]), float(middle[1])


def trips_of(router: Router, count: int, seed: int = 7) -> list[Trip]:
    spots = points(router, random.Random(seed))
    return [(next(spots), next(spots)) for _ in range(count)]


def against_osrm(router: Router, address: str, trips: int) -> list[float]:
    """Relative differences between our driving time and OSRM's, sorted; both without any penalty."""
    errors: list[float] = []
    with httpx.Client(trust_env=False, timeout=30) as http:
        for start, end in trips_of(router, trips):
            ends = [router.snap(*point, "car") for point in (start, end)]
            path = router.path(ends[0], ends[1], "car", router.graph.seconds["car"]) if all(ends) else None
            asked = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (start, end))
            answer = http.get(f"{address}/route/v1/driving/{asked}?overview=false").json()
            if answer["code"] != "Ok" or path is None:
                errors.append(0.0 if answer["code"] != "Ok" and path is None else 1.0)
                continue
            theirs = answer["routes"][0]["duration"]
            errors.append(abs(path.cost - theirs) / max(theirs, 1.0))
    return sorted(errors)


def variants_ms(router: Router, trips: Sequence[Trip]) -> list[float]:
    """Milliseconds of processor time for the three variants of each trip, the usual one among them, sorted."""
    usual = {int(k): 1 for k in router.graph.key[:: max(1, len(router.graph.key) // 200)]}
    router.snap(*trips[0][0], "car")
    taken: list[float] = []
    for start, end in trips:
        began = time.process_time()
        ends = [router.snap(*point, "car") for point in (start, end)]
        assert ends[0] is not None
        assert ends[1] is not None
        found = find_routes(router, ends[0], ends[1], "car", usual)
        taken.append((time.process_time() - began) * 1000)
        assert len(found) == 3
    return sorted(taken)


def stitch(graph: Graph, nodes: int) -> tuple[Graph, int]:
    """Copies of a city side by side, joined by streets along their seams, until there are so many nodes; and how
    many copies lie in a row."""
    count = len(graph.latitude)
    tiles = max(1, -(-nodes // count))
    columns = max(1, round(tiles**0.5))
    high, wide = np.ptp(graph.latitude) * 1.02, np.ptp(graph.longitude) * 1.02
    at = [(t // columns * high, t % columns * wide) for t in range(tiles)]
    seams = _seams(graph, tiles, columns)
    tails, heads = (np.array([s[i] for s in seams], dtype=np.int32) for i in (0, 1))
    latitude = np.concatenate([graph.latitude + dy for dy, _ in at])
    longitude = np.concatenate([graph.longitude + dx for _, dx in at])
    shape = np.concatenate([graph.shape + shift for shift in at])
    ends = np.stack([np.stack([latitude[n], longitude[n]], axis=1) for n in (tails, heads)], axis=1).reshape(-1, 2)
    metres = np.hypot(*(np.diff(ends.reshape(-1, 2, 2), axis=1)[:, 0] * (111_195, 60_000)).T).astype(np.float32)
    marks = np.concatenate([graph.shape_at[:-1] + t * graph.shape_at[-1] for t in range(tiles)])
    more = len(shape) + 2 * np.arange(len(seams) + 1)
    lit = int(graph.lights.max()) + 1

    def repeated(name: str, extra: object, step: int = 0) -> np.ndarray:
        own = getattr(graph, name)
        copies = [own + (own >= 0) * t * step if step else own for t in range(tiles)]
        return np.concatenate([*copies, np.full(len(seams), extra, own.dtype) if np.isscalar(extra) else extra])

    top = int(graph.key.max()) // 2 * 2 + 2
    joined = replace(
        graph,
        latitude=latitude,
        longitude=longitude,
        tail=repeated("tail", tails, count),
        head=repeated("head", heads, count),
        metres=repeated("metres", metres),
        seconds={m: np.concatenate([np.tile(graph.seconds[m], tiles), metres / 8.0]) for m in MODES},
        name=repeated("name", 0),
        kind=repeated("kind", 0),
        lights=repeated("lights", -1, lit),
        stops=repeated("stops", 0.0),
        shape_at=np.concatenate([marks, more]),
        shape=np.concatenate([shape, ends]),
        original=np.concatenate([graph.original + t * count for t in range(tiles)]),
        key=repeated("key", top * tiles + np.arange(len(seams)), top),
    )
    return joined, columns


def _seams(graph: Graph, tiles: int, columns: int) -> list[tuple[int, int]]:
    """Streets both ways between border nodes of neighbouring copies, each way right after the other."""
    count, live = len(graph.latitude), np.unique(graph.tail[np.isfinite(graph.seconds["car"])])
    live = live[graph.original[live] == live]
    by_x, by_y = live[np.argsort(graph.longitude[live])], live[np.argsort(graph.latitude[live])]
    found: list[tuple[int, int]] = []
    for tile in range(tiles):
        for other, last, first in ((tile + 1, by_x[-12:], by_x[:12]), (tile + columns, by_y[-12:], by_y[:12])):
            if other >= tiles or (other == tile + 1 and other % columns == 0):
                continue
            for a, b in zip(last, first, strict=True):
                there, back = int(a) + tile * count, int(b) + other * count
                found += [(there, back), (back, there)]
    return found


def across(router: Router, count: int, home: Graph) -> list[Trip]:
    """Trips of which every other one leads into another copy."""
    found: list[Trip] = []
    spots = points(router, random.Random(11))
    high, wide = float(np.ptp(home.latitude)) * 1.02, float(np.ptp(home.longitude)) * 1.02
    south, west = float(home.latitude.min()), float(home.longitude.min())
    while len(found) < count:
        start, end = next(spots), next(spots)
        tiles = [(int((p[0] - south) // high), int((p[1] - west) // wide)) for p in (start, end)]
        if (tiles[0] != tiles[1]) == (len(found) % 2 == 1):
            found.append((start, end))
    return found


def _import_rate(extract: Path) -> str:
    """Everything `steward city add` does, in processor time of one core; the best of three, for the first also starts
    the libraries and others use the machine."""
    megabytes = extract.stat().st_size / 1e6
    places, graph = (min(taken) for taken in zip(*(_import(extract) for _ in range(3)), strict=True))
    return f"{megabytes / (places + graph):.2f} MB/s (places {places:.2f} s, graph {graph:.2f} s)"


def _import(extract: Path) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        Cities(Path(folder)).add(str(extract), name="Bench")
        indexed = time.process_time()
        read_router(extract).graph.save(Path(folder) / "graph.npz")
        return indexed - began, time.process_time() - indexed


def _timed(ask: Callable[[Trip], object], trips: Sequence[Trip]) -> list[float]:
    taken = []
    for trip in trips:
        began = time.perf_counter()
        ask(trip)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def _line(what: str, taken: Sequence[float]) -> None:
    print(f"  {what:42} median {statistics.median(taken):8.1f} ms   p95 {taken[int(len(taken) * 0.95)]:8.1f} ms")


def _others(extract: Path, router: Router, trips: Sequence[Trip]) -> None:
    """OSRM and Valhalla over the same trips; left out by name where they cannot be had."""
    import pytest
    from servers.routing import osrm, valhalla

    with ExitStack() as stack, httpx.Client(trust_env=False, timeout=30) as http:
        try:
            plain = stack.enter_context(osrm(extract, _folder(stack), light=0, u_turn=0))
            errors = against_osrm(router, plain, 200)
            print(f"  cost against OSRM, 200 trips{'':14} median {errors[100]:8.2%}      p95 {errors[190]:8.2%}")

            def ask_osrm(trip: Trip) -> None:
                ends = ";".join(f"{lon},{lat}" for lat, lon in trip)
                http.get(f"{plain}/route/v1/driving/{ends}?alternatives=3&overview=full").raise_for_status()

            _line("OSRM, alternatives, over HTTP", _timed(ask_osrm, trips))
            tiles = stack.enter_context(valhalla(extract, _folder(stack)))

            def ask_valhalla(trip: Trip) -> None:
                where = [{"lat": lat, "lon": lon} for lat, lon in trip]
                http.post(f"{tiles}/route", json={"locations": where, "costing": "auto", "alternates": 2})

            _line("Valhalla, alternates, over HTTP", _timed(ask_valhalla, trips))
        except pytest.skip.Exception as reason:
            print(f"  left out: {reason}")


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory()))


def main(extracts: Sequence[str]) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    for extract in [Path(e).resolve() for e in extracts] or [SHIPPED]:
        router = read_router(extract)
        graph = router.graph
        print(f"{extract.name}: {len(graph.latitude)} nodes, {len(graph.tail)} edges")
        print(f"  import with index                          {_import_rate(extract)}")
        trips = trips_of(router, 100)
        _line("three variants, here, processor time", variants_ms(router, trips))
        _others(extract, router, trips)
        big, columns = stitch(graph, 200_000)
        stitched = Router(big)
        print(f"  {len(big.latitude)} nodes: copies stitched into one, {columns} in a row; half of the trips across")
        _line("three variants, here, processor time", variants_ms(stitched, across(stitched, 20, graph)))


if __name__ == "__main__":
    main(sys.argv[1:])

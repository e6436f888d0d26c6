"""Adding a city: what is broken is refused by name, what was stopped goes on, what stood there stays."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from unit.places.town import draw

from assistant.errors import NotFound
from tools.osm import BrokenExtract
from tools.places.cities import Cities
from tools.places.download import CityUnavailable


@pytest.fixture
def cities(tmp_path: Path) -> Cities:
    return Cities(tmp_path / "cities")


def _broken(tmp_path: Path, how: str) -> Path:
    whole = draw(tmp_path / "whole.osm.pbf").read_bytes()
    file = tmp_path / "broken.osm.pbf"
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    contents = {"empty": b"", "text": b"not a map" * 50, "half": whole[: len(whole) // 2], "flipped": bytes(flipped)}
    file.write_bytes(contents[how])
    return file


@pytest.mark.parametrize("how", ["empty", "text", "half", "flipped"])
def test_a_broken_file_is_refused_and_leaves_nothing(cities: Cities, tmp_path: Path, how: str) -> None:
    with pytest.raises(BrokenExtract) as refused:
        cities.add(str(_broken(tmp_path, how)), name="Broken")
    assert refused.value.code == "extract_broken"
    assert not (cities.home / "broken").exists()


def test_a_broken_update_leaves_the_city_as_it_was(cities: Cities, tmp_path: Path) -> None:
    cities.add(str(draw(tmp_path / "Town.osm.pbf")))
    with pytest.raises(BrokenExtract):
        cities.add(str(_broken(tmp_path, "half")), name="Town")
    assert cities.names() == ["Town"]
    assert cities.files()["Town"].is_file()
    assert list(cities.indexes()[0].named("Ateneum"))


@pytest.mark.parametrize("source", ["/no/such/file.osm.pbf", "nowhere.pbf"])
def test_a_file_that_is_not_there_is_said_to_be_missing(cities: Cities, source: str) -> None:
    with pytest.raises(NotFound) as refused:
        cities.add(source)
    assert refused.value.code == "no_such_file"


def test_a_city_can_be_removed(cities: Cities, tmp_path: Path) -> None:
    cities.add(str(draw(tmp_path / "Town.osm.pbf")))
    cities.add("helsinki")
    assert sorted(cities.names()) == ["Helsinki", "Town"]
    assert len(cities.indexes()) == 2
    Cities(cities.home).remove("Town")  # another process did it
    assert [i.city for i in cities.indexes()] == ["Helsinki"]
    with pytest.raises(NotFound):
        cities.remove("Town")


def test_an_import_that_was_stopped_is_taken_up_again(cities: Cities, tmp_path: Path) -> None:
    def stop(stage: str, part: float) -> None:
        if stage == "places":
            raise KeyboardInterrupt

    source = draw(tmp_path / "Town.osm.pbf")
    with pytest.raises(KeyboardInterrupt):
        cities.add(str(source), progress=stop)
    assert "Town" not in cities.names()
    cities.add(str(source))
    assert "Town" in cities.names()


def test_a_download_goes_on_where_it_stopped(cities: Cities, tmp_path: Path) -> None:
    contents = draw(tmp_path / "whole.osm.pbf").read_bytes()
    with _shop(contents, break_first_after=500) as (address, asked):
        with pytest.raises(CityUnavailable):
            cities.add(f"{address}/Town.osm.pbf")
        cities.add(f"{address}/Town.osm.pbf")
    assert asked[0] is None
    assert asked[1] == "bytes=500-"
    assert (cities.home / "town" / "extract.osm.pbf").read_bytes() == contents


def test_the_rest_of_another_version_is_not_glued_on(cities: Cities, tmp_path: Path) -> None:
    contents = draw(tmp_path / "whole.osm.pbf").read_bytes()
    with _shop(contents, break_first_after=500, new_version=True) as (address, _):
        with pytest.raises(CityUnavailable):
            cities.add(f"{address}/Town.osm.pbf")
        cities.add(f"{address}/Town.osm.pbf")
    assert (cities.home / "town" / "extract.osm.pbf").read_bytes() == contents


def test_an_unknown_city_is_told_from_a_dead_line(cities: Cities) -> None:
    with _shop(b"") as (address, _), pytest.raises(NotFound):
        cities.add(f"{address}/nowhere")
    with pytest.raises(CityUnavailable):
        cities.add("http://127.0.0.1:9/Town.osm.pbf")


@contextmanager
def _shop(
    contents: bytes, break_first_after: int | None = None, new_version: bool = False
) -> Iterator[tuple[str, list[str | None]]]:
    """A file server that knows ranges; it may hang up in the middle of its first answer."""
    asked: list[str | None] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.endswith(".pbf"):
                self.send_error(404)
                return
            asked.append(self.headers.get("Range"))
            version = f'"{len(asked) if new_version else 1}"'
            fits = asked[-1] and self.headers.get("If-Range") == version
            start = int(asked[-1][6:-1]) if fits and asked[-1] else 0
            self.send_response(206 if fits else 200)
            self.send_header("ETag", version)
            self.send_header("Content-Length", str(len(contents) - start))
            self.end_headers()
            stop = break_first_after if break_first_after and len(asked) == 1 else len(contents)
            self.wfile.write(contents[start:stop])

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()

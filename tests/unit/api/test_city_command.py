"""`steward city` installs, lists and removes, and says in one line what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapmaker import Map
from typer.testing import CliRunner

from api.cli import app


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    drawn = Map()
    drawn.street(drawn.node(0, 0), drawn.node(500, 0), name="Main Street")
    drawn.node(100, 10, amenity="cafe", name="Corner")
    return drawn.write(tmp_path / "Smallville.osm.pbf")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("STEWARD_DATA_DIR", str(tmp_path / "data"))
    return lambda *words: CliRunner().invoke(app, ["city", *words])


def test_a_city_is_added_listed_and_removed(run, extract: Path) -> None:  # type: ignore[no-untyped-def]
    added = run("add", str(extract))
    assert added.exit_code == 0, added.output
    assert "OpenStreetMap" in added.output
    assert "Smallville" in run("list").output
    assert run("remove", "Smallville").exit_code == 0
    assert "Smallville" not in run("list").output


def test_what_is_wrong_is_said_in_one_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"not a map")
    for words in (("add", str(broken)), ("add", "/no/such.osm.pbf"), ("remove", "Atlantis")):
        outcome = run(*words)
        assert outcome.exit_code == 1
        assert "Traceback" not in outcome.output
        assert len(outcome.output.strip().splitlines()) <= 3

"""Installs the parking package the way a user would, finds it by its entry point and builds an assistant around it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import Plugin
from assistant.desk import Desk
from assistant.testing import Bench
from tools.discovery import discover
from tools.toolbox import Toolbox

PACKAGE = Path(__file__).parent / "parking"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package in it, built by its own backend and installed by pip; no index is asked."""
    target = tmp_path_factory.mktemp("site")
    source = tmp_path_factory.mktemp("source") / "parking"
    _copy(PACKAGE, source)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def parking(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plugin]:
    monkeypatch.syspath_prepend(str(installed))
    plugins, _ = discover()
    yield next(p for p in plugins if p.name == "parking")
    for name in [n for n in sys.modules if n.startswith("assistant_parking")]:
        del sys.modules[name]


@dataclass
class Street:
    """The assistant with the parking plugin in its real toolbox, and the plugin's vendor."""

    bench: Bench
    garages: Any


@pytest.fixture
def street(parking: Plugin) -> Street:
    bench = Bench((parking,))
    toolbox = Toolbox(store=bench.store, plugins=(parking,))
    bench.desk = Desk(store=bench.store, toolbox=toolbox, planners=(bench.planner,), clock=bench.clock)
    return Street(bench, toolbox._provider(parking))


def _copy(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            to = target / file.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(file.read_bytes())

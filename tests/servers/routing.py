"""Real routing servers over an extract: OSRM with the profile we ship, and Valhalla."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from harness import free_port
from servers.native import program, run, start, wheel

import tools.navigation

PROFILE = Path(tools.navigation.__file__).parent / "osrm" / "car.lua"


@contextmanager
def osrm(extract: Path, folder: Path, *, light: int = 15, u_turn: int = 20) -> Iterator[str]:
    """Its address; `light` and `u_turn` are seconds."""
    home = wheel("osrm-bindings", "26.10.0")
    file = Path(shutil.copyfile(extract, folder / "city.osm.pbf"))
    costs = {"STEWARD_TRAFFIC_LIGHT": str(light), "STEWARD_U_TURN": str(u_turn)}
    run(program(home, "osrm-extract"), "-t", "1", "-p", str(PROFILE), str(file), cwd=folder, **costs)
    for stage in ("osrm-partition", "osrm-customize"):
        run(program(home, stage), "city.osrm", cwd=folder)
    port = free_port()
    routed = [program(home, "osrm-routed"), "-a", "mld", "-t", "1", "-i", "127.0.0.1", "-p", str(port), "city.osrm"]
    with _serving(start(routed, folder), f"http://127.0.0.1:{port}", "/nearest/v1/driving/0,0") as address:
        yield address


@contextmanager
def valhalla(extract: Path, folder: Path) -> Iterator[str]:
    home = wheel("pyvalhalla", "3.9.1")
    port = free_port()
    maker = next(home.rglob("valhalla_build_config.py"))
    address = f"tcp://127.0.0.1:{port}"
    asked = ["--mjolnir-tile-dir", str(folder / "tiles"), "--httpd-service-listen", address]
    made = subprocess.run([sys.executable, str(maker), *asked], capture_output=True, text=True, check=True, timeout=60)
    (folder / "config.json").write_text(json.dumps(json.loads(made.stdout)))
    run(program(home, "valhalla_build_tiles"), "-c", "config.json", "-j", "1", str(extract), cwd=folder)
    service = start([program(home, "valhalla_service"), "config.json", "1"], folder)
    with _serving(service, f"http://127.0.0.1:{port}", "/status") as ready:
        yield ready


@contextmanager
def _serving(process: subprocess.Popen[bytes], address: str, path: str) -> Iterator[str]:
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None, "the server ended"
            try:
                httpx.get(address + path, timeout=2, trust_env=False)
                break
            except httpx.HTTPError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait(10)

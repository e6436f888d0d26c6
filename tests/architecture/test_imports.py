"""Arrows point at the core, big dependencies have one home, and nobody stands in front of our packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import assistant

ROOT = Path(assistant.__file__).parents[1]
BIG = """langchain langchain_core langgraph openai sqlmodel sqlalchemy fastapi starlette apscheduler faster_whisper
ctranslate2 numpy httpx pydantic holidays"""
HOMES = {
    "langchain": ("assistant.planners.model",),
    "langchain_core": ("assistant.planners.model",),
    "langchain_openai": ("assistant.planners.model",),
    "sqlmodel": ("memory",),
    "sqlalchemy": ("memory",),
    "fastapi": ("api",),
    "apscheduler": ("api",),
    "faster_whisper": ("voice",),
}


def run(code: str, *, path: Path | None = None) -> str:
    """What a fresh Python prints for it; `path` comes before everything else."""
    start = f"import sys; sys.path[:0] = [{str(path)!r}]; " if path else ""
    command = [sys.executable, "-c", start + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT).stdout


@pytest.mark.parametrize(
    "module", ["assistant", "assistant.desk", "assistant.testing", "tools.toolbox", "tools.alarms", "tools.remember"]
)
def test_the_core_loads_none_of_the_big_libraries(module: str) -> None:
    loaded = run(f"import {module}, sys; print('\\n'.join(sorted(sys.modules)))").split()
    assert set(BIG.split()) & set(loaded) == set()


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-cache"], capture_output=True, text=True, timeout=110, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_big_dependency_has_one_home(library: str) -> None:
    homes = HOMES[library]
    strays = [
        file.relative_to(ROOT).as_posix()
        for package in ("assistant", "tools", "memory", "voice", "api")
        for file in (ROOT / package).rglob("*.py")
        if any(
            line.strip().startswith((f"import {library}", f"from {library}"))
            and line.split()[1].split(".")[0] == library
            for line in file.read_text(encoding="utf-8").splitlines()
        )
        and not file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").startswith(homes)
    ]
    assert strays == []


@pytest.mark.parametrize("name", ["assistant", "tools", "memory", "voice", "api"])
def test_a_folder_that_shadows_one_of_ours_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    # By file, and not by name: the package itself may be the shadowed one.
    home = str(ROOT / "assistant" / "shadows.py")
    found = run(f"import runpy; print(runpy.run_path({home!r})['shadowed']())", path=tmp_path)
    assert f"{name!r}" in found
    assert str(tmp_path) in found


def test_nothing_is_shadowed_here() -> None:
    from assistant.shadows import shadowed

    assert shadowed() == ()

"""Files and functions stay small enough to be read at once. Exceptions may only shrink."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import assistant

ROOT = Path(assistant.__file__).parents[1]
PACKAGES = ("assistant", "tools", "memory", "voice", "api")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
FILES: dict[str, int] = {}
FUNCTIONS: dict[str, int] = {}


def sources() -> list[Path]:
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def lengths() -> dict[str, int]:
    """Lines in the body of every function, its docstring left out."""
    found: dict[str, int] = {}
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                found[f"{name_of(file)}:{node.name}"] = (node.end_lineno or 0) - body[0].lineno + 1
    return found


def test_no_file_is_longer_than_a_sitting() -> None:
    lines = {name_of(f): len(f.read_text(encoding="utf-8").splitlines()) for f in sources()}
    assert {n: c for n, c in lines.items() if c > FILES.get(n, LONGEST_FILE)} == {}
    assert [n for n, allowed in FILES.items() if lines.get(n, 0) <= LONGEST_FILE] == [], "no longer an exception"


def test_no_function_is_longer_than_a_screen() -> None:
    counted = lengths()
    assert {n: c for n, c in counted.items() if c > FUNCTIONS.get(n, LONGEST_FUNCTION)} == {}
    assert [n for n in FUNCTIONS if counted.get(n, 0) <= LONGEST_FUNCTION] == [], "no longer an exception"


@pytest.mark.parametrize("file", sources(), ids=name_of)
def test_a_module_opens_with_a_sentence(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if text.strip():
        doc = ast.get_docstring(ast.parse(text))
        assert doc
        assert len(doc.splitlines()[0]) > 10


def test_no_file_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "base_utils"}
    assert [name_of(f) for f in sources() if f.stem in vague] == []

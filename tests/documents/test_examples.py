"""The talks in `examples/` run to their end, and none of their sentences goes unanswered or breaks something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant import words

TALKS = sorted(
    p for p in (Path(__file__).parents[2] / "examples").glob("[0-9]*.py") if "talking import" in p.read_text("utf-8")
)
BROKEN = (words.NOT_UNDERSTOOD, words.TOOL_BROKE, words.DENIED, words.NOTHING_ASKED)


@pytest.mark.parametrize("example", TALKS, ids=lambda p: p.stem)
def test_an_example_is_a_talk_that_works(example: Path) -> None:
    done = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    answers = [line.removeprefix("steward").strip() for line in done.stdout.splitlines() if line.startswith("steward")]
    assert len(answers) >= 5
    assert not [a for a in answers if not a or any(b.zh in a or b.en in a for b in BROKEN)]

"""A recorded sentence goes in by HTTP and a ring comes out of the event stream, in zh and in en: the demonstration."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "examples" / "01_spoken_timer.py"
NO_MODEL = 3


@pytest.mark.speech
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_recording_becomes_a_ring_in_both_languages() -> None:
    shown = subprocess.run([sys.executable, DEMO], capture_output=True, text=True, timeout=880, check=False)
    if shown.returncode == NO_MODEL:
        pytest.skip(shown.stdout.strip().splitlines()[-1])
    assert shown.returncode == 0, shown.stdout + shown.stderr
    zh, en = shown.stdout.split("[zh_timer.wav]")[1].split("[en_timer.wav]")
    assert "分钟" in zh.split("heard:")[1].splitlines()[0]
    assert "minutes" in en.split("heard:")[1].splitlines()[0]
    for part in (zh, en):
        assert "(timer, due" in part.split("rings:")[1]

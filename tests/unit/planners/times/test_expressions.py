"""Two hundred times as people say them are read as they were meant, one by one."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.planners.local.times import read_times
from benchmarks.times import cases, right

CASES = cases(Path(__file__).parents[3] / "data" / "times.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_was_said_is_what_was_meant(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case["now"]).astimezone(ZoneInfo(case["tz"]))
    found = read_times(case["text"], now, country=case.get("country", "CN"))
    assert right(case, found), found


def test_there_are_two_hundred_half_of_them_chinese_and_many_traps() -> None:
    assert len(CASES) == 200
    assert sum(case["lang"] == "zh" for case in CASES) >= 100
    assert sum(case["kind"] == "none" for case in CASES) >= 20

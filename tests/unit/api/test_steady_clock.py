"""The assistant's clock: real, elsewhere, faster, standing still; and the same after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.clock.time import SteadyClock, open_clock

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


class Machine:
    """A machine's clock that a test moves."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_without_settings_it_is_the_machines_clock_and_leaves_no_file(tmp_path: Path, machine: Machine) -> None:
    clock = open_clock(tmp_path, start=None, speed=1.0, machine=machine)
    machine.now += 5
    assert clock.now() == datetime.fromtimestamp(machine.now, UTC)
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_starts_at_the_given_instant_and_runs(tmp_path: Path, machine: Machine) -> None:
    clock = open_clock(tmp_path, start=MONDAY, speed=60, machine=machine)
    assert clock.now() == MONDAY
    machine.now += 60
    assert clock.now() == MONDAY + timedelta(hours=1)


def test_after_a_restart_it_goes_on_and_the_given_instant_is_ignored(tmp_path: Path, machine: Machine) -> None:
    open_clock(tmp_path, start=MONDAY, speed=60, machine=machine)
    machine.now += 120
    again = open_clock(tmp_path, start=MONDAY + timedelta(days=30), speed=1, machine=machine)
    assert again.now() == MONDAY + timedelta(hours=2)
    machine.now += 10
    assert open_clock(tmp_path, start=None, speed=1, machine=machine).now() == MONDAY + timedelta(hours=2, seconds=10)


def test_a_clock_that_stands_still_stands_still_over_restarts(tmp_path: Path, machine: Machine) -> None:
    open_clock(tmp_path, start=MONDAY, speed=0, machine=machine)
    machine.now += 86_400
    assert open_clock(tmp_path, start=None, speed=0, machine=machine).now() == MONDAY


def test_a_folder_with_a_life_of_its_own_ignores_the_instant(tmp_path: Path, machine: Machine) -> None:
    (tmp_path / "steward.db").touch()
    clock = open_clock(tmp_path, start=MONDAY, speed=1, machine=machine)
    assert clock.now() == datetime.fromtimestamp(machine.now, UTC)


def test_a_machine_set_back_does_not_take_the_assistant_back(tmp_path: Path, machine: Machine) -> None:
    open_clock(tmp_path, start=MONDAY, speed=1, machine=machine)
    machine.now -= 3600
    assert open_clock(tmp_path, start=None, speed=1, machine=machine).now() >= MONDAY


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        SteadyClock(base=datetime(2026, 11, 23), anchor=0.0)


@pytest.mark.parametrize(("speed", "expected"), [(1.0, 600.0), (60.0, 10.0), (0.0, None)])
def test_seconds_until_are_seconds_of_the_machine(speed: float, expected: float | None, machine: Machine) -> None:
    clock = SteadyClock(base=MONDAY, anchor=machine.now, speed=speed, machine=machine)
    assert clock.seconds_until(MONDAY + timedelta(minutes=10)) == expected
    assert clock.seconds_until(MONDAY) == 0.0

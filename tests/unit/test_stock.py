"""Demonstration stock: one winner, holds that run out, a retry that changes nothing; on real files."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.stock import HoldExpired, NoBooking, Stock, Taken

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVENING = NOW + timedelta(hours=10)
LATER = NOW + timedelta(minutes=10)
_MANY = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tools.stock import Stock, Taken
stock, now = Stock(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[2])
won = 0
for n in range(250):
    try:
        evening = now + timedelta(hours=10)
        stock.hold(["seat"], evening, evening + timedelta(hours=2), key=f"{sys.argv[3]}{n}", now=now,
                   expires=now + timedelta(minutes=10))
        won += 1
    except Taken:
        pass
print(won)
"""


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    return Stock(tmp_path / "stock.db")


def hold(stock: Stock, key: str, *units: str, now: datetime = NOW, start: datetime = EVENING) -> str:
    until = start + timedelta(hours=2)
    return stock.hold(units or ("a",), start, until, key=key, now=now, expires=now + timedelta(minutes=10)).reference


def wins(stock: Stock, key: str) -> bool:
    try:
        hold(stock, key)
    except Taken:
        return False
    return True


def test_of_a_thousand_at_once_one_wins(stock: Stock) -> None:
    with ThreadPoolExecutor(32) as pool:
        won = list(pool.map(lambda n: wins(stock, f"key-{n}"), range(1000)))
    assert sum(won) == 1


def test_of_two_processes_one_wins(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _MANY, str(tmp_path / "stock.db"), NOW.isoformat()]
    running = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in "ab"]
    won = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(won) == 1


def test_the_same_key_has_the_same_claim(stock: Stock) -> None:
    assert hold(stock, "k") == hold(stock, "k")


def test_what_is_held_is_taken_until_the_hold_runs_out(stock: Stock) -> None:
    hold(stock, "one")
    with pytest.raises(Taken):
        hold(stock, "two", now=LATER - timedelta(seconds=1))
    hold(stock, "two", now=LATER)
    assert stock.taken(EVENING, EVENING + timedelta(hours=1), LATER) == {"a"}


def test_a_hold_that_ran_out_cannot_be_booked(stock: Stock) -> None:
    reference = hold(stock, "k")
    with pytest.raises(HoldExpired):
        stock.book(reference, now=LATER)


def test_a_hold_that_ran_out_can_be_taken_again_under_its_key_unless_somebody_was_faster(stock: Stock) -> None:
    hold(stock, "k")
    again = hold(stock, "k", now=LATER)
    assert stock.book(again, now=LATER).state == "booked"
    hold(stock, "other", "b")
    hold(stock, "faster", "b", now=LATER)
    with pytest.raises(Taken):
        hold(stock, "other", "b", now=LATER)


def test_what_is_booked_stays_and_booking_again_changes_nothing(stock: Stock) -> None:
    reference = hold(stock, "k")
    first = stock.book(reference, now=NOW)
    assert stock.book(reference, now=LATER + timedelta(days=1)) == first
    with pytest.raises(Taken):
        hold(stock, "two", now=LATER + timedelta(hours=1))


def test_several_units_are_held_together_or_not_at_all(stock: Stock) -> None:
    hold(stock, "one", "b")
    with pytest.raises(Taken):
        hold(stock, "two", "a", "b", "c")
    assert stock.taken(EVENING, EVENING + timedelta(hours=1), NOW) == {"b"}


def test_one_after_the_other_is_no_clash(stock: Stock) -> None:
    hold(stock, "one")
    hold(stock, "two", start=EVENING + timedelta(hours=2))
    with pytest.raises(Taken):
        hold(stock, "three", start=EVENING + timedelta(hours=1))


def test_what_is_cancelled_is_free_again_and_stays_cancelled(stock: Stock) -> None:
    reference = hold(stock, "k")
    stock.book(reference, now=NOW)
    assert stock.cancel(reference) == stock.cancel(reference)
    assert stock.find(reference).state == "cancelled"
    hold(stock, "next")


def test_one_is_exchanged_for_another_or_nothing_happens(stock: Stock) -> None:
    old = hold(stock, "old")
    stock.book(old, now=NOW)
    wish = {"now": NOW, "expires": LATER, "instead_of": old}
    half_past = EVENING + timedelta(minutes=30)
    new = stock.hold(["a"], half_past, half_past + timedelta(hours=2), key="new", **wish).reference  # type: ignore[arg-type]
    with pytest.raises(HoldExpired):
        stock.exchange(old, new, now=LATER)
    assert [stock.find(r).state for r in (old, new)] == ["booked", "held"]
    assert stock.exchange(old, new, now=NOW) == stock.exchange(old, new, now=NOW)
    assert [stock.find(r).state for r in (old, new)] == ["cancelled", "booked"]


def test_what_was_never_there_is_not_found(stock: Stock) -> None:
    assert stock.by_key("none") is None
    for ask in (stock.find, stock.cancel, lambda r: stock.book(r, now=NOW)):
        with pytest.raises(NoBooking):
            ask("NONE")


def test_it_is_still_there_after_a_restart(tmp_path: Path) -> None:
    before = Stock(tmp_path / "s.db")
    reference = hold(before, "k")
    before.book(reference, now=NOW)
    before.close()
    claim = Stock(tmp_path / "s.db").by_key("k")
    assert claim is not None
    assert (claim.reference, claim.state, claim.units) == (reference, "booked", ("a",))

"""A stranger's package, installed by pip and found by its entry point, passes the same gate and the same ledger."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from assistant import Plugin
from assistant.testing import check_plugin
from assistant.types import ActionState
from tests.plugin_package.conftest import Street
from tools.discovery import discover

RESERVE = {"lot": "P1", "hours": 2}


async def test_it_is_found_by_its_entry_point_and_imports_nothing_but_assistant(parking: Plugin) -> None:
    assert set(parking.tools) == {"find", "reserve", "cancel", "prefer"}
    assert parking.tools["reserve"].spec.name == "parking__reserve"


def test_it_keeps_its_side_of_the_contract(parking: Plugin) -> None:
    calls = {"find": {"near": "the station"}, "reserve": RESERVE, "prefer": {"lot": "P1"}}
    report = check_plugin(parking, calls=calls)
    assert report.problems == ()
    assert any("examples" in warning for warning in report.warnings)


async def test_finding_runs_at_once(street: Street) -> None:
    assert (await street.bench.say("where can I park", "parking__find", near="the station")).text == (
        "2 car parks near the station."
    )


async def test_reserving_asks_with_the_exact_price_and_books_nothing(street: Street) -> None:
    answer = await street.bench.say("reserve P1", "parking__reserve", **RESERVE)
    assert answer.text == "P1, ¥20. Shall I go ahead?"
    assert not street.garages.booked


async def test_yes_books_with_a_receipt_and_the_reminder_comes_with_it(street: Street) -> None:
    await street.bench.say("订 P1 两个小时", "parking__reserve", **RESERVE)
    answer = await street.bench.say("好的")
    assert answer.text == "P1已预订2小时。"
    [action] = street.bench.actions
    assert action.state is ActionState.SUCCEEDED
    assert action.receipt is not None
    assert action.receipt.reference == f"R-{action.id}"
    [over] = street.bench.follow_ups
    assert (over.plugin, over.key, over.say.zh) == ("parking", "P1", "停车时间到了。")


async def test_no_books_nothing(street: Street) -> None:
    await street.bench.say("reserve P1", "parking__reserve", **RESERVE)
    await street.bench.say("no")
    assert not street.garages.booked
    assert [a.state for a in street.bench.actions] == [ActionState.CANCELLED]


async def test_a_price_that_moved_between_yes_and_act_voids_the_yes(street: Street) -> None:
    await street.bench.say("reserve P1", "parking__reserve", **RESERVE)
    street.garages.hourly = Decimal(15)
    answer = await street.bench.say("yes")
    assert not street.garages.booked
    assert "¥30" in answer.text
    await street.bench.say("yes")
    assert [offer.price.amount for offer in street.garages.booked.values()] == [30]


async def test_a_place_that_went_in_between_is_said_and_nothing_is_booked(street: Street) -> None:
    await street.bench.say("reserve P1", "parking__reserve", **RESERVE)
    street.garages.free["P1"] = 0
    answer = await street.bench.say("yes")
    assert (answer.text, answer.failed) == ("P1 is full.", ("no_place",))
    assert [a.state for a in street.bench.actions] == [ActionState.FAILED]


async def test_a_full_car_park_is_not_even_asked_about(street: Street) -> None:
    answer = await street.bench.say("reserve P2", "parking__reserve", lot="P2", hours=1)
    assert answer.failed == ("no_place",)
    assert answer.asked is None


async def test_an_approval_works_once_and_not_after_its_time(street: Street) -> None:
    asked = (await street.bench.say("reserve P1", "parking__reserve", **RESERVE)).asked
    assert asked is not None
    await street.bench.decide(asked, True)
    assert (await street.bench.decide(asked, True)).failed == ("approval_not_open",)
    late = (await street.bench.say("one more", "parking__reserve", **RESERVE)).asked
    assert late is not None
    street.bench.clock.advance(minutes=11)
    assert (await street.bench.decide(late, True)).failed == ("approval_not_open",)
    assert len(street.garages.booked) == 1


@pytest.mark.parametrize("trouble", ["raise", "hang", "no receipt"])
async def test_a_booking_in_doubt_is_unknown_and_not_repeated(street: Street, trouble: str) -> None:
    await street.bench.say("reserve P1", "parking__reserve", **RESERVE)
    street.garages.trouble = trouble
    answer = await street.bench.say("yes")
    assert "yours" not in answer.text
    assert [a.state for a in street.bench.actions] == [ActionState.UNKNOWN]
    street.garages.trouble = ""
    await street.bench.say("yes")
    assert len(street.garages.booked) == 1
    assert not street.bench.follow_ups


async def test_giving_the_place_back_asks_and_has_a_receipt_too(street: Street) -> None:
    await street.bench.say("reserve P1", "parking__reserve", **RESERVE)
    await street.bench.say("yes")
    assert (await street.bench.say("cancel my parking", "parking__cancel", lot="P1")).asked is not None
    assert (await street.bench.say("yes")).text == "P1 is cancelled."
    assert street.garages.free["P1"] == 2


async def test_a_change_of_its_own_data_is_undone(street: Street) -> None:
    await street.bench.say("P1 is my usual one", "parking__prefer", lot="P1")
    await street.bench.say("P2 is my usual one", "parking__prefer", lot="P2")
    await street.bench.say("undo")
    [record] = street.bench.store.rows(street.bench.user.id).records.values()
    assert (record.plugin, record.data) == ("parking", {"lot": "P1"})


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise ImportError('no such thing')", "ImportError: no such thing"),
        ("plugin = 'not a plugin'", "TypeError"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("from assistant import Plugin; plugin = Plugin('alarms')", "already taken"),
    ],
    ids=["raises", "is none", "exits", "steals a name"],
)
def test_a_broken_plugin_is_named_and_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, reason: str
) -> None:
    module = f"assistant_broken_{abs(hash(source))}"
    (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
    info = tmp_path / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[assistant.plugins]\nzz_broken = {module}:plugin\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins, broken = discover()
    assert {"alarms", "memory"} <= {p.name for p in plugins}
    [found] = [b for b in broken if b.name == "zz_broken"]
    assert reason in found.reason

"""What got lost on the way is found at the house: tables, changes, cancelling, food; tables take time of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from unit.restaurants import test_orders as food
from unit.restaurants.test_tables import TONIGHT, ask, booked, kept, swap, tables

from assistant import Receipt, Setup
from assistant.ports import Place
from assistant.reading import RecordsOf
from assistant.reconciling import Reconciler
from assistant.testing import Bench
from assistant.types import Action, ActionState, Money
from tools.restaurants.agenda import TablesInAgenda
from tools.restaurants.kitchens import DemonstrationKitchens
from tools.restaurants.offline import DemonstrationTables


class LosesAnswers(DemonstrationTables):
    async def book(self, place: Any, hold: str, now: datetime) -> Receipt:
        await DemonstrationTables.book(self, place, hold, now)
        raise ConnectionResetError

    async def exchange(self, place: Any, reference: str, hold: str, now: datetime) -> Receipt:
        await DemonstrationTables.exchange(self, place, reference, hold, now)
        raise ConnectionResetError

    async def cancel(self, reference: str, now: datetime) -> Receipt:
        await DemonstrationTables.cancel(self, reference, now)
        raise ConnectionResetError


class HearsNothing(DemonstrationTables):
    async def book(self, place: Any, hold: str, now: datetime) -> Receipt:
        raise ConnectionResetError

    async def cancel(self, reference: str, now: datetime) -> Receipt:
        raise ConnectionResetError


async def look(bench: Bench) -> Action:
    reconciler = Reconciler(bench.store, bench.toolbox, bench.clock)
    return await reconciler.look(bench.user.id, bench.actions[-1].id, settled=True, tell=True)


def behave(bench: Bench, kind: type[DemonstrationTables]) -> None:
    swap(bench, kind(tables(bench).home, tables(bench).open_at))


async def test_a_lost_booking_is_found_with_its_row_and_reminders(bench: Bench) -> None:
    behave(bench, LosesAnswers)
    await ask(bench)
    await bench.say("yes")
    assert (await look(bench)).state is ActionState.SUCCEEDED
    assert len(kept(bench)) == 1
    assert {f.key.partition(":")[0] for f in bench.follow_ups} >= {"leave", "after"}


async def test_a_booking_that_never_arrived_is_called_failed(bench: Bench) -> None:
    behave(bench, HearsNothing)
    await ask(bench)
    await bench.say("yes")
    assert (await look(bench)).state is ActionState.FAILED
    assert not kept(bench)


async def test_a_lost_change_is_found_and_the_old_table_is_gone(bench: Bench) -> None:
    await booked(bench)
    before = kept(bench)[0]["reference"]
    behave(bench, LosesAnswers)
    await bench.say("another day", "restaurants__change", at=(TONIGHT + timedelta(days=1)).isoformat())
    await bench.say("yes")
    assert (await look(bench)).state is ActionState.SUCCEEDED
    [after] = kept(bench)
    assert after["reference"] != before


@pytest.mark.parametrize(
    ("house", "state", "left"), [(LosesAnswers, ActionState.SUCCEEDED, 0), (HearsNothing, ActionState.FAILED, 1)]
)
async def test_a_lost_cancelling_is_what_the_house_says(
    bench: Bench, house: type[DemonstrationTables], state: ActionState, left: int
) -> None:
    await booked(bench)
    behave(bench, house)
    await bench.say("cancel it", "restaurants__cancel")
    await bench.say("yes")
    assert (await look(bench)).state is state
    assert len(kept(bench)) == left


async def test_lost_food_is_found_with_its_number_and_its_reminder(bench: Bench) -> None:
    class LosesReceipts(DemonstrationKitchens):
        async def order(self, place: Place, basket: str, agreed: Money, *, key: str, now: datetime) -> Receipt:
            await DemonstrationKitchens.order(self, place, basket, agreed, key=key, now=now)
            raise ConnectionResetError

    bench.clock.set(food.EVENING)
    vendors: Any = bench.toolbox.providers["restaurants"]
    losing = LosesReceipts(vendors.kitchens.home, vendors.kitchens.open_at)
    bench.toolbox.providers["restaurants"] = replace(vendors, kitchens=losing)
    await food.ask(bench)
    await bench.say("yes")
    assert not bench.follow_ups
    assert (await look(bench)).state is ActionState.SUCCEEDED
    assert {f.key.partition(":")[0] for f in bench.follow_ups} >= {"collect", "after"}


async def test_a_booked_table_takes_its_time_of_the_day(bench: Bench) -> None:
    await booked(bench)
    agenda = TablesInAgenda(Setup(records_of=lambda user_id: RecordsOf(bench.store, user_id, "restaurants")))
    [one] = await agenda.between(bench.user, TONIGHT, TONIGHT + timedelta(hours=1))
    assert one.start == TONIGHT
    assert one.place == "Napoli"
    assert "Napoli" in one.title
    assert not await agenda.between(bench.user, TONIGHT + timedelta(hours=3), TONIGHT + timedelta(hours=4))

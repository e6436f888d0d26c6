"""A purchase, a change or a refund whose answer got lost is found at the house, with all that follows from it."""

from __future__ import annotations

from unit.tickets.going_out import replace_houses
from unit.tickets.test_changing import move, twice
from unit.tickets.test_tickets import bought, evening, kept

from assistant.reconciling import Reconciler
from assistant.testing import Bench
from assistant.types import Action, ActionState, Receipt
from tools.places import MapPlaces
from tools.tickets.offline import DemonstrationCinemas


class LosesAnswers(DemonstrationCinemas):
    """It does what it is asked, and then the line goes dead."""

    async def order(self, *given: object) -> Receipt:
        await DemonstrationCinemas.order(self, *given)  # type: ignore[arg-type]
        raise ConnectionResetError

    async def exchange(self, *given: object) -> Receipt:
        await DemonstrationCinemas.exchange(self, *given)  # type: ignore[arg-type]
        raise ConnectionResetError

    async def refund(self, *given: object) -> Receipt:
        await DemonstrationCinemas.refund(self, *given)  # type: ignore[arg-type]
        raise ConnectionResetError


class HearsNothing(DemonstrationCinemas):
    """What is sent there never arrives."""

    async def order(self, *given: object) -> Receipt:
        raise ConnectionResetError

    async def refund(self, *given: object) -> Receipt:
        raise ConnectionResetError


async def look(bench: Bench, *, settled: bool = True) -> Action:
    assert bench.actions[-1].state is ActionState.UNKNOWN
    reconciler = Reconciler(bench.store, bench.toolbox, bench.clock)
    return await reconciler.look(bench.user.id, bench.actions[-1].id, settled=settled, tell=True)


async def test_a_lost_purchase_is_found_with_its_seats_row_and_reminders(bench: Bench, cinemas: MapPlaces) -> None:
    replace_houses(bench, LosesAnswers)
    show = await evening(cinemas)
    await bought(bench, show, 3)
    after = await look(bench, settled=False)
    assert after.state is ActionState.SUCCEEDED
    assert after.receipt is not None
    [order] = kept(bench)
    assert order["reference"] == after.receipt.reference
    assert len(order["seats"]) == 3
    assert order["price"]["amount"] == str(show.price.amount * 3)
    told, leave, asked_after = bench.follow_ups
    assert show.title.zh in told.say.zh
    assert (leave.kind, asked_after.kind) == ("reminder", "check_in")


async def test_a_purchase_that_never_arrived_is_called_failed_and_the_seats_are_free(
    bench: Bench, cinemas: MapPlaces
) -> None:
    vendor, show = replace_houses(bench, HearsNothing), await evening(cinemas)
    before = sum(free for _, free in await vendor.free_seats(show, bench.clock.now()))
    await bought(bench, show)
    assert (await look(bench, settled=False)).state is ActionState.UNKNOWN
    assert (await look(bench)).state is ActionState.FAILED
    assert not kept(bench)
    bench.clock.advance(minutes=11)  # the hold runs out
    assert sum(free for _, free in await vendor.free_seats(show, bench.clock.now())) == before


async def test_a_lost_change_is_found_and_the_old_tickets_are_gone(bench: Bench, cinemas: MapPlaces) -> None:
    show, later = await twice(cinemas)
    await bought(bench, show)
    replace_houses(bench, LosesAnswers)
    await move(bench, prefer="later")
    await bench.say("yes")
    assert (await look(bench)).state is ActionState.SUCCEEDED
    assert [o["start"] for o in kept(bench)] == [later.start.isoformat()]
    assert len([f for f in bench.follow_ups if f.key.startswith(("leave:", "after:"))]) == 2


async def test_a_lost_refund_is_found(bench: Bench, cinemas: MapPlaces) -> None:
    await bought(bench, await evening(cinemas))
    replace_houses(bench, LosesAnswers)
    await bench.say("cancel", "tickets__cancel")
    await bench.say("yes")
    assert (await look(bench)).state is ActionState.SUCCEEDED
    assert not kept(bench)


async def test_a_refund_that_never_arrived_leaves_the_tickets_valid(bench: Bench, cinemas: MapPlaces) -> None:
    await bought(bench, await evening(cinemas))
    replace_houses(bench, HearsNothing)
    await bench.say("cancel", "tickets__cancel")
    await bench.say("yes")
    assert (await look(bench)).state is ActionState.FAILED
    assert len(kept(bench)) == 1

"""One model, several people: in order, never for long, and a hung worker takes nobody with it."""

import asyncio
import threading

import pytest

from assistant.errors import EarsBusy
from voice.lane import Hung, Lane


@pytest.fixture
def gate():
    event = threading.Event()
    yield event
    event.set()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_work_is_done_in_order_of_arrival() -> None:
    lane, done = Lane("test"), []
    await asyncio.gather(*(lane.run(lambda at=at: done.append(at), limit=5) for at in range(5)))
    assert done == [0, 1, 2, 3, 4]


async def test_a_full_line_says_so_at_once(gate: threading.Event) -> None:
    lane = Lane("test", places=1)
    first = asyncio.create_task(lane.run(gate.wait, limit=5))
    await settled()
    second = asyncio.create_task(lane.run(lambda: "mine", limit=5))
    await settled()
    with pytest.raises(EarsBusy):
        await lane.run(lambda: "too late", limit=5)
    gate.set()
    assert await first
    assert await second == "mine"


async def test_nobody_waits_past_the_deadline(gate: threading.Event) -> None:
    lane = Lane("test", patience=0.01)
    first = asyncio.create_task(lane.run(gate.wait, limit=5))
    await settled()
    with pytest.raises(EarsBusy):
        await lane.run(lambda: None, limit=5)
    gate.set()
    await first
    assert await lane.run(lambda: "free again", limit=5) == "free again"
    assert lane.waiting == 0


async def test_a_hung_worker_is_replaced(gate: threading.Event) -> None:
    lane = Lane("test")
    with pytest.raises(Hung):
        await lane.run(gate.wait, limit=0.01)
    assert await lane.run(lambda: "next", limit=5) == "next"


async def test_a_caller_who_leaves_does_not_let_two_work_at_once(gate: threading.Event) -> None:
    lane = Lane("test")
    left = asyncio.create_task(lane.run(gate.wait, limit=5))
    await settled()
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    following = asyncio.create_task(lane.run(lambda: "after", limit=5))
    await settled()
    assert not following.done()
    gate.set()
    assert await following == "after"


async def test_a_failure_reaches_the_caller_and_the_lane_goes_on() -> None:
    lane = Lane("test")
    with pytest.raises(ZeroDivisionError):
        await lane.run(lambda: 1 // 0, limit=5)
    assert await lane.run(lambda: 1, limit=5) == 1

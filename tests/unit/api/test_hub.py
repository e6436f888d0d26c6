"""The hub: each screen of a user hears everything, nobody else does, and a screen that does not read is cut off."""

from __future__ import annotations

from api.events import Hub, Line, Notice


def _drain(line: Line) -> list[str | None]:
    names = []
    while not line.queue.empty():
        notice = line.queue.get_nowait()
        names.append(notice.name if notice else None)
    return names


async def test_every_screen_of_the_user_hears_and_nobody_else() -> None:
    hub = Hub()
    with hub.listen("ann") as phone, hub.listen("ann") as laptop, hub.listen("bob") as other:
        hub.publish("ann", Notice(name="delivery", data={}))
        assert _drain(phone) == _drain(laptop) == ["delivery"]
        assert _drain(other) == []
    assert hub.open_lines == 0


async def test_a_screen_that_does_not_read_is_cut_off_and_does_not_hold_the_others() -> None:
    hub = Hub()
    with hub.listen("ann") as asleep:
        for _ in range(1000):
            hub.publish("ann", Notice(name="turn", data={}))
        assert None in _drain(asleep)


async def test_closing_ends_every_line_also_one_that_comes_too_late() -> None:
    hub = Hub()
    with hub.listen("ann") as line:
        hub.close()
        assert _drain(line) == [None]
    with hub.listen("ann") as late:
        assert _drain(late) == [None]

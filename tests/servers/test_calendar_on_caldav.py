"""The calendar on real CalDAV servers (radicale, xandikos): in, out, edits on both sides, a series, a server gone."""

from __future__ import annotations

import dataclasses
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from harness import free_port
from servers.foreign import environment

from assistant import PutRecord
from assistant.testing import NOW, Bench, call, make_turn
from assistant.testing.talking import Answer
from assistant.types import Recurrence, Sensitivity
from tools.calendar import plugin
from tools.calendar.caldav import CalendarAccount, Calendars, CalendarUnreachable, EditedElsewhere
from tools.calendar.events import Event
from tools.calendar.ics_written import write_ics
from tools.calendar.sync import remote_events

MKCALENDAR = '<?xml version="1.0"?><c:mkcalendar xmlns:c="urn:ietf:params:xml:ns:caldav"/>'


@pytest.fixture(scope="module", params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp(request.param), free_port()
    if request.param == "radicale":
        program = environment("radicale", "radicale==3.5.4") / "radicale"
        options = [f"--server-hosts=127.0.0.1:{port}", f"--storage-filesystem-folder={folder}", "--auth-type=none"]
        root = f"http://127.0.0.1:{port}/ann/"
    else:
        program = environment("xandikos", "xandikos[prometheus]") / "xandikos"
        options = ["serve", "-d", str(folder / "dav"), "--defaults", "-l", "127.0.0.1", "-p", str(port)]
        root = f"http://127.0.0.1:{port}/user/calendars/"
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/", process)
        yield root
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url, timeout=2, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail("the calendar server does not start")


@pytest.fixture
def account(server: str, request: pytest.FixtureRequest) -> CalendarAccount:
    """A fresh calendar."""
    url = f"{server}c{abs(hash(request.node.name)) % 10**8}/"
    made = httpx.request(
        "MKCALENDAR",
        url,
        content=MKCALENDAR,
        headers={"Content-Type": "application/xml"},
        auth=("ann", "x"),
        trust_env=False,
    )
    assert made.status_code == 201, made.text
    return CalendarAccount(url=url, user="ann", password="x")


def event(uid: str, title: str = "牙医 dentist", **more: object) -> Event:
    start = NOW + timedelta(days=1)
    made = Event(uid=uid, title=title, start=start, end=start + timedelta(hours=1), timezone="Asia/Shanghai")
    return replace(made, **more)  # type: ignore[arg-type]


async def test_what_is_written_is_read_back_with_zone_rule_and_words(account: CalendarAccount) -> None:
    series = event("a@b/c", recurrence=Recurrence(rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=6"), place="龙华路1号")
    await Calendars().put(account, series.uid, write_ics([series], NOW), None)
    found, broken = remote_events(await Calendars().all(account), "UTC")
    assert broken == 0
    back = found["a@b/c"]
    assert (back.title, back.start, back.timezone, back.place) == (
        "牙医 dentist",
        series.start,
        "Asia/Shanghai",
        "龙华路1号",
    )
    assert back.recurrence is not None
    assert "BYDAY=TU" in back.recurrence.rrule


async def test_an_edit_made_elsewhere_is_never_written_over(account: CalendarAccount) -> None:
    door = Calendars()
    href, first = await door.put(account, "x", write_ics([event("x")], NOW), None)
    _, second = await door.put(account, "x", write_ics([event("x", "by phone", sequence=1)], NOW), first, href)
    assert second != first
    with pytest.raises(EditedElsewhere):
        await door.put(account, "x", write_ics([event("x", "by us", sequence=1)], NOW), first, href)
    with pytest.raises(EditedElsewhere):
        await door.put(account, "x", write_ics([event("x", "new")], NOW), None, href)


async def say(bench: Bench, tool: str, **arguments: object) -> str:
    """Through the desk as ever, but with the network that this test is about."""
    text = f"{tool} {len(bench.planner.script)}"
    bench.planner.script[text] = call(f"calendar__{tool}", **arguments)
    turn = make_turn(text, user=bench.user, now=bench.clock.now())
    return Answer(tuple([e async for e in bench.desk.take(turn)])).text


async def test_two_way_synchronising_by_voice(account: CalendarAccount) -> None:
    bench = Bench((plugin,))
    row = PutRecord(kind="connection", key="caldav", data=dataclasses.asdict(account), sensitivity=Sensitivity.PRIVATE)
    await bench.store.transact(bench.user.id, lambda tx: tx.apply(row, plugin="calendar", turn_id=None, now=NOW))
    await Calendars().put(account, "phone", write_ics([event("phone", "From the phone")], NOW), None)
    at = (NOW + timedelta(days=2)).isoformat()
    await say(bench, "add", title="From here", at=at)
    said = await say(bench, "sync")
    assert said == "Synchronised: 1 in, 1 out."
    there, _ = remote_events(await Calendars().all(account), "UTC")
    assert {e.title for e in there.values()} == {"From the phone", "From here"}
    listed = await say(bench, "list", at=(NOW + timedelta(days=1)).isoformat())
    assert "From the phone" in listed
    await say(bench, "change", which="From the phone", at=(NOW + timedelta(days=3)).isoformat())
    await say(bench, "cancel", which="From here")
    assert (await say(bench, "sync")) == "Synchronised: 0 in, 2 out."
    there, _ = remote_events(await Calendars().all(account), "UTC")
    assert [(e.title, e.start) for e in there.values()] == [("From the phone", NOW + timedelta(days=3))]
    assert (await say(bench, "sync")) == "Synchronised: 0 in, 0 out."


async def test_a_server_that_is_gone_is_named_and_nothing_changes() -> None:
    with pytest.raises(CalendarUnreachable):
        await Calendars().all(CalendarAccount(url=f"http://127.0.0.1:{free_port()}/"))


async def test_a_server_that_answers_500_is_named(tmp_path: Path) -> None:
    import asyncio

    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(broken, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(CalendarUnreachable):
            await Calendars().all(CalendarAccount(url=f"http://127.0.0.1:{port}/"))

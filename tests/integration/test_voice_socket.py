"""The voice socket as a client meets it: spoken commands, interruptions, a stop, several rooms, and bad manners."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import websockets
from harness import OWNER_TOKEN, House, open_house

from api.doors.voice import MOST_EACH, seats
from tests.integration.voice_line import MODELS, Line, OtherEars, Recorded, line, served, settled
from voice.catalogue import WHISPER_BASE
from voice.weights import WeightsUnavailable, obtain

TWO_MINUTES = pytest.mark.timeout(240)


@pytest.fixture(scope="session")
def model() -> str:
    try:
        return str(asyncio.run(obtain(WHISPER_BASE, MODELS)))
    except (WeightsUnavailable, OSError) as error:
        pytest.skip(f"no speech model: {error}")


@pytest.fixture
async def hearing(model: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house with the real ears and a recorded voice."""
    async with open_house(tmp_path / "data", whisper_model=model) as house:
        house.parts.mouth.voice = Recorded("en_table")
        await settled(lambda: house.parts.ears.state.status != "loading")
        await house.parts.ears.warm()
        yield house


@pytest.fixture
async def quick(tmp_path: Path) -> AsyncIterator[House]:
    """A house that hears one sentence in every sound, for what needs no model."""
    async with open_house(tmp_path / "data", voice_idle_seconds=30) as house:
        await house.parts.ears.close()
        house.parts.ears._real = OtherEars("set a timer for twelve minutes")
        yield house


@TWO_MINUTES
@pytest.mark.speech
@pytest.mark.parametrize(("name", "due"), [("zh_wake", "07:30"), ("en_wake", "06:45")])
async def test_a_spoken_command_sets_an_alarm_and_is_answered_aloud(hearing: House, name: str, due: str) -> None:
    async with served(hearing) as address, line(address) as here:
        here.say(name)
        await here.until(lambda: here.turns() and here.of("response.done"))
        assert here.sound > 0
        assert here.of("response.done")[0]["response"]["status"] == "completed"
        assert here.of("response.output_audio_transcript.delta")[-1]["delta"] in here.turns()[0]["reply"]["text"]
    [alarm] = (await hearing.client().get("/api/follow-ups")).json()["items"]
    assert alarm["kind"] == "alarm"
    assert alarm["due_at"].startswith(f"2026-11-24T{due}")


async def _answering(here: Line) -> None:
    here.say("en_coming")
    await here.until(lambda: here.sound and here.turns())


@TWO_MINUTES
@pytest.mark.speech
async def test_somebody_who_interrupts_is_heard_and_history_tells_what_they_heard(hearing: House) -> None:
    async with served(hearing) as address, line(address) as here:
        await _answering(here)
        here.say("en_timer")
        await here.until(lambda: here.of("output_audio_buffer.cleared") and len(here.turns()) == 2)
        assert here.of("conversation.item.truncated")
        first, second = here.turns()
        assert first["conversation_id"] == second["conversation_id"]
    [timer] = (await hearing.client().get("/api/follow-ups")).json()["items"]
    assert (timer["kind"], timer["due_at"][:16]) == ("timer", "2026-11-23T09:12")


@TWO_MINUTES
@pytest.mark.speech
async def test_a_spoken_stop_is_silence_and_nothing_else(hearing: House) -> None:
    async with served(hearing) as address, line(address) as here:
        await _answering(here)
        here.wait(1.4)
        here.say("en_stop")
        await here.until(lambda: here.of("output_audio_buffer.cleared"))
        await here.until(lambda: len(here.of("conversation.item.input_audio_transcription.completed")) == 2)
        assert len(here.turns()) == 1


@TWO_MINUTES
@pytest.mark.speech
async def test_four_rooms_talk_at_once_and_nobody_gets_anothers_words(hearing: House) -> None:
    rooms = {"en_wake": "tomorrow", "zh_wake": "起床", "en_timer": "timer", "zh_timer": "分钟"}
    users = [await hearing.new_user("zh" if name.startswith("zh") else "en") for name in rooms]

    async def one(address: str, token: str, name: str) -> str:
        async with line(address, token) as here:
            here.say(name)
            await here.until(lambda: here.turns() and here.of("response.done"))
            assert here.codes() == []
            return str(here.turns()[0]["heard"])

    async with served(hearing) as address:
        tokens = [user.headers["Authorization"].removeprefix("Bearer ") for user in users]
        heard = await asyncio.gather(*(one(address, t, n) for t, n in zip(tokens, rooms, strict=True)))
    assert all(word in said for word, said in zip(rooms.values(), heard, strict=True)), heard
    for user in users:
        assert len((await user.get("/api/follow-ups")).json()["items"]) == 1


BAD = [
    ('{"type": "session.update", "session": {"audio": {"input": {"format": {"rate": 44100}}}}}', "unsupported_audio"),
    ('{"type": "session.update", "session": {"audio": {"input": {"format": {"channels": 2}}}}}', "unsupported_audio"),
    ('{"type": "input_audio_buffer.commit"}', "input_audio_buffer_commit_empty"),
    ('{"type": "response.cancel"}', "response_cancel_not_active"),
    ('{"type": "conversation.item.truncate", "item_id": "x", "audio_end_ms": 5}', "not_found"),
    ('{"type": "input_audio_buffer.append", "audio": "!"}', "invalid_audio"),
    ("{", "invalid_json"),
    ("[" * 50_000, "invalid_json"),
    ('"hello"', "invalid_event"),
    ('{"type": "no.such"}', "unknown_event"),
]


async def test_what_does_not_fit_is_told_and_the_talk_goes_on(quick: House) -> None:
    async with served(quick) as address, line(address, microphone=False) as here:
        for message, _ in BAD:
            await here.socket.send(message)
        await here.socket.send(bytes(3 * 1024 * 1024))  # more than a minute at once
        await here.until(lambda: len(here.codes()) == len(BAD) + 1)
        assert here.codes() == [*(code for _, code in BAD), "too_long"]
        for half in (b"\x01", b"\x00"):  # half a sample waits for the rest
            await here.socket.send(half)
        talking = asyncio.create_task(here.microphone())
        here.say("en_timer")
        await here.until(here.turns)
        talking.cancel()
    assert len((await quick.client().get("/api/follow-ups")).json()["items"]) == 1


async def test_held_to_talk_the_button_says_when(quick: House) -> None:
    async with served(quick) as address, line(address, microphone=False) as here:
        await here.send(type="session.update", session={"audio": {"input": {"turn_detection": None}}})
        await here.socket.send(bytes(32_000))
        await here.send(type="input_audio_buffer.commit")
        await here.until(here.turns)
        assert here.turns()[0]["heard"] == "set a timer for twelve minutes"


async def test_a_talk_is_resumed_by_the_name_of_its_conversation(quick: House) -> None:
    made = (await quick.client().post("/api/turns", json={"text": "stop"})).json()["conversation_id"]
    async with served(quick) as address, line(address, conversation=made) as here:
        here.say("en_timer")
        await here.until(here.turns)
        assert here.turns()[0]["conversation_id"] == made


async def test_a_turn_goes_on_when_the_client_vanishes_and_everything_is_freed(quick: House) -> None:
    async with served(quick) as address:
        async with line(address, microphone=False) as here:
            await here.send(type="session.update", session={"audio": {"input": {"turn_detection": None}}})
            await here.socket.send(bytes(32_000))
            await here.send(type="input_audio_buffer.commit")
            await here.until(lambda: here.of("steward.event"))
            here.socket.transport.abort()
        await settled(lambda: not seats.lines)
    await quick.parts.turns.finish(10)
    assert len((await quick.client().get("/api/follow-ups")).json()["items"]) == 1
    assert [task for task in asyncio.all_tasks() if "session" in str(task.get_coro())] == []


async def test_two_hundred_sockets_left_open_keep_nobody_out(quick: House) -> None:
    async with served(quick) as address:
        left = [
            await websockets.connect(
                address, additional_headers={"Authorization": f"Bearer {OWNER_TOKEN}"}, compression=None, proxy=None
            )
            for _ in range(200)
        ]
        async with line(address) as here:
            here.say("en_timer")
            await here.until(here.turns)
        assert len(seats.lines) <= MOST_EACH
        for socket in left:
            socket.transport.abort()


async def test_a_socket_that_is_left_open_is_hung_up(tmp_path: Path) -> None:
    async with open_house(tmp_path / "data", voice_idle_seconds=0.2) as house, served(house) as address:
        async with line(address, microphone=False) as here:
            await here.until(lambda: here.codes() == ["idle_timeout"])
            await here.socket.wait_closed()
            assert here.socket.close_code == 4408
        assert seats.lines == []


async def _first(socket: websockets.ClientConnection) -> str:
    return str(json.loads(await asyncio.wait_for(socket.recv(), 20))["type"])


async def test_who_one_is_can_be_said_in_four_ways(quick: House) -> None:
    session = await quick.client(None).post("/api/session", json={"token": OWNER_TOKEN})
    cookie = session.headers["set-cookie"].split(";")[0]
    async with served(quick) as address:
        host = address.removeprefix("ws://").removesuffix("/api/voice")
        own = {"Cookie": cookie, "Origin": f"http://{host}"}
        async with websockets.connect(address, additional_headers=own, proxy=None) as socket:
            assert await _first(socket) == "session.created"
        protocols = ["steward.voice", f"steward.token.{OWNER_TOKEN}"]
        async with websockets.connect(address, subprotocols=protocols, proxy=None) as socket:
            assert socket.subprotocol == "steward.voice"
            assert await _first(socket) == "session.created"
        async with websockets.connect(address, proxy=None) as socket:
            await socket.send(json.dumps({"type": "session.authenticate", "token": OWNER_TOKEN}))
            assert await _first(socket) == "session.created"
        for said in ('{"type": "session.authenticate", "token": "wrong"}', "{}", "no", b"\x00"):
            async with websockets.connect(address, proxy=None) as socket:
                await socket.send(said)
                assert json.loads(await socket.recv())["error"]["code"] == "unauthenticated"
                await socket.wait_closed()
                assert socket.close_code == 4401


async def test_another_sites_page_cannot_use_the_cookie(quick: House) -> None:
    session = await quick.client(None).post("/api/session", json={"token": OWNER_TOKEN})
    foreign = {"Cookie": session.headers["set-cookie"].split(";")[0], "Origin": "https://elsewhere.example"}
    async with served(quick) as address:
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(address, additional_headers=foreign, proxy=None)
        assert refused.value.response.status_code == 403
        assert json.loads(refused.value.response.body or b"")["error"]["code"] == "wrong_origin"
        for status, headers in ((421, {"Host": "elsewhere.example"}), (403, {"Origin": "null", **foreign})):
            with pytest.raises((websockets.InvalidStatus, ValueError)) as refused:
                await websockets.connect(address, additional_headers=headers, proxy=None)
            if isinstance(refused.value, websockets.InvalidStatus):
                assert refused.value.response.status_code == status


async def test_a_token_taken_back_ends_the_talk(quick: House) -> None:
    owner = quick.client()
    made = (await owner.post("/api/tokens", json={"name": "kitchen"})).json()
    async with served(quick) as address, line(address, made["token"]) as here:
        await here.until(lambda: here.of("session.created"))
        await owner.delete(f"/api/tokens/{made['id']}")
        here.say("en_timer")
        await here.until(lambda: "unauthenticated" in here.codes())
    assert (await owner.get("/api/follow-ups")).json()["items"] == []

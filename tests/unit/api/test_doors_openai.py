"""Other programs talk to Steward as to a model: the official client, whole and streamed."""

from __future__ import annotations

import httpx
import openai
import pytest
from harness import House

REMIND = 'parking__remind {"minutes": 20}'


@pytest.fixture
def client(house: House, ann: httpx.AsyncClient) -> openai.AsyncOpenAI:
    token = ann.headers["Authorization"].removeprefix("Bearer ")
    transport = httpx.ASGITransport(app=house.app)
    http = httpx.AsyncClient(transport=transport, base_url="http://localhost/v1")
    return openai.AsyncOpenAI(api_key=token, base_url="http://localhost/v1", http_client=http, max_retries=0)


async def test_the_official_client_finds_the_model_and_talks(
    client: openai.AsyncOpenAI, ann: httpx.AsyncClient
) -> None:
    assert [model.id for model in (await client.models.list()).data] == ["steward"]
    answer = await client.chat.completions.create(
        model="steward", messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": REMIND}]
    )
    assert answer.choices[0].message.content == "Okay."
    assert answer.choices[0].finish_reason == "stop"
    assert len((await ann.get("/api/follow-ups")).json()["items"]) == 1


async def test_streamed_pieces_add_up_to_the_whole(client: openai.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model="steward", messages=[{"role": "user", "content": REMIND}], stream=True
    )
    pieces = [chunk.choices[0] async for chunk in stream]
    assert "".join(piece.delta.content or "" for piece in pieces) == "Okay."
    assert pieces[-1].finish_reason == "stop"


async def test_a_client_that_resends_its_history_stays_in_its_conversation(
    client: openai.AsyncOpenAI, ann: httpx.AsyncClient
) -> None:
    first = {"role": "user", "content": "hello"}
    answer = (await client.chat.completions.create(model="steward", messages=[first])).choices[0].message.content
    history = [first, {"role": "assistant", "content": answer}, {"role": "user", "content": "hello again"}]
    await client.chat.completions.create(model="steward", messages=history)
    (conversation,) = (await ann.get("/api/conversations")).json()["items"]
    turns = (await ann.get(f"/api/conversations/{conversation['id']}")).json()["turns"]
    assert [turn["heard"] for turn in turns] == ["hello", "hello again"]


async def test_parts_of_text_and_fields_we_do_not_use_are_let_through(client: openai.AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(
        model="anything",
        messages=[{"role": "user", "content": [{"type": "text", "text": "stop"}]}],
        temperature=0.2,
        tools=[{"type": "function", "function": {"name": "x", "parameters": {}}}],
    )
    assert answer.choices[0].message.content == "Okay, stopped."


async def test_bad_requests_are_the_clients_own_errors(client: openai.AsyncOpenAI, house: House) -> None:
    with pytest.raises(openai.UnprocessableEntityError):
        await client.chat.completions.create(model="steward", messages=[{"role": "system", "content": "x"}])
    with pytest.raises(openai.NotFoundError):
        await client.chat.completions.create(
            model="steward", messages=[{"role": "user", "content": "x"}], metadata={"conversation_id": "nobodys"}
        )
    stranger = client.with_options(api_key="wrong")
    with pytest.raises(openai.AuthenticationError):
        await stranger.models.list()


async def test_without_ears_a_transcription_says_so(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        await client.audio.transcriptions.create(model="whisper-1", file=("a.wav", b"not a sound"))
    assert caught.value.status_code in (422, 503)

"""With a language model behind it: its words stream in and are labelled, and it can be stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.visit import Visit
from tests.conftest import Server
from tests.endpoint import ScriptedEndpoint, hang, words

# Nothing of it is the local planner's business, so the model is asked.
PHILOSOPHY = {"en": "why do people like the sea so much", "zh": "人为什么那么喜欢大海呢"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as scripted:
        yield scripted


@pytest.fixture(scope="module")
def server(endpoint: ScriptedEndpoint, built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("model"),
        STEWARD_CLOCK_SPEED="1",
        STEWARD_MODEL="scripted",
        STEWARD_OPENAI_BASE_URL=endpoint.url,
        STEWARD_OPENAI_API_KEY="none",
    ).start()
    yield running
    running.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def with_model(server: Server, browser: Browser) -> AsyncIterator[Visit]:
    async with AsyncExitStack() as rooms:
        yield Visit(server, browser, rooms)


@pytest.mark.parametrize(("language", "label"), [("zh", "内容由AI生成"), ("en", "AI-generated")])
async def test_words_of_a_model_are_labelled(with_model: Visit, endpoint: ScriptedEndpoint, language, label) -> None:
    answer = {"zh": ("因为它", "很辽阔。"), "en": ("Because it is ", "wide.")}[language]
    endpoint.script(words(*answer))
    page = await with_model(language)
    await page.locator("#say").fill(PHILOSOPHY[language])
    await page.keyboard.press("Enter")
    message = page.locator(".message.steward").last
    # The first sentence for a model loads the library that speaks to it.
    await expect(message.locator(".words")).to_have_text("".join(answer), timeout=60_000)
    await expect(message.locator(".ai-label")).to_have_text(label)


async def test_an_answer_that_takes_too_long_can_be_stopped(with_model: Visit, endpoint: ScriptedEndpoint) -> None:
    endpoint.script(hang())
    page = await with_model("en")
    await page.locator("#say").fill(PHILOSOPHY["en"])
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    await expect(page.get_by_role("button", name="Stop")).to_have_count(0)

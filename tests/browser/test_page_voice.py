"""Somebody speaks to the page: hands-free and with the button held, heard by the real ears over the open line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import async_playwright, expect

from tests.browser.conftest import FLAGS
from tests.browser.visit import Visit
from tests.conftest import Server
from tests.integration.voice_line import MODELS
from tests.unit.voice.room import speech
from voice.audio import RATE
from voice.catalogue import WHISPER_BASE
from voice.encoding import wav_head
from voice.weights import WeightsUnavailable, obtain

pytestmark = [pytest.mark.speech, pytest.mark.timeout(240)]


@pytest.fixture(scope="session")
def model() -> str:
    try:
        return str(asyncio.run(obtain(WHISPER_BASE, MODELS)))
    except (WeightsUnavailable, OSError) as error:
        pytest.skip(f"no speech model: {error}")


@pytest.fixture(scope="module")
def hearing(model: str, chromium: str, built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hearing")
    running = Server(folder, STEWARD_WHISPER_MODEL=model, STEWARD_CLOCK_SPEED="1").start()
    yield running
    running.kill()


def recording(folder: Path, name: str, lead: float) -> Path:
    """Silence, the sentence once, silence: what the browser takes for its microphone."""
    samples = np.concatenate([np.zeros(int(lead * RATE)), speech(name), np.zeros(6 * RATE)])
    # Chromium wants the rate it plays at.
    louder = np.interp(np.arange(len(samples) * 3) / 3, np.arange(len(samples)), samples)
    pcm = (np.clip(louder, -1, 1) * 32_767).astype("<i2").tobytes()
    head = bytearray(wav_head(len(pcm)))
    head[24:32] = (48_000).to_bytes(4, "little") + (96_000).to_bytes(4, "little")
    path = folder / f"{name}.wav"
    path.write_bytes(bytes(head) + pcm)
    return path


@asynccontextmanager
async def speaking(server: Server, chromium: str, sound: Path) -> AsyncIterator[Visit]:
    """A browser in front of which somebody says that sentence as soon as the microphone opens."""
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={sound}%noloop"]
    async with async_playwright() as playwright, AsyncExitStack() as rooms:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags)
        rooms.push_async_callback(browser.close)
        yield Visit(server, browser, rooms)


async def test_hands_free_a_sentence_is_heard_answered_and_done(hearing: Server, chromium: str, tmp_path: Path) -> None:
    sound = recording(tmp_path, "en_timer", 1.5)
    async with speaking(hearing, chromium, sound) as visit:
        page = await visit("en")
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
        await page.get_by_role("button", name="Talk hands-free").click()
        await expect(page.locator(".message.user")).to_contain_text("timer for 12 minutes", timeout=60_000)
        await expect(page.locator(".message.steward .words")).to_contain_text("12", timeout=30_000)
        await expect(page.locator(".meter.line")).to_be_visible()
        await page.get_by_role("button", name="Stop listening").click()
        await expect(page.locator(".meter.line")).to_have_count(0)
        assert refused == []
        assert [row["kind"] for row in visit.guest.ask("GET", "/api/follow-ups")["items"]] == ["timer"]


async def test_held_to_talk_the_sentence_goes_when_the_button_is_let_go(
    hearing: Server, chromium: str, tmp_path: Path
) -> None:
    sound = recording(tmp_path, "zh_timer", 0.6)
    async with speaking(hearing, chromium, sound) as visit:
        page = await visit("zh")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        button = page.get_by_role("button", name="按住说话")
        await button.hover()
        await page.mouse.down()
        await expect(page.locator(".meter")).to_contain_text("0:05", timeout=30_000)
        await page.mouse.up()
        await expect(page.locator(".message.user")).to_contain_text("分钟", timeout=60_000)
        await expect(page.locator(".message.steward .words")).to_contain_text("分钟", timeout=30_000)
        assert not [url for url in sent if "/api/turns" in url]
        assert [row["kind"] for row in visit.guest.ask("GET", "/api/follow-ups")["items"]] == ["timer"]


async def test_without_the_line_what_was_said_is_sent_as_a_recording(
    hearing: Server, chromium: str, tmp_path: Path
) -> None:
    sound = recording(tmp_path, "en_timer", 0.6)
    async with speaking(hearing, chromium, sound) as visit:
        page = await visit("en")
        await page.route_web_socket("**/api/voice*", lambda line: asyncio.ensure_future(line.close()))
        button = page.get_by_role("button", name="Hold to talk")
        await button.hover()
        await page.mouse.down()
        await expect(page.locator(".meter")).to_contain_text("0:05", timeout=30_000)
        await page.mouse.up()
        await expect(page.locator(".message.user")).to_contain_text("timer for 12 minutes", timeout=60_000)

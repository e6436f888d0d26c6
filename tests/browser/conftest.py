"""A real server whose clock runs, and a real browser; skipped by name where a machine has no Chromium or no page."""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.visit import Visit
from tests.conftest import Server

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "api" / "page" / "index.html"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    # Nothing of the browser's own leaves the machine.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, and nobody has to be asked.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
# A busy machine may load a planner or a language library for some seconds at the first sentence.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if inspect.iscoroutinefunction(getattr(item, "obj", None)):
                # The browser lives in one event loop, and so do those who use it.
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    # Whatever the shell of whoever runs this says; the test's own settings are cleared later.
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: install one (Debian: apt install chromium) or name it in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def built_page() -> Path:
    """The page as it is shipped; built here when it is not there yet and Node is."""
    if not PAGE.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("the page is not built and there is no Node to build it: make page")
        for command in (["ci"], ["run", "build"]):
            subprocess.run([npm, *command], cwd=ROOT / "web", check=True, stdout=subprocess.DEVNULL)
    return PAGE


@pytest.fixture(scope="session")
def live_server(chromium: str, built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its clock starts on Monday 09:00 and runs, so that reminders ring. Each test brings users of its own."""
    server = Server(tmp_path_factory.mktemp("browser"), STEWARD_CLOCK_SPEED="1").start()
    yield server
    server.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One for all; each test opens windows of its own in it, which share nothing."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(live_server: Server, browser: Browser) -> AsyncIterator[Visit]:
    async with AsyncExitStack() as rooms:
        yield Visit(live_server, browser, rooms)

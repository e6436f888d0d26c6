"""Everyone can use it: names, landmarks, contrast, no mouse needed, small screens, both languages, light and dark."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.access import problems
from tests.browser.visit import DESK, PHONE, Visit

PLACES = ("talk", "coming", "memory", "done", "settings")


async def furnish(visit: Visit, page: Page, sentence: str) -> None:
    visit.guest.remind("water the plants", 7200)
    visit.guest.remind("起床", 50_000, kind="alarm")
    visit.guest.ask("POST", "/api/memory/facts", {"text": "allergic to peanuts", "category": "health"})
    await page.locator("#say").fill(sentence)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("zh", PHONE, "light"), ("zh", DESK, "dark"), ("en", PHONE, "dark"), ("en", DESK, "light")],
)
async def test_every_place_is_accessible(visit: Visit, language, size, scheme) -> None:
    page = await visit(language, size=size, scheme=scheme)
    await furnish(visit, page, {"zh": "八分钟后提醒我关火", "en": "set a timer for eight minutes"}[language])
    found = {}
    for place in PLACES:
        await page.goto(f"{visit.server.base}/#/{place}")
        await page.locator(".page, .talk").wait_for()
        await expect(page.locator(".skeleton")).to_have_count(0)
        if wrong := await problems(page):
            found[place] = wrong
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_door_and_a_ring_are_accessible(visit: Visit, scheme) -> None:
    door = await visit.window("en", size=PHONE, scheme=scheme)
    await door.goto(visit.server.base)
    await door.get_by_label("Access token", exact=True).wait_for()
    assert await problems(door) == []
    page = await visit("en", size=PHONE, scheme=scheme)
    visit.guest.remind("stretch", 1)
    await page.get_by_role("alertdialog").wait_for()
    await page.wait_for_timeout(400)  # it fades in, and half a colour has half a contrast
    assert await problems(page) == []


async def test_the_day_goes_by_without_a_mouse(visit: Visit) -> None:
    page = await visit("en")
    await expect(page.locator("#say")).to_be_focused()
    await page.keyboard.type("remind me in two hours to call Mum")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    await tab_to(page, "Coming up", back=True)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to(page, "Delete")
    await page.keyboard.press("Enter")
    await expect(page.locator(".follow-up")).to_have_count(0)
    await tab_to(page, "Undo")
    await page.keyboard.press("Enter")
    await expect(page.locator(".follow-up")).to_contain_text("Mum")


async def test_the_first_tab_skips_the_navigation(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    await page.goto(f"{visit.server.base}/#/memory")
    await page.reload()
    await page.locator(".page").wait_for()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


_FOCUS_SHOWS = """
() => {
  const shows = (element) => element && getComputedStyle(element).outlineStyle !== "none";
  const focused = document.activeElement;
  return focused === document.body || shows(focused) || shows(focused.nextElementSibling);
}
"""


async def test_the_focus_can_be_seen(visit: Visit) -> None:
    page = await visit("en")
    await page.goto(f"{visit.server.base}/#/settings")
    await page.get_by_role("button", name="Export everything").wait_for()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(_FOCUS_SHOWS), await page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


async def test_nothing_moves_for_whoever_wants_it_still(visit: Visit) -> None:
    page = await visit("en")
    await page.emulate_media(reduced_motion="reduce")
    visit.guest.remind("stretch", 1)
    await page.get_by_role("alertdialog").wait_for()
    moving = await page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length")
    assert moving == 0


async def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Presses Tab until what is focused is called that, as a person would."""
    for _ in range(60):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = await page.evaluate(
            "() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.textContent }"
        )
        if (focused or "").strip().startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")

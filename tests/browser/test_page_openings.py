"""What Steward says unasked tells why and takes a no; what waits for a yes is met wherever one is."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.visit import PHONE, Visit


async def opened(visit: Visit, page: Page, words: str):
    """Steward begins a conversation; its ring."""
    visit.guest.remind(words, 1, kind="check_in")
    ring = page.get_by_role("alertdialog")
    await expect(ring).to_contain_text(words)
    return ring


def topics(visit: Visit) -> dict[str, bool]:
    return {row["topic"]: row["off"] for row in visit.guest.ask("GET", "/api/initiative")["topics"]}


async def test_an_opening_says_why_leads_to_its_talk_and_one_tap_turns_its_kind_off(visit: Visit) -> None:
    page = await visit("zh", size=PHONE)
    ring = await opened(visit, page, "膝盖好些了吗")
    await expect(ring).to_contain_text("因为你设了这个时候来问")
    await ring.get_by_role("button", name="回一句").click()
    said = page.locator(".message.steward")
    await expect(said).to_contain_text("膝盖好些了吗")
    await expect(said).to_contain_text("因为你设了这个时候来问")
    await said.get_by_role("button", name="别再提").click()
    await expect(said.get_by_role("status")).to_contain_text("已关掉")
    assert topics(visit) == {"alarms": True}
    await said.get_by_role("button", name="撤销").click()
    await expect(said.get_by_role("button", name="别再提")).to_be_visible()
    assert topics(visit) == {"alarms": False}


async def test_an_opening_can_be_sent_away_from_the_ring(visit: Visit) -> None:
    page = await visit("en")
    ring = await opened(visit, page, "How is the knee?")
    await ring.get_by_role("button", name="Less of this").click()
    await expect(ring).to_be_hidden()
    await expect(page.locator(".toast")).to_contain_text("less often")
    await page.goto(f"{visit.server.base}/#/settings/initiative")
    await expect(page.locator(".row").filter(has_text="Reminders")).to_contain_text("sent away once")


def ask_elsewhere(visit: Visit) -> dict[str, str]:
    """A question that was asked in a conversation which is on no screen."""
    offered = visit.guest.ask("POST", "/api/turns", {"text": "book a table for two tomorrow at 7 pm"})
    choice, talk = offered["reply"]["cards"][0]["actions"][0]["say"]["en"], offered["conversation_id"]
    asked = visit.guest.ask("POST", "/api/turns", {"text": choice, "conversation_id": talk, "language": "en"})
    assert asked["pending"]
    return dict(asked["pending"])


async def test_a_question_from_elsewhere_is_seen_and_answered_without_leaving(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    ask_elsewhere(visit)
    await expect(page.get_by_role("navigation")).to_contain_text("1 Waiting for your yes")
    await page.get_by_role("link", name="One thing waits for your yes").click()
    await page.locator(".inbox").get_by_role("button", name="Yes, do it").click()
    toast = page.locator(".toast")
    await expect(toast).to_be_visible()
    await expect(page.locator(".inbox")).to_have_count(0)
    rows = visit.guest.ask("GET", "/api/actions")["items"]
    assert [row["state"] for row in rows if row["tool"] == "restaurants__reserve"] == ["succeeded"]
    await toast.get_by_role("button", name="Open the talk").click()
    await expect(page.locator(".message.user").first).to_contain_text("book a table for two")


async def test_a_question_from_elsewhere_is_changed_in_the_talk_that_asked_it(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    before = ask_elsewhere(visit)
    await page.goto(f"{visit.server.base}/#/coming")
    await page.locator(".inbox").get_by_role("button", name="Change").click()
    await expect(page.locator("#change-hint")).to_be_visible()
    await page.locator("#say").fill("make it eight o'clock")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .confirm .terms").last).to_contain_text("8:00")
    waiting = visit.guest.ask("GET", "/api/approvals")["items"]
    assert [row["conversation_id"] for row in waiting] == [before["conversation_id"]]
    assert waiting[0]["id"] != before["id"]

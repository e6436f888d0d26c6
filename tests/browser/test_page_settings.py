"""The settings by subject: what holds until further notice is seen, changed and taken back from the page."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.access import problems
from tests.browser.visit import PHONE, Visit


async def corner(visit: Visit, page: Page, name: str) -> None:
    await page.goto(f"{visit.server.base}/#/settings/{name}")
    await page.locator(".panel").first.wait_for()
    await expect(page.locator(".skeleton")).to_have_count(0)


async def test_quiet_hours_budget_and_topics_are_the_users_to_set(visit: Visit) -> None:
    guest = visit.invite("en")
    guest.ask("POST", "/api/initiative/feedback", {"topic": "calendar", "answer": "not_now"})
    page = await visit.enter(guest, "en", size=PHONE)
    await corner(visit, page, "initiative")
    await page.get_by_label("From").fill("23:30")
    async with page.expect_response("**/api/initiative"):
        await page.get_by_label("From").blur()
    async with page.expect_response("**/api/initiative"):
        await page.get_by_label("a day", exact=True).select_option("1")
    async with page.expect_response("**/api/initiative"):
        await page.get_by_label("Check-in").check()
    row = page.locator(".row").filter(has_text="Calendar")
    await expect(row).to_contain_text("rests until")
    await row.get_by_role("button", name="Allow again").click()
    await expect(row).to_contain_text("may speak up")
    async with page.expect_response("**/api/initiative/feedback"):
        await row.get_by_role("switch").click()
    await expect(row).to_contain_text("turned off")
    kept = guest.ask("GET", "/api/initiative")
    assert (kept["quiet_hours"]["start"], kept["per_day"]) == ("23:30", 1)
    assert "check_in" in kept["quiet_hours"]["exceptions"]
    assert [(topic["topic"], topic["off"]) for topic in kept["topics"]] == [("calendar", True)]
    async with page.expect_response("**/api/initiative"):
        await page.get_by_role("switch", name="Quiet hours").click()
    await expect(page.get_by_label("From")).to_have_count(0)
    hours = guest.ask("GET", "/api/initiative")["quiet_hours"]
    assert hours["start"] == hours["end"]


async def test_a_standing_wish_is_said_in_a_sentence_removed_and_put_back(visit: Visit) -> None:
    page = await visit("zh", size=PHONE)
    await corner(visit, page, "initiative")
    box = page.get_by_label("要留意的事")
    await box.fill("让我发财")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="没法留意")).to_be_visible()
    await expect(box).to_have_value("让我发财")
    await page.get_by_role("button", name="路过药店").click()
    await page.get_by_role("button", name="留意", exact=True).click()
    row = page.locator(".row").filter(has_text="买创可贴")
    await expect(row).to_contain_text("药店")
    async with page.expect_response("**/api/rules/*"):
        await row.get_by_role("button", name="移除").click()
    await expect(row).to_have_count(0)
    assert visit.guest.ask("GET", "/api/rules")["items"] == []
    await page.locator(".toast").get_by_role("button", name="撤销").click()
    await expect(row).to_be_visible()
    assert [rule["when"]["near"] for rule in visit.guest.ask("GET", "/api/rules")["items"]] == ["药店"]


async def test_this_device_says_where_it_is_only_when_it_may(visit: Visit) -> None:
    page = await visit("en")
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 60.17, "longitude": 24.94, "accuracy": 20})
    await corner(visit, page, "initiative")
    async with page.expect_request("**/api/observations") as told:
        await page.get_by_role("switch", name="Share where this device is").click()
    assert (await told.value).post_data_json == {"latitude": 60.17, "longitude": 24.94}
    await page.get_by_role("switch", name="Share where this device is").click()
    assert await page.evaluate("localStorage.getItem('steward.whereabouts')") is None


async def test_a_permission_has_a_cap_and_can_be_taken_back(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    await corner(visit, page, "access")
    await page.get_by_role("button", name="Allow something").click()
    await page.get_by_label("What", exact=True).select_option(label="Buy tickets")
    await page.get_by_label("Up to, each time").fill("80")
    await page.get_by_label("Currency").select_option("EUR")
    await page.get_by_label("For how long").select_option(label="One week")
    await page.get_by_role("button", name="Allow it").click()
    row = page.locator(".row").filter(has_text="Buy tickets")
    await expect(row).to_contain_text("€80.00")
    given = visit.guest.ask("GET", "/api/grants")["items"]
    assert [(one["tools"], one["currency"], one["expires_at"] is not None) for one in given] == [
        ("tickets__buy", "EUR", True)
    ]
    async with page.expect_response("**/api/grants/*"):
        await row.get_by_role("button", name="Take back").click()
    await expect(row).to_have_count(0)
    assert visit.guest.ask("GET", "/api/grants")["items"] == []


async def test_a_person_is_told_only_with_consent_and_a_test_says_what_came_of_it(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    await corner(visit, page, "reach")
    await page.get_by_role("button", name="Add a way").click()
    await page.get_by_label("Address").fill("mum@example.org")
    await page.get_by_role("radio", name="Somebody I trust").check()
    await page.get_by_label("Their name").fill("Mum")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_label("How they agreed")).to_be_focused()
    assert visit.guest.ask("GET", "/api/channels")["items"] == []
    await page.get_by_label("How they agreed").fill("She said yes on Sunday")
    await page.get_by_role("button", name="Add it").click()
    row = page.locator(".row").filter(has_text="reaches Mum")
    await expect(row).to_contain_text("If I have not answered for 5 min")
    await row.get_by_role("button", name="Test").click()
    await expect(row.get_by_role("status")).to_contain_text("no mail server yet")
    await row.get_by_role("button", name="Remove").first.click()
    async with page.expect_response("**/api/channels/*"):
        await row.get_by_role("group").get_by_role("button", name="Remove").click()
    await expect(row).to_have_count(0)
    assert visit.guest.ask("GET", "/api/channels")["items"] == []


async def test_the_calendar_feed_opens_shows_its_address_once_and_closes(visit: Visit) -> None:
    page = await visit("en")
    await corner(visit, page, "reach")
    await page.get_by_role("button", name="Make an address").click()
    url = await page.get_by_label("Feed address").input_value()
    assert "BEGIN:VCALENDAR" in await (await page.request.get(url)).text()
    await page.get_by_role("button", name="Close the feed").click()
    await page.get_by_role("group").get_by_role("button", name="Close the feed").click()
    await expect(page.get_by_label("Feed address")).to_have_count(0)
    assert (await page.request.get(url)).status == 401


async def test_an_account_that_does_not_answer_is_told_and_not_kept(visit: Visit) -> None:
    page = await visit("zh")
    await corner(visit, page, "access")
    await page.get_by_role("button", name="添加邮箱").click()
    await page.get_by_label("邮箱地址").fill("lin@example.org")
    await page.get_by_label("密码").fill("wrong")
    await page.get_by_text("服务器").click()
    await expect(page.get_by_label("收信（IMAP）")).to_have_attribute("placeholder", "imap.example.org")
    await page.get_by_label("收信（IMAP）").fill("127.0.0.1")
    await page.get_by_label("端口").first.fill("9")
    await page.get_by_role("button", name="登录并保存").click()
    await expect(page.locator("form.adding [role=alert]")).to_contain_text("没有保存")
    await expect(page.get_by_label("邮箱地址")).to_have_value("lin@example.org")
    assert visit.guest.ask("GET", "/api/connections")["items"] == []


@pytest.mark.parametrize(("language", "scheme"), [("zh", "dark"), ("en", "light")])
async def test_every_corner_is_accessible_with_its_forms_unfolded(visit: Visit, language, scheme) -> None:
    guest = visit.invite(language)
    guest.ask("POST", "/api/initiative/feedback", {"topic": "calendar", "answer": "not_now"})
    guest.ask("POST", "/api/channels", {"kind": "email", "address": "me@example.org"})
    guest.ask("POST", "/api/grants", {"tools": "tickets__buy", "max_price": "80", "currency": "EUR"})
    page = await visit.enter(guest, language, size=PHONE, scheme=scheme)
    found = {}
    for name in ("you", "initiative", "reach", "access"):
        await corner(visit, page, name)
        folded = page.locator(".panel button[aria-expanded=false]")
        while await folded.count():
            await folded.first.click()
        await expect(page.locator(".skeleton")).to_have_count(0)
        if wrong := await problems(page):
            found[name] = wrong
    assert found == {}

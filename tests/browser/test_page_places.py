"""Coming up, memory, done and settings: read, change, take back."""

from __future__ import annotations

import json

from playwright.async_api import expect

from tests.browser.visit import PHONE, Visit


async def test_a_reminder_is_added_moved_and_deleted_by_hand(visit: Visit) -> None:
    page = await visit("en", size=PHONE)
    await page.goto(f"{visit.server.base}/#/coming")
    await page.get_by_role("button", name="Add").click()
    await page.get_by_label("What about?").fill("pay the rent")
    await page.get_by_label("When").fill("2026-12-01T09:00")
    await page.get_by_label("Repeats").select_option("monthly")
    await page.locator("form.panel").get_by_role("button", name="Add").click()
    row = page.locator(".follow-up")
    await expect(row).to_contain_text("pay the rent")
    await expect(row).to_contain_text("every month")
    stored = visit.guest.ask("GET", "/api/follow-ups")["items"][0]
    assert stored["due_at"].startswith("2026-12-01T09:00:00+08:00")
    await row.get_by_role("button", name="More").click()
    await row.get_by_role("button", name="Change time").click()
    await row.get_by_label("When").fill("2026-12-01T10:30")
    await row.get_by_role("button", name="Save").click()
    await expect(row).to_contain_text("10:30")
    await row.get_by_role("button", name="More").click()
    await row.get_by_role("button", name="Delete").click()
    await expect(row).to_have_count(0)
    await page.locator(".toast").filter(has_text="Deleted").get_by_role("button", name="Undo").click()
    await expect(row).to_contain_text("10:30")


async def test_a_time_in_the_past_is_told_before_it_is_sent(visit: Visit) -> None:
    page = await visit("zh")
    await page.goto(f"{visit.server.base}/#/coming")
    await page.get_by_role("button", name="添加").click()
    await page.get_by_label("提醒什么？").fill("交房租")
    await page.get_by_label("时间").fill("2020-01-01T09:00")
    await page.locator("form.panel").get_by_role("button", name="添加").click()
    await expect(page.locator("form.panel [role=alert]")).to_have_text("这个时间已经过了。")


async def test_memory_is_corrected_forgotten_and_found(visit: Visit) -> None:
    page = await visit("zh")
    visit.guest.ask("POST", "/api/memory/facts", {"text": "姐姐的生日是五月三号", "category": "person"})
    await page.goto(f"{visit.server.base}/#/memory")
    fact = page.locator(".fact")
    await expect(fact).to_contain_text("五月三号")
    await fact.get_by_role("button", name="更正").click()
    await fact.get_by_label("内容").fill("姐姐的生日是五月四号")
    await fact.get_by_role("button", name="保存").click()
    await expect(fact).to_contain_text("五月四号")
    await page.get_by_label("搜索记忆").fill("生日")
    await expect(fact).to_have_count(1)
    await fact.get_by_role("button", name="忘掉").click()
    await fact.get_by_role("group").get_by_role("button", name="忘掉").click()
    await expect(fact).to_have_count(0)


async def test_a_change_is_undone_from_the_ledger(visit: Visit) -> None:
    page = await visit("en")
    await page.locator("#say").fill("set a timer for eight minutes")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.steward").last).to_have_attribute("aria-busy", "false")
    await page.goto(f"{visit.server.base}/#/done")
    row = page.locator(".action").filter(has_text="Set a timer")
    await row.get_by_role("button", name="Undo").click()
    await expect(row).to_contain_text("Undone")
    assert visit.guest.ask("GET", "/api/follow-ups")["items"] == []


async def test_language_and_zone_are_the_users_to_choose(visit: Visit) -> None:
    page = await visit("en")
    visit.guest.remind("call", 3600)
    await page.goto(f"{visit.server.base}/#/settings")
    await page.get_by_role("radio", name="中文").check()
    await expect(page.get_by_role("heading", level=1)).to_have_text("设置")
    async with page.expect_response("**/api/me"):
        await page.get_by_label("时区").select_option("Europe/Berlin")
    await expect(page.get_by_text("已保存").last).to_be_visible()
    mine = visit.guest.ask("GET", "/api/me")
    assert (mine["language"], mine["timezone"]) == ("zh", "Europe/Berlin")


async def test_a_token_is_made_shown_once_and_revoked(visit: Visit) -> None:
    page = await visit("en")
    await page.goto(f"{visit.server.base}/#/settings/access")
    await page.get_by_label("Name of the token").fill("Kitchen")
    await page.get_by_role("button", name="Make a token").click()
    secret = await page.locator(".secret input").input_value()
    assert len(secret) > 20
    await page.reload()
    row = page.locator(".row").filter(has_text="Kitchen")
    await expect(row).to_be_visible()
    assert secret not in await page.content()
    await row.get_by_role("button", name="Revoke").click()
    await expect(row).to_have_count(0)


async def test_everything_can_be_taken_along_and_erased(visit: Visit) -> None:
    page = await visit("en")
    visit.guest.ask("POST", "/api/memory/facts", {"text": "plays the cello"})
    await page.goto(f"{visit.server.base}/#/settings")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Export everything").click()
    export = await (await waiting.value).path()
    assert "cello" in json.dumps(json.loads(export.read_text(encoding="utf-8")))
    await page.get_by_role("button", name="Delete everything").click()
    sure = page.get_by_role("dialog")
    await expect(sure.get_by_role("button", name="Delete everything now")).to_be_disabled()
    await sure.get_by_role("textbox").fill("delete")
    await sure.get_by_role("button", name="Delete everything now").click()
    await page.get_by_label("Access token", exact=True).wait_for()

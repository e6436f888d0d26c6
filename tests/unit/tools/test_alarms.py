"""Alarms, timers, reminders: what is set, what is said back, what rings, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant import PutFollowUp, Say
from assistant.moments import zone
from assistant.testing import NOW, Bench, make_user
from assistant.types import FollowUp, FollowUpState
from tools.alarms import plugin
from tools.alarms.ring import about, label_of, tidy


@pytest.fixture
def bench() -> Bench:
    return Bench((plugin,))


def at(hour: int, minute: int = 0, days: int = 0) -> str:
    return (NOW.replace(hour=hour, minute=minute) + timedelta(days=days)).isoformat()


async def both(bench: Bench, tool: str, **arguments: Any) -> tuple[str, str]:
    """The reply in zh; in en from a bench of its own."""
    zh = await bench.say("说", f"alarms__{tool}", **arguments)
    en = await Bench((plugin,)).say("say", f"alarms__{tool}", **arguments)
    return zh.text, en.text


def only(bench: Bench) -> FollowUp:
    [row] = bench.follow_ups
    return row


# setting


async def test_an_alarm_is_read_back_with_its_day_and_time(bench: Bench) -> None:
    said = await both(bench, "set_alarm", at=at(7, 30, 1))
    assert said == ("好的，明天早上7点半叫你。", "Okay, tomorrow at 7:30 am.")
    row = only(bench)
    assert (row.kind, row.due_at.isoformat(), row.timezone) == ("alarm", at(7, 30, 1), "Asia/Shanghai")
    assert row.say == Say(zh="早上7点半的闹钟。", en="Your 7:30 am alarm.")


async def test_a_weekday_alarm_says_its_rhythm_and_its_first_day(bench: Bench) -> None:
    rule = {"rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}
    said = await both(bench, "set_alarm", at=at(6, 45), recurrence=rule)
    assert said == (
        "好的，每个工作日早上6点45分叫你，从明天开始。",
        "Okay, every weekday at 6:45 am, starting tomorrow.",
    )
    assert only(bench).due_at.isoformat() == at(6, 45, 1)


async def test_statutory_working_days_skip_the_holiday(bench: Bench) -> None:
    await bench.say(
        "说", "alarms__set_alarm", at="2027-01-01T07:00", recurrence={"rrule": "FREQ=DAILY", "calendar": "CN-workday"}
    )
    assert only(bench).due_at.date().isoformat() > "2027-01-01"


async def test_a_timer_says_when_it_is_over(bench: Bench) -> None:
    said = await both(bench, "set_timer", duration=720)
    assert said == ("好的，计时12分钟，上午9点12分响。", "Okay, 12 minutes, until 9:12 am.")
    assert only(bench).due_at == NOW + timedelta(minutes=12)


async def test_a_named_timer_rings_with_its_name(bench: Bench) -> None:
    await bench.say("说", "alarms__set_timer", duration=60, what="pizza")
    assert only(bench).say == Say(zh="pizza：1分钟到了。", en="Pizza: 1 minute is up.")


async def test_a_reminder_rings_with_the_users_words_turned_to_them(bench: Bench) -> None:
    said = await both(bench, "set_reminder", what="to call my mom", at=at(15, 0, 1))
    assert said[1] == "Okay, tomorrow at 3 pm: call your mom."
    assert only(bench).say.en == "Time to call your mom."


async def test_a_chinese_reminder_sounds_chinese(bench: Bench) -> None:
    said = await both(bench, "set_reminder", what="给我妈打电话", at=at(15, 0, 1))
    assert said[0] == "好的，明天下午3点提醒你给妈妈打电话。"
    assert only(bench).say.zh == "该给妈妈打电话了。"


async def test_how_often_it_comes_is_said(bench: Bench) -> None:
    rule = {"rrule": "FREQ=DAILY;COUNT=5"}
    said = await both(bench, "set_reminder", what="喝水", at=at(10), recurrence=rule)
    assert said[0] == "好的，每天上午10点提醒你喝水，从今天开始，共5次。"


async def test_the_same_alarm_again_is_said_and_not_doubled(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(7, 0, 1))
    answer = await bench.say("set again", "alarms__set_alarm", at=at(7, 0, 1))
    assert answer.text == "You already have that alarm: tomorrow at 7 am."
    assert len(bench.follow_ups) == 1


async def test_another_purpose_at_the_same_time_is_another_reminder(bench: Bench) -> None:
    await bench.say("a", "alarms__set_reminder", what="buy milk", at=at(15))
    await bench.say("b", "alarms__set_reminder", what="call Ann", at=at(15))
    assert len(bench.follow_ups) == 2


@pytest.mark.parametrize(
    ("tool", "arguments", "code"),
    [
        ("set_alarm", {"at": at(8, 0, -1)}, "time_passed"),
        ("set_alarm", {"at": "9998-01-01T08:00"}, "too_far"),
        ("set_alarm", {"at": "9999-12-31T23:59:59Z"}, "invalid_argument"),
        ("set_alarm", {"at": at(8, 0, 1), "recurrence": "BANANA"}, "invalid_argument"),
        ("set_alarm", {"at": at(8, 0, 1), "recurrence": "FREQ=SECONDLY"}, "invalid_argument"),
        ("set_alarm", {"at": at(8, 0, -9), "recurrence": "FREQ=DAILY;COUNT=2"}, "time_passed"),
        ("set_alarm", {"at": at(8, 0, 1), "recurrence": {"rrule": "FREQ=DAILY", "calendar": "XX"}}, "invalid_argument"),
        ("set_timer", {"duration": 0}, "too_short"),
        ("set_timer", {"duration": -60}, "too_short"),
        ("set_timer", {"duration": 400 * 86400}, "too_long"),
        ("set_timer", {"duration": 1e300}, "invalid_argument"),
        ("set_reminder", {"what": "  ", "at": at(15)}, "empty_what"),
        ("set_reminder", {"what": "。", "at": at(15)}, "empty_what"),
        ("set_reminder", {"what": "x" * 501, "at": at(15)}, "too_long"),
        ("change", {"which": "nobody", "at": at(15)}, "no_such_follow_up"),
        ("cancel", {"which": "nobody"}, "no_such_follow_up"),
        ("cancel", {"all": True}, "no_such_follow_up"),
        ("snooze", {}, "nothing_to_snooze"),
        ("snooze", {"duration": 86400 * 2}, "too_long"),
        ("snooze", {"duration": 1}, "too_short"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_code_in_both_languages(
    bench: Bench, tool: str, arguments: dict[str, Any], code: str
) -> None:
    zh, en = (
        await bench.say("说", f"alarms__{tool}", **arguments),
        await bench.say("say", f"alarms__{tool}", **arguments),
    )
    errors = [{*a.failed, *(f.error for f in a.finished)} - {None} for a in (zh, en)]
    assert errors == [{code}, {code}]
    assert zh.text != en.text
    assert not bench.follow_ups


async def test_a_time_of_today_that_passed_moves_to_tomorrow_and_says_so(bench: Bench) -> None:
    said = await both(bench, "set_alarm", at=at(8))
    assert said[0] == "今天早上8点已经过了，改到明天。好的，明天早上8点叫你。"
    assert only(bench).due_at.isoformat() == at(8, 0, 1)


# the words of a ring


@pytest.mark.parametrize(
    ("what", "zh", "en"),
    [
        ("起床", "该起床了。", "Time to get up."),
        ("wake up", "该起床了。", "Time to get up."),
        ("the meeting", "提醒：the meeting。", "Reminder: the meeting."),
        ("会议", "提醒：会议。", "Reminder: 会议."),
        ("吃降压药", "该吃降压药了。", "Reminder: 吃降压药."),
        ("call the dentist", "提醒：call the dentist。", "Time to call the dentist."),
        ("that the rent is due", "提醒：the rent is due。", "Reminder: the rent is due."),
        ("发票", "提醒：发票。", "Reminder: 发票."),
        ("要交电费", "该交电费了。", "Reminder: 交电费."),
    ],
)
def test_a_ring_is_enough_by_itself(what: str, zh: str, en: str) -> None:
    assert about(tidy(what)) == Say(zh=zh, en=en)


@pytest.mark.parametrize(
    "what", ["call Ann", "给妈妈打电话", "the meeting", "会议", "buy milk: 2 bottles", "it is Ann's day."]
)
def test_what_it_is_about_can_be_read_off_its_words(what: str) -> None:
    label = label_of(about(tidy(what)))
    assert tidy(what).rstrip(".") in (label.zh, label.en)


# listing


async def test_an_empty_list_is_said(bench: Bench) -> None:
    assert await both(bench, "list") == ("没有闹钟或提醒。", "You have no alarms or reminders.")


async def test_a_list_names_three_and_shows_all(bench: Bench) -> None:
    for hour in (10, 11, 12, 13, 14):
        await bench.say(f"at {hour}", "alarms__set_alarm", at=at(hour))
    answer = await bench.say("which alarms", "alarms__list", kind="alarm")
    assert answer.text == "You have 5 alarms: today at 10 am; today at 11 am; today at noon; and 2 more."
    [card] = answer.reply.cards
    assert len(card.text.en.splitlines()) == len(card.data["follow_ups"]) == 5


async def test_a_timer_says_what_is_left(bench: Bench) -> None:
    await bench.say("start", "alarms__set_timer", duration=720)
    bench.clock.advance(minutes=2)
    answer = await bench.say("how long", "alarms__list", kind="timer")
    assert answer.text == "You have one timer: 12-minute timer, 10 minutes left."


async def test_what_rang_hours_ago_is_not_coming_up(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(10))
    bench.clock.advance(hours=3)
    await bench.store.ring(bench.user.id, bench.clock.now())
    bench.clock.advance(hours=3)
    assert (await bench.say("list", "alarms__list")).text == "You have no alarms or reminders."


async def test_the_zone_is_named_where_it_is_not_the_users(bench: Bench) -> None:
    away = PutFollowUp(
        key="k", kind="alarm", due_at=NOW + timedelta(days=1), say=Say(zh="响", en="ring"), timezone="America/New_York"
    )
    await bench.desk.change(bench.user, "alarms__set", [away], plugin="alarms")
    answer = await bench.say("list", "alarms__list")
    assert "8 pm (New York time)" in answer.text


# moving


async def test_a_corrected_alarm_rings_at_the_new_time_only(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(15))
    answer = await bench.say("make it four", "alarms__change", which=only(bench).key, at=at(16))
    assert answer.text == "Okay, changed to today at 4 pm."
    assert only(bench).due_at.isoformat() == at(16)
    assert only(bench).say.en == "Your 4 pm alarm."


async def test_a_moved_reminder_keeps_its_words_and_its_rhythm(bench: Bench) -> None:
    rule = {"rrule": "FREQ=WEEKLY;BYDAY=TH"}
    await bench.say("set", "alarms__set_reminder", what="take out the trash", at=at(20, 0, 3), recurrence=rule)
    await bench.say("at nine", "alarms__change", which="trash", at=at(21))
    row = only(bench)
    assert (row.due_at.isoformat(), row.recurrence and row.recurrence.rrule) == (at(21, 0, 3), rule["rrule"])
    assert row.say.en == "Time to take out the trash."


async def test_new_words_leave_the_time_alone(bench: Bench) -> None:
    await bench.say("set", "alarms__set_reminder", what="吃降压药", at=at(21))
    await bench.say("改", "alarms__change", which="吃药", what="吃维生素")
    assert (only(bench).say.zh, only(bench).due_at.isoformat()) == ("该吃维生素了。", at(21))


async def test_a_change_of_nothing_asks_for_the_time(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(15))
    answer = await bench.say("change it", "alarms__change", which=only(bench).key)
    assert answer.text == "What time shall I change it to?"


async def test_changing_can_be_undone(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(15))
    await bench.say("move", "alarms__change", at=at(16))
    await bench.say("undo")
    assert only(bench).due_at.isoformat() == at(15)


async def test_a_follow_up_of_another_plugin_can_be_moved(bench: Bench) -> None:
    film = PutFollowUp.reminder(
        key="film", due_at=NOW + timedelta(hours=3), say=Say(zh="该去看电影了。", en="Time to see the film.")
    )
    await bench.desk.change(bench.user, "tickets__buy", [film], plugin="tickets")
    await bench.say("earlier", "alarms__change", which="film", at=at(11))
    assert (only(bench).plugin, only(bench).key, only(bench).due_at.isoformat()) == ("tickets", "film", at(11))


# cancelling


async def test_the_only_one_is_cancelled_without_asking(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(17))
    answer = await bench.say("cancel it", "alarms__cancel")
    assert answer.text == "Okay, alarm cancelled: today at 5 pm."
    assert not bench.follow_ups


async def test_several_are_asked_about_with_options(bench: Bench) -> None:
    for hour in (17, 18):
        await bench.say(f"at {hour}", "alarms__set_alarm", at=at(hour))
    answer = await bench.say("cancel my alarm", "alarms__cancel", kind="alarm")
    assert answer.text == "Which alarm: today at 5 pm, or today at 6 pm?"
    assert len(bench.follow_ups) == 2
    question = bench.store.rows(bench.user.id).dialogues["conversation-1"].question
    assert question is not None
    assert [o.id for o in question.options] == [r.id for r in bench.follow_ups]
    assert {o.argument for o in question.options} == {"which"}


@pytest.mark.parametrize(
    "pointer",
    [
        {"at": at(18)}, {"at": at(18, 0, 1)}, {"at": at(6)}, {"which": "the 6 pm alarm"}, {"which": "6 pm"},
        {"which": "下午6点"}, {"which": "晚上6点的闹钟"}, {"which": "18:00"}, {"kind": "alarm", "at": at(18)},
    ],
    ids=str,
)  # fmt: skip
async def test_one_of_several_is_found_by_its_time(bench: Bench, pointer: dict[str, Any]) -> None:
    for hour in (17, 18):
        await bench.say(f"at {hour}", "alarms__set_alarm", at=at(hour))
    await bench.say("cancel", "alarms__cancel", **pointer)
    assert [r.due_at.hour for r in bench.follow_ups] == [17]


@pytest.mark.parametrize(
    "pointer",
    [{"what": "mom"}, {"what": "my mom"}, {"which": "the reminder about mom"}, {"which": "call mom"}],
    ids=str,
)
async def test_one_of_several_is_found_by_its_words(bench: Bench, pointer: dict[str, Any]) -> None:
    await bench.say("a", "alarms__set_reminder", what="call my mom", at=at(15))
    await bench.say("b", "alarms__set_reminder", what="buy milk", at=at(16))
    await bench.say("cancel", "alarms__cancel", **pointer)
    assert [r.say.en for r in bench.follow_ups] == ["Time to buy milk."]


async def test_a_number_in_the_words_is_not_taken_for_a_time(bench: Bench) -> None:
    await bench.say("a", "alarms__set_reminder", what="buy 2 bottles", at=at(15))
    await bench.say("b", "alarms__set_reminder", what="call Ann", at=at(14))
    await bench.say("cancel", "alarms__cancel", which="the 2 bottles")
    assert [r.say.en for r in bench.follow_ups] == ["Time to call Ann."]


async def test_a_time_that_none_has_is_not_replaced_by_a_guess(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(17))
    answer = await bench.say("取消", "alarms__cancel", which="下午6点的闹钟")
    assert answer.text == "没有这样的闹钟或提醒。"
    assert len(bench.follow_ups) == 1


async def test_all_means_the_users_own_and_not_a_booking_s(bench: Bench) -> None:
    film = PutFollowUp.reminder(key="film", due_at=NOW + timedelta(hours=3), say=Say(zh="电影", en="film"))
    await bench.desk.change(bench.user, "tickets__buy", [film], plugin="tickets")
    await bench.say("a", "alarms__set_alarm", at=at(17))
    await bench.say("b", "alarms__set_timer", duration=600)
    answer = await bench.say("cancel everything", "alarms__cancel", all=True)
    assert answer.text == "Okay, all 2 alarms and reminders are cancelled."
    assert [r.plugin for r in bench.follow_ups] == ["tickets"]
    await bench.say("undo")
    assert len(bench.follow_ups) == 3


# ringing


async def ringing(bench: Bench, **arguments: Any) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(10), **arguments)
    bench.clock.set(datetime.fromisoformat(at(10)))
    assert len(await bench.store.ring(bench.user.id, bench.clock.now())) == 1


async def test_snooze_is_ten_minutes_and_says_when(bench: Bench) -> None:
    await ringing(bench)
    answer = await bench.say("snooze", "alarms__snooze")
    assert answer.text == "Okay, again in 10 minutes, at 10:10 am."
    row = only(bench)
    assert (row.state, row.snoozes, row.due_at.isoformat()) == (FollowUpState.SNOOZED, 1, at(10, 10))
    bench.clock.advance(minutes=10)
    assert len(await bench.store.ring(bench.user.id, bench.clock.now())) == 1


async def test_a_snoozed_daily_alarm_is_back_at_its_own_time_tomorrow(bench: Bench) -> None:
    await ringing(bench, recurrence="FREQ=DAILY")
    await bench.say("snooze", "alarms__snooze", duration=300)
    assert only(bench).due_at.isoformat() == at(10, 5)
    bench.clock.advance(minutes=5)
    await bench.store.ring(bench.user.id, bench.clock.now())
    assert only(bench).due_at.isoformat() == at(10, 0, 1)


async def test_turning_off_a_daily_alarm_that_rings_keeps_it_for_tomorrow(bench: Bench) -> None:
    await ringing(bench, recurrence="FREQ=DAILY")
    answer = await bench.say("turn it off", "alarms__cancel", kind="alarm")
    assert answer.text == "Okay, it is off. The next one is tomorrow at 10 am."
    assert only(bench).due_at.isoformat() == at(10, 0, 1)
    assert not only(bench).deliveries


async def test_of_several_the_one_that_rings_is_turned_off(bench: Bench) -> None:
    await bench.say("later", "alarms__set_alarm", at=at(18))
    await ringing(bench)
    await bench.say("turn it off", "alarms__cancel", kind="alarm")
    assert only(bench).due_at.isoformat() == at(18)


async def test_putting_off_what_does_not_ring_yet_moves_it(bench: Bench) -> None:
    await bench.say("set", "alarms__set_alarm", at=at(17))
    await bench.say("ten minutes later", "alarms__snooze", which=only(bench).key, duration=600)
    assert (only(bench).due_at.isoformat(), only(bench).state) == (at(17, 10), FollowUpState.SCHEDULED)


async def test_a_user_elsewhere_is_woken_by_their_own_clock() -> None:
    bench = Bench((plugin,), user=make_user(timezone="America/New_York"))
    answer = await bench.say("wake me", "alarms__set_alarm", at="2026-11-23T06:45")
    assert answer.text == "Okay, tomorrow at 6:45 am."
    assert only(bench).due_at == datetime(2026, 11, 23, 6, 45, tzinfo=zone("America/New_York"))

"""Follow-ups and calendar as an iCalendar feed with alarms, so that a phone rings even without us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vRecur

from assistant.moments import zone
from assistant.ports import Engagement
from assistant.types import FollowUp, Language, Say, Sensitivity

_HIDDEN = Say(zh="提醒", en="Reminder")
_SHORT = timedelta(minutes=5)


def feed(rows: Sequence[FollowUp], events: Sequence[Engagement], language: Language, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Steward//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", Say(zh="管家", en="Steward").to(language))
    for row in rows:
        calendar.add_component(_reminder(row, language, now))
    for event in events:
        calendar.add_component(_event(event, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _reminder(row: FollowUp, language: Language, now: datetime) -> Event:
    """What is private shows only that something is due: a feed lies on servers that are not ours."""
    words = _HIDDEN if row.sensitivity is Sensitivity.PRIVATE else row.say
    start = row.due_at.astimezone(zone(row.timezone))
    event = Event()
    event.add("uid", f"{row.id}@steward")
    event.add("dtstamp", now)
    event.add("sequence", row.version)
    event.add("summary", words.to(language))
    event.add("dtstart", start)
    event.add("dtend", start + _SHORT)
    # A working-day calendar has no word in iCalendar: its next slot is shown, the others follow when the feed is read.
    if row.recurrence is not None and row.recurrence.calendar is None:
        event.add("rrule", vRecur.from_ical(row.recurrence.rrule))
        for day in row.recurrence.exdates:
            event.add("exdate", datetime.combine(day, start.timetz()))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.to(language))
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def _event(given: Engagement, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{given.id}-{given.start:%Y%m%dT%H%M%S}@steward")
    event.add("dtstamp", now)
    event.add("summary", given.title)
    event.add("dtstart", given.start.date() if given.all_day else given.start)
    event.add("dtend", given.end.date() if given.all_day else given.end)
    if given.place:
        event.add("location", given.place)
    return event

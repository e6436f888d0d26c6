"""A talk about the day, and alarms that follow it: python examples/11_calendar.py"""

from __future__ import annotations

from talking import play

TALK = (
    ("en", "let my alarms follow my calendar, usually at 7 am"),
    ("en", "add a meeting tomorrow at 7:30 am"),
    ("en", "put standup in my calendar every workday at 9:30 am"),
    ("en", "move tomorrow's standup to 11 am"),
    ("en", "what is on my calendar tomorrow"),
    ("zh", "明天什么时候有空"),
    ("zh", "把体检加到日历，明天上午十一点"),
    ("zh", "撤销"),
)

if __name__ == "__main__":
    play(TALK)

"""A correction changes only the half that was said: "make it half past eight", "not Friday, Saturday"."""

from datetime import datetime, time, timedelta

from assistant.planners.local.times.durations import shifted
from assistant.planners.local.times.grammar import Context
from assistant.planners.local.times.halves import localise
from assistant.planners.local.times.mention import TimeMention
from assistant.planners.local.times.values import Length

_RELATIVE = ("later", "earlier", "推迟", "延后", "推后", "延迟", "提前", "ahead")


def merge(old: datetime, mention: TimeMention, now: datetime) -> datetime:
    """The old time with what the mention changes. Raises ValueError when either has no zone."""
    if old.tzinfo is None or now.tzinfo is None:
        raise ValueError("naive datetime")
    context = Context(now, "")
    old = old.astimezone(now.tzinfo)
    if mention.duration is not None and (
        mention.kind == "duration" or any(w in mention.text.lower() for w in _RELATIVE)
    ):
        return shifted(old, Length(seconds=int(mention.duration.total_seconds())))
    if mention.has_clock and mention.at is not None:
        return mention.at if mention.has_date else _other_clock(old, mention, context)
    if mention.kind == "part" and mention.at is not None and mention.until is not None:
        return _other_part(old, mention, context)
    if mention.day is not None:
        return localise(mention.day, old.hour * 60 + old.minute + old.second / 60, context)
    return old


def _other_clock(old: datetime, mention: TimeMention, context: Context) -> datetime:
    assert mention.at is not None
    at = mention.at
    minutes = [at.hour * 60 + at.minute + at.second / 60]
    if "am_pm" in mention.uncertain:
        minutes.append((minutes[0] + 720) % 1440)
    options = [localise(old.date(), m, context) for m in minutes]
    ahead = [option for option in options if option > context.now]
    if ahead:
        return min(ahead, key=lambda option: abs(option - old))
    return localise(
        old.date() + timedelta(days=1), min(minutes, key=lambda m: abs(m - old.hour * 60 - old.minute)), context
    )


def _other_part(old: datetime, mention: TimeMention, context: Context) -> datetime:
    """ "In the evening" after seven o'clock is seven in the evening; where that cannot be, the part's beginning."""
    assert mention.at is not None
    assert mention.until is not None
    day = mention.day if mention.has_date and mention.day else old.date()
    for hour in (old.hour, (old.hour + 12) % 24):
        at = datetime.combine(day, time(hour, old.minute), context.now.tzinfo)
        if mention.at.hour <= hour and (
            mention.until.hour == 0 or hour < mention.until.hour or mention.until.time() > at.time()
        ):
            return localise(day, hour * 60 + old.minute, context)
    return localise(day, mention.at.hour * 60 + mention.at.minute, context)

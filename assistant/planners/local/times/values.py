"""What the rules hand to each other: lengths, clock readings, repetitions, and moments still in pieces."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """A length of time; months and days stay apart because they have no fixed number of seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    def __add__(self, other: "Length") -> "Length":
        return Length(
            months=self.months + other.months, days=self.days + other.days, seconds=self.seconds + other.seconds
        )

    def times(self, factor: int) -> "Length":
        """So many of it."""
        return Length(months=self.months * factor, days=self.days * factor, seconds=self.seconds * factor)

    @property
    def timedelta(self) -> timedelta:
        """As a span, a year as 365 days and a month as 30."""
        years, months = divmod(self.months, 12)
        return timedelta(days=365 * years + 30 * months + self.days, seconds=self.seconds)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A reading of a clock. `sure`: said so that morning and evening cannot be mixed up. Hour 24 is the day's end."""

    hour: int
    minute: int = 0
    second: int = 0
    sure: bool = False
    bare: bool = False  # only a number was said ("make it eight")


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """A repetition, as the parts of an RRULE."""

    freq: str
    interval: int = 1
    byday: tuple[str, ...] = ()
    bymonthday: tuple[int, ...] = ()
    bymonth: int | None = None
    bysetpos: int | None = None
    calendar: str | None = None

    @property
    def rrule(self) -> str:
        """As RFC 5545 writes it, without start and clock."""
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.bymonth:
            parts.append(f"BYMONTH={self.bymonth}")
        if self.bymonthday:
            parts.append("BYMONTHDAY=" + ",".join(map(str, self.bymonthday)))
        if self.byday:
            parts.append("BYDAY=" + ",".join(self.byday))
        if self.bysetpos:
            parts.append(f"BYSETPOS={self.bysetpos}")
        return ";".join(parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What a stretch of words says about a time; pieces are filled in as neighbours are joined."""

    day: date | None = None
    rolls: str = ""  # how the day was chosen: "weekday" (may be today), "month_day", "" (said outright)
    part: str | None = None
    clock: Clock | None = None
    end_clock: Clock | None = None
    end_part: str | None = None
    instant: datetime | None = None
    last_day: date | None = None  # of a stretch of days
    repeat: Repeat | None = None
    start: date | None = None  # "from X on"
    stop: "Moment | None" = None  # "until X"
    length: Length | None = None
    flags: tuple[str, ...] = ()

    def filled(self) -> frozenset[str]:
        """The pieces that have been said."""
        return frozenset(
            f.name for f in fields(self) if f.name not in ("flags", "rolls") and getattr(self, f.name) is not None
        )

    def _long(self) -> bool:
        return self.day is not None and self.last_day is not None and (self.last_day - self.day).days > 1

    def _same_day(self, other: "Moment") -> "Moment | None":
        """周五12月4号: a weekday beside a date it agrees with; None for two different days."""
        vague, exact = (self, other) if self.rolls == "weekday" else (other, self)
        if vague.day is None or exact.day is None or vague.last_day or exact.last_day:
            return None
        fits = vague.rolls == "weekday" != exact.rolls and vague.day.weekday() == exact.day.weekday()
        agree = vague.day == exact.day or fits
        return replace(exact, flags=()).joined(replace(vague, day=None, rolls="", flags=())) if agree else None

    def joined(self, other: "Moment") -> "Moment | None":
        """Both together, or None where they say the same piece twice or do not go together."""
        mine, others = self.filled(), other.filled()
        both = mine | others
        if mine & others == {"repeat"} and Repeat(freq="DAILY") in (self.repeat, other.repeat):
            # 周一至周五每天: the days named say more than "every day".
            plain = self if self.repeat == Repeat(freq="DAILY") else other
            rest = other if plain is self else self
            return rest.joined(replace(plain, repeat=None))
        if mine & others == {"day"}:
            return self._same_day(other)
        if "repeat" in both and {"day", "last_day"} in (mine, others):
            # Every day next week: from its first day to its last.
            days, rest = (self, other) if mine == {"day", "last_day"} else (other, self)
            return rest.joined(Moment(start=days.day, stop=Moment(day=days.last_day)))
        if mine & others or "instant" in both or ("repeat" in both and "day" in both):
            return None
        if "last_day" in both and (
            both - {"day", "last_day", "clock", "end_clock", "end_part", "part"} or self._long() or other._long()
        ):
            return None
        extra = {name: getattr(other, name) for name in others}
        return replace(self, **extra, rolls=self.rolls or other.rolls, flags=self.flags + other.flags)


WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

"""Whether what is about to be booked clashes with the calendar: named in the question, before anybody says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.moments import spoken_clock, zone
from assistant.ports import Agenda, Engagement
from assistant.types import Say, Terms, User

_TAKES = timedelta(hours=1)  # what is booked for a time without an end


async def with_clash(terms: Terms, agenda: Agenda | None, user: User) -> Terms:
    """The same terms, and what is in the way at that time. A yes covers it: a new clash is asked about anew."""
    if terms.when is None or agenda is None:
        return terms
    found = await agenda.between(user, terms.when, terms.when + _TAKES)
    # What is given up for this is in nobody's way: `replaces` is the id of its engagement.
    busy = [e for e in found if not e.all_day and e.id != terms.details.get("replaces")]
    if not busy:
        return terms
    said = in_words(busy, user)
    return replace(terms, details={**terms.details, "clash": {"zh": said.zh, "en": said.en}})


def in_words(busy: Sequence[Engagement], user: User) -> Say:
    """The first one with its time."""
    first = busy[0]
    start = first.start.astimezone(zone(user.timezone))
    return Say(
        zh=f"和{spoken_clock(start, 'zh')}的“{first.title}”冲突",
        en=f"it clashes with “{first.title}” at {spoken_clock(start, 'en')}",
    )

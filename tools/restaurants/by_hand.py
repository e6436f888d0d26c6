"""What is left where a service does not help: the house's telephone, its page, its place on a map."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from assistant import Say, ToolError
from assistant.ports import Place

T = TypeVar("T")
_MAP = "https://www.openstreetmap.org/?mlat={:.5f}&mlon={:.5f}#map=18/{:.5f}/{:.5f}"
# Failures after which somebody can still do it themselves.
_OPEN_TO_HAND = frozenset(
    {"provider_down", "provider_rubbish", "provider_refused", "needs_buyer", "party_size", "quantity", "too_late"}
)


async def asked(place: Place, asking: Awaitable[T]) -> T:
    """What the vendor answers; its failure comes with the way to do it by hand."""
    try:
        return await asking
    except ToolError as error:
        raise with_hand(error, place.phone, place.website) from error


def with_hand(error: ToolError, phone: str | None, website: str | None = None) -> ToolError:
    """The same failure, and whom to call."""
    found = _contact(phone, website)
    if error.code not in _OPEN_TO_HAND or found is None:
        return error
    return ToolError(f"{error.say.en} {found.en}", f"{error.say.zh}{found.zh}", code=error.code)


def _contact(phone: str | None, website: str | None) -> Say | None:
    if phone:
        return Say(zh=f"电话{phone}。", en=f"Their number is {phone}.")
    if website:
        return Say(zh=f"网址{website}。", en=f"Their page is {website}.")
    return None


def map_link(place: Place) -> str:
    at = (place.latitude, place.longitude)
    return _MAP.format(*at, *at)

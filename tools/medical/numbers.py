"""Whom to call: emergency, crisis and poison lines by country, as national health services publish them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from assistant.types import User

_EMERGENCY = {
    "CN": "120", "HK": "999", "MO": "999", "TW": "119", "JP": "119", "KR": "119", "SG": "995", "MY": "999",
    "TH": "1669", "IN": "112", "US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111",
    "BR": "192", "ZA": "10177", "RU": "103",
}  # fmt: skip
_CRISIS = {
    "CN": "12356",
    "US": "988",
    "CA": "988",
    "GB": "116 123",
    "IE": "116 123",
    "AU": "13 11 14",
    "JP": "0120-279-338",
}
_POISON = {"US": "1-800-222-1222", "AU": "13 11 26", "NZ": "0800 764 766", "FI": "0800 147 111", "DE": "030 19240"}
_FIRE = {"CN": "119", "TW": "119", "JP": "119", "KR": "119", "TH": "199", "BR": "193", "RU": "101"}
_ELSEWHERE = "112"  # reaches help on mobile networks of most countries


def country(user: User) -> str:
    """The user's country, else that of their time zone, else ""."""
    return user.country or _of_zone().get(user.timezone, "")


def emergency_number(user: User) -> str:
    return _EMERGENCY.get(country(user), _ELSEWHERE)


def fire_number(user: User) -> str:
    return _FIRE.get(country(user), emergency_number(user))


def crisis_line(user: User) -> str | None:
    return _CRISIS.get(country(user))


def poison_line(user: User) -> str | None:
    return _POISON.get(country(user))


@cache
def _of_zone() -> dict[str, str]:
    """IANA zone -> its country, from the time zone database itself."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}

"""Names and addresses looked up by a Nominatim server; kinds, hours and its failures by the map on this machine."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx

from assistant.errors import ToolError
from assistant.ports import Place, Places
from assistant.types import User
from tools.places.cities import Cities
from tools.places.index import metres, names_of
from tools.places.kinds import cuisine_in_words, kind_in_words, kind_of
from tools.web import ServiceRubbish, get_json

log = logging.getLogger(__name__)
_LETTERS = {"node": "n", "way": "w", "relation": "r"}
_WANTED = {"format": "jsonv2", "namedetails": "1", "extratags": "1", "addressdetails": "1"}
_AROUND = 0.3  # degrees: what is nearer is preferred


@dataclass(frozen=True, slots=True)
class Nominatim:
    """Fulfils the port `Places`; `local` answers where the server does not."""

    http: httpx.AsyncClient
    url: str
    local: Places
    cities: Cities

    @property
    def attribution(self) -> str:
        return self.local.attribution

    async def find(
        self,
        text: str = "",
        *,
        kind: str | None = None,
        cuisine: str | None = None,
        near: Place | None = None,
        within: float | None = None,
        open_at: datetime | None = None,
        limit: int = 5,
    ) -> tuple[Place, ...]:
        is_name = text.strip() and not (kind or cuisine or kind_in_words(text) or cuisine_in_words(text))
        if is_name and (found := await self._named(text, near, limit)):
            inside = [p for p in found if within is None or (p.metres or 0.0) <= within]
            return tuple(p for p in inside if open_at is None or self.is_open(p, open_at) is not False)
        wish: dict[str, Any] = {"kind": kind, "cuisine": cuisine, "near": near, "within": within}
        return await self.local.find(text, **wish, open_at=open_at, limit=limit)

    async def get(self, place_id: str) -> Place | None:
        if known := await self.local.get(place_id):
            return known
        if place_id[:1] not in _LETTERS.values() or not place_id[1:].isdigit():
            return None
        found = await self._ask("lookup", {"osm_ids": place_id.upper()}, None)
        return found[0] if found else None

    async def here(self, user: User) -> Place | None:
        return await self.local.here(user)

    def is_open(self, place: Place, at: datetime) -> bool | None:
        return self.local.is_open(place, at)

    async def _named(self, text: str, near: Place | None, limit: int) -> list[Place]:
        asked = {"q": text, "limit": str(limit)}
        if near is not None:
            west, east = near.longitude - _AROUND, near.longitude + _AROUND
            asked["viewbox"] = f"{west},{near.latitude + _AROUND},{east},{near.latitude - _AROUND}"
        return await self._ask("search", asked, near)

    async def _ask(self, door: str, asked: Mapping[str, str], near: Place | None) -> list[Place]:
        try:
            answer = await get_json(self.http, f"{self.url.rstrip('/')}/{door}", {**_WANTED, **asked})
            return [self._place(row, near) for row in answer if row.get("osm_type") in _LETTERS]
        except ToolError as error:
            log.warning("Nominatim failed: %s", error.code)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.warning("Nominatim failed: %s", ServiceRubbish.code)
        return []

    def _place(self, row: Mapping[str, Any], near: Place | None) -> Place:
        latitude, longitude = float(row["lat"]), float(row["lon"])
        if not (math.isfinite(latitude) and math.isfinite(longitude)):
            raise ValueError("no position")
        extra = row.get("extratags") or {}
        address = row.get("address") or {}
        street = " ".join(filter(None, (address.get("road"), address.get("house_number"))))
        names = names_of(row.get("namedetails") or {}) or {"": str(row.get("name") or street or row["display_name"])}
        place = Place(
            id=f"{_LETTERS[row['osm_type']]}{int(row['osm_id'])}",
            names=names,
            latitude=latitude,
            longitude=longitude,
            kind=kind_of({str(row.get("category")): str(row.get("type")), "name": "x"}),
            cuisine=tuple(c.strip() for c in str(extra.get("cuisine", "")).split(";") if c.strip()),
            address=street,
            hours=extra.get("opening_hours"),
            phone=extra.get("phone") or extra.get("contact:phone"),
            website=extra.get("website"),
            city=next((i.city for i in self.cities.indexes() if i.holds(latitude, longitude)), ""),
        )
        if near is None:
            return place
        return replace(place, metres=metres(near.latitude, near.longitude, latitude, longitude))

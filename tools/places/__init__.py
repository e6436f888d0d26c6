"""Places: what the map of the installed cities knows, for every capability that needs to find one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant import Plugin, Say, Setup
from assistant.moments import zone
from assistant.ports import Extracts, Place, Places
from assistant.types import User
from tools.places import hours
from tools.places.cities import ATTRIBUTION, Cities
from tools.places.index import Index
from tools.places.kinds import cuisine_in_words, kind_in_words, name_and_kind
from tools.places.names import fold
from tools.web import make_client

_Ranked = tuple[tuple[float, ...], Place]
_AROUND = 5_000.0  # metres: what "near" means when nobody says
_ELSEWHERE = 100.0  # kilometres: another city
_CLEARLY_BETTER = 0.15  # of the likeness of names: what is so much worse was not meant


class MapPlaces:
    """Fulfils the port `Places` over the place indexes of all installed cities."""

    def __init__(self, cities: Cities) -> None:
        self.cities = cities

    attribution = ATTRIBUTION

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
        """Best first: by name where one was said, else by distance, what is known to be open before the unknown."""
        wish = _Wish(text.strip(), kind, cuisine, near, within or _AROUND, open_at)
        found = await asyncio.to_thread(self._search, wish)
        return tuple(found[:limit])

    async def get(self, place_id: str) -> Place | None:
        def look() -> Place | None:
            return next((p for i in self.cities.indexes() if (p := i.get(place_id))), None)

        return await asyncio.to_thread(look)

    async def here(self, user: User) -> Place | None:
        indexes = await asyncio.to_thread(self.cities.indexes)
        if user.home and (known := await self.find(user.home, limit=1)):
            return known[0]
        return min((i.middle() for i in indexes), key=lambda m: _strangeness(m, user), default=None)

    def is_open(self, place: Place, at: datetime) -> bool | None:
        return hours.is_open(place, at)

    def _search(self, wish: _Wish) -> list[Place]:
        indexes = self.cities.indexes()
        ranked: list[_Ranked] = []
        for index in indexes if wish.kind else ():
            ranked += self._of_kind(index, wish)
        if not ranked and wish.text:
            ranked = [hit for index in indexes for hit in self._named(index, wish)]
            ranked = [hit for hit in ranked if hit[0][0] <= min(h[0][0] for h in ranked) + _CLEARLY_BETTER]
        ranked.sort(key=lambda pair: pair[0])
        seen: set[tuple[str, int, int]] = set()
        best: list[Place] = []
        for _, place in ranked:
            # One thing is often mapped as a node, a way and a relation, and a stop once for each direction.
            mark = (fold(place.name()) or place.id, round(place.latitude * 500), round(place.longitude * 250))
            if mark not in seen:
                seen.add(mark)
                best.append(place)
        return best

    def _named(self, index: Index, wish: _Wish) -> list[_Ranked]:
        hits: list[_Ranked] = []
        for score, place in self._alike(index, wish):
            if wish.open_at is not None and hours.is_open(place, wish.open_at) is False:
                continue
            away = (place.metres or 0.0) / 1000
            distant = 0.3 if away > _ELSEWHERE else min(away, 20) * 0.002
            hits.append(((-round(score, 2) + distant, away), place))
        return hits

    def _alike(self, index: Index, wish: _Wish) -> Iterator[tuple[float, Place]]:
        """By the name as it was said, and by the rest of it where it holds a kind: "the Ateneum museum"."""
        yield from index.named(wish.text, wish.near)
        if apart := name_and_kind(wish.text):
            rest, kind = apart
            yield from ((0.97 * score, p) for score, p in index.named(rest, wish.near) if p.kind == kind)

    def _of_kind(self, index: Index, wish: _Wish) -> list[_Ranked]:
        hits: list[_Ranked] = []
        for place in index.of_kind(wish.kind or "", wish.cuisine, wish.near, wish.within):
            known = hours.is_open(place, wish.open_at) if wish.open_at is not None else True
            if known is False or not place.names:
                continue
            # An unknown opening time costs as much as a walk of ten minutes.
            hits.append((((place.metres or 0.0) + (0 if known else 800),), place))
        return hits


@dataclass(slots=True)
class _Wish:
    """What a search is for, with kind and cuisine read out of the words where the words are nothing else."""

    text: str
    kind: str | None
    cuisine: str | None
    near: Place | None
    within: float
    open_at: datetime | None

    def __post_init__(self) -> None:
        if self.kind:
            self.kind = kind_in_words(self.kind) or self.kind
        if self.cuisine:
            self.cuisine = cuisine_in_words(self.cuisine) or fold(self.cuisine)
        self._read_words()

    def _read_words(self) -> None:
        if self.text and not self.kind:
            self.kind = kind_in_words(self.text)
            if self.kind is None and (cuisine := cuisine_in_words(self.text)):
                self.kind, self.cuisine = "restaurant", self.cuisine or cuisine
        if self.cuisine and not self.kind:
            self.kind = "restaurant"


def _strangeness(middle: Place, user: User) -> float:
    """How unlikely it is that somebody who keeps this time zone is in that city."""
    if fold(middle.city) in fold(user.timezone.replace("/", " ").replace("_", " ")):
        return -1.0
    offset = datetime(2026, 1, 1, tzinfo=zone(user.timezone)).utcoffset()
    return abs(middle.longitude - (offset.total_seconds() / 240 if offset else 0.0))


def _cities(setup: Setup) -> Cities:
    return Cities(setup.data_dir or Path("vendors/places"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacesConfig:
    """STEWARD_PLUGIN_PLACES_PROVIDER: offline or nominatim; STEWARD_PLUGIN_PLACES_URL: where Nominatim is."""

    provider: str = "offline"
    url: str = ""

    def __post_init__(self) -> None:
        if self.provider not in ("offline", "nominatim"):
            raise ValueError(f"places provider {self.provider!r}: offline or nominatim")
        if self.provider == "nominatim" and not self.url:
            raise ValueError("places provider nominatim needs STEWARD_PLUGIN_PLACES_URL")


def make_places(setup: Setup) -> Places:
    cities = _cities(setup)
    local = MapPlaces(cities)
    config: PlacesConfig = setup.config or PlacesConfig()
    if config.provider == "offline":
        return local
    from tools.places.nominatim import Nominatim

    return Nominatim(setup.http or make_client(), config.url, local, cities)


plugin = Plugin(
    "places",
    summary=Say(zh="地图上的地点。", en="Places on the map."),
    config=PlacesConfig,
    provides={Places: make_places, Extracts: _cities},
)

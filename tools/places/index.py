"""The place index of one city: a SQLite file written once while an extract streams by, and searched from then on."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.ports import Place
from tools.osm import Street, Thing, TurnRule
from tools.places.kinds import cuisine_family, kind_of, speaks_of_cuisine
from tools.places.names import likeness, simplified, tokens

_SCHEMA = """
create table place (number integer primary key, id text unique, kind text, latitude real, longitude real, names text,
  cuisine text, address text, hours text, phone text, website text);
create index by_kind on place(kind, latitude);
create virtual table words using fts5(tokens, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
create table about (key text primary key, value text);
"""
_NAME_KEYS = ("name", "alt_name", "short_name", "official_name", "loc_name", "old_name", "brand", "branch", "operator")
_BATCH = 2_000
_CANDIDATES = 120
_SURE_ENOUGH = 0.72
# A shop's branch is often named for its street, a cash machine for its bank: that is not what it is called.
_BORROWED = {"~branch": 0.8, "~operator": 0.85, "~brand": 0.95, "~old_name": 0.97}
# When two places are equally like what was said: what people mean first.
_STANDING = {
    "stop": -0.04,
    "bicycle_rental": -0.05,
    "taxi": -0.03,
    "street": -0.02,
    "address": -0.01,
    "building": -0.01,
    "office": -0.02,
}


_Piece = tuple[str, float, float, Mapping[str, str]]  # id, latitude, longitude, tags
_ONE_STREET = 1_000.0  # metres: pieces of one name with a wider gap are two streets


class IndexWriter:
    """A sink that fills a new index; complete only after `close`."""

    def __init__(self, path: Path, city: str) -> None:
        path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path)
        self._db.executescript("pragma journal_mode=off; pragma synchronous=off;" + _SCHEMA)
        self._city, self._number = city, 0
        self._rows: list[tuple[tuple[object, ...], str]] = []
        self._streets: defaultdict[str, list[_Piece]] = defaultdict(list)
        self._box = [90.0, 180.0, -90.0, -180.0]

    def thing(self, thing: Thing) -> None:
        kind = kind_of(thing.tags)
        if kind and kind != "street":  # streets come by `street`, each piece of them
            self._put(thing.id, kind, thing.latitude, thing.longitude, thing.tags)

    def street(self, street: Street) -> None:
        if name := street.tags.get("name"):
            latitude, longitude = street.positions[len(street.positions) // 2]
            self._streets[name].append((f"w{street.id}", latitude, longitude, street.tags))

    def signal(self, node: int, latitude: float, longitude: float, tags: Mapping[str, str]) -> None: ...
    def turn_rule(self, rule: TurnRule) -> None: ...

    def close(self) -> int:
        """Write what is left and settle the file. Returns how many places there are."""
        for pieces in self._streets.values():
            for number, latitude, longitude, tags in _whole_streets(pieces):
                self._put(number, "street", latitude, longitude, tags)
        self._flush()
        about = {"city": self._city, "box": json.dumps(self._box), "places": str(self._number)}
        self._db.executemany("insert into about values (?, ?)", about.items())
        self._db.execute("insert into words(words) values ('optimize')")
        self._db.commit()
        self._db.close()
        return self._number

    def _put(self, number: str, kind: str, latitude: float, longitude: float, tags: Mapping[str, str]) -> None:
        box = self._box
        box[0], box[1] = min(box[0], latitude), min(box[1], longitude)
        box[2], box[3] = max(box[2], latitude), max(box[3], longitude)
        address = " ".join(filter(None, (tags.get("addr:street"), tags.get("addr:housenumber"))))
        names = {"": address} if kind == "address" else names_of(tags)
        cuisine = ";".join(c.strip() for c in tags.get("cuisine", "").replace(",", ";").split(";") if c.strip())
        contact = tags.get("phone") or tags.get("contact:phone")
        site = tags.get("website") or tags.get("contact:website")
        row = (number, kind, latitude, longitude, json.dumps(names, ensure_ascii=False), cuisine, address)
        self._rows.append(((*row, tags.get("opening_hours"), contact, site), " ".join(_words(names))))
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        for row, words in self._rows:
            done = self._db.execute("insert or ignore into place values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            if done.rowcount:
                self._number += 1
                if words:
                    self._db.execute("insert into words(rowid, tokens) values (?, ?)", (done.lastrowid, words))
        self._rows = []


def _whole_streets(pieces: list[_Piece]) -> Iterator[_Piece]:
    """One piece for each street of that name: the one nearest to the middle of it."""
    left = sorted(pieces, key=lambda p: (p[1], p[2]))
    while left:
        street, grown = [left.pop()], 0
        while grown < len(street):
            _, latitude, longitude, _ = street[grown]
            near = [p for p in left if metres(latitude, longitude, p[1], p[2]) < _ONE_STREET]
            street += near
            left = [p for p in left if p not in near] if near else left
            grown += 1
        middle = (sum(p[1] for p in street) / len(street), sum(p[2] for p in street) / len(street))
        yield min(street, key=lambda p: metres(*middle, p[1], p[2]))


def names_of(tags: Mapping[str, str]) -> dict[str, str]:
    """Language -> name; other spellings under made-up keys, so that they are found but not shown."""
    names: dict[str, str] = {}
    for key, value in tags.items():
        base, _, language = key.partition(":")
        if base == "name":
            names[language] = value
        elif base in _NAME_KEYS:
            names[f"~{key}"] = value
    if chinese := names.get("zh-Hans") or names.get("zh"):
        names["zh"] = simplified(chinese)
    return names


def _words(names: Mapping[str, str]) -> set[str]:
    return {word for name in names.values() for word in tokens(name)}


@dataclass(slots=True)
class Index:
    """A finished index, opened for reading."""

    path: Path
    city: str = field(init=False)
    box: tuple[float, float, float, float] = field(init=False)  # south, west, north, east
    _db: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, check_same_thread=False)
        about = dict(self._db.execute("select key, value from about"))
        self.city, self.box = about["city"], tuple(json.loads(about["box"]))

    def get(self, place_id: str) -> Place | None:
        row = self._db.execute("select * from place where id = ?", (place_id,)).fetchone()
        return self._place(row) if row else None

    def named(self, text: str, near: Place | None = None) -> Iterator[tuple[float, Place]]:
        """Places whose name is like that, with how like (0..1), unsorted."""
        wanted = list(dict.fromkeys(tokens(text)))[:40]
        if not wanted:
            return
        numbered = any(c.isdigit() for c in text)
        query = " OR ".join(f'"{t}"' for t in wanted)
        rows = self._db.execute(
            "select place.* from words join place on place.number = words.rowid where words match ? "
            "order by bm25(words) limit ?",
            (query, _CANDIDATES),
        )
        for row in rows:
            place = self._place(row, near)
            if place.kind == "address" and not numbered:
                continue
            score = max((_BORROWED.get(k, 1.0) * likeness(text, name) for k, name in place.names.items()), default=0.0)
            if score >= _SURE_ENOUGH:
                yield score + _STANDING.get(place.kind, 0.0), place

    def of_kind(self, kind: str, cuisine: str | None, near: Place | None, within: float) -> Iterator[Place]:
        """Places of a kind around somewhere, unsorted."""
        span = within / 111_000
        middle = near.latitude if near else 0.0
        low, high = (middle - span, middle + span) if near else (-90.0, 90.0)
        family = cuisine_family(cuisine) if cuisine else frozenset()
        for row in self._db.execute(
            "select * from place where kind = ? and latitude between ? and ?", (kind, low, high)
        ):
            place = self._place(row, near)
            if near and (place.metres or 0.0) > within:
                continue
            by_name = cuisine and not place.cuisine and speaks_of_cuisine(place.name(), cuisine)
            if not family or family & set(place.cuisine) or by_name:
                yield place

    def middle(self) -> Place:
        south, west, north, east = self.box
        return Place(
            id=f"city:{self.city}",
            names={"": self.city},
            latitude=(south + north) / 2,
            longitude=(west + east) / 2,
            kind="city",
            city=self.city,
        )

    def holds(self, latitude: float, longitude: float) -> bool:
        south, west, north, east = self.box
        return south <= latitude <= north and west <= longitude <= east

    def _place(self, row: tuple[object, ...], near: Place | None = None) -> Place:
        _, number, kind, latitude, longitude, names, cuisine, address, hours, phone, website = row
        away = metres(near.latitude, near.longitude, float(latitude), float(longitude)) if near else None  # type: ignore[arg-type]
        return Place(
            id=str(number),
            names=json.loads(str(names)),
            latitude=float(latitude),  # type: ignore[arg-type]
            longitude=float(longitude),  # type: ignore[arg-type]
            kind=str(kind),
            cuisine=tuple(filter(None, str(cuisine or "").split(";"))),
            address=str(address or ""),
            hours=str(hours) if hours else None,
            phone=str(phone) if phone else None,
            website=str(website) if website else None,
            city=self.city,
            metres=away,
        )


def metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres; good to 0.5 % over a city."""
    x = math.radians(lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(x, math.radians(lat2 - lat1)) * 6_371_000

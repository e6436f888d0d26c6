"""The installed cities: an extract each, and what was made of it. Adding one can be stopped and taken up again."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import NotFound, StewardError
from tools.osm import BrokenExtract, read_extract
from tools.places.download import Progress, download
from tools.places.index import Index, IndexWriter
from tools.places.kinds import reading

DEFAULT = "Helsinki"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
_ADDING = threading.Lock()
_SHIPPED = {"helsinki": Path(__file__).parent / "data" / "helsinki.osm.pbf"}
# Extracts of some 200 cities of the world, by name.
_CATALOGUE = "https://download.bbbike.org/osm/bbbike/{name}/{name}.osm.pbf"


@dataclass(slots=True)
class Cities:
    """Everything under `home`: one folder a city, with its extract and the place index made of it."""

    home: Path
    attribution: str = ATTRIBUTION
    _open: dict[str, Index] = field(default_factory=dict, init=False)

    def names(self) -> list[str]:
        """Installed cities; the default one is installed on first sight."""
        if not any(self._done(p) for p in self._folders()):
            with _ADDING:
                if not any(self._done(p) for p in self._folders()):
                    self.add(DEFAULT)
        return [self._about(p)["name"] for p in self._folders() if self._done(p)]

    def indexes(self) -> list[Index]:
        self.names()
        folders = {folder.name: folder for folder in self._folders()}
        for gone in self._open.keys() - folders.keys():
            del self._open[gone]
        for folder in folders.values():
            if self._done(folder) and folder.name not in self._open:
                self._open[folder.name] = Index(folder / "places.db")
        return list(self._open.values())

    def files(self) -> dict[str, Path]:
        """City -> its extract, for whoever reads more of it than places."""
        return {name: self.home / slug(name) / "extract.osm.pbf" for name in self.names()}

    def add(self, source: str, *, name: str | None = None, progress: Progress | None = None) -> str:
        """Install a city from a known name, a file or an address. Returns its name. Raises StewardError."""
        tell = progress or (lambda stage, part: None)
        known = _SHIPPED.get(source.casefold())
        title = name or (DEFAULT if known else _title(source))
        folder = self.home / slug(title)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._add(folder, source, known, title, tell)
        finally:
            if not any(folder.iterdir()):
                folder.rmdir()
        return title

    def _add(self, folder: Path, source: str, known: Path | None, title: str, tell: Progress) -> None:
        extract, incoming = folder / "extract.osm.pbf", folder / "incoming.osm.pbf"
        stamp = _stamp(known or Path(source))
        is_new = not extract.exists() or (stamp and stamp != self._about(folder).get("stamp"))
        if is_new and (stamp or not incoming.exists()):
            self._obtain(source, known, incoming, tell)
        self._index(folder, incoming if incoming.exists() else extract, title, tell)
        if incoming.exists():
            os.utime(incoming)  # what was made of an older extract is older than this one
            incoming.replace(extract)
        (folder / "city.json").write_text(json.dumps({"name": title, "stamp": stamp}, ensure_ascii=False))
        self._open.pop(folder.name, None)

    def remove(self, city: str) -> None:
        """Raises NotFound."""
        folder = self.home / slug(city)
        if not folder.is_dir():
            raise NotFound("That city is not installed.", "没有安装这个城市。")
        self._open.pop(folder.name, None)
        shutil.rmtree(folder)

    def _index(self, folder: Path, extract: Path, title: str, tell: Progress) -> None:
        """Index the extract; the index appears under its name only when it is whole."""
        part = folder / f"places.db.{os.getpid()}.part"
        writer = IndexWriter(part, title)
        try:
            told = partial(_tell_share, tell, "places")
            read_extract(extract, [writer], reading(), told)
            if not writer.close():
                raise BrokenExtract("There is nothing in that extract.", "这个数据文件里什么都没有。")
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, StewardError):  # when it was stopped by hand, the extract is kept to go on with
                extract.unlink(missing_ok=True)
            raise
        part.replace(folder / "places.db")

    def _obtain(self, source: str, known: Path | None, target: Path, tell: Progress) -> None:
        local = known or Path(source)
        part = target.with_suffix(".part")
        if local.is_file():
            shutil.copyfile(local, part)
        else:
            download(_address(source), part, tell)
        part.replace(target)

    def _folders(self) -> Sequence[Path]:
        return sorted(p for p in self.home.iterdir() if p.is_dir()) if self.home.is_dir() else []

    def _done(self, folder: Path) -> bool:
        return (folder / "city.json").is_file()

    def _about(self, folder: Path) -> dict[str, Any]:
        return dict(json.loads((folder / "city.json").read_text())) if self._done(folder) else {}


def _address(source: str) -> str:
    if re.match(r"https?://", source):
        return source
    if re.search(r"[/\\]|\.pbf$", source):
        raise NotFound(f"There is no file {source}.", f"没有这个文件：{source}。", code="no_such_file")
    return _CATALOGUE.format(name="".join(word[:1].upper() + word[1:] for word in source.split()))


def _tell_share(tell: Progress, stage: str, done: int, total: int) -> None:
    tell(stage, done / total)


def _stamp(source: Path) -> list[int] | None:
    """Tells one file from another; None where there is none."""
    return [source.stat().st_size, int(source.stat().st_mtime)] if source.is_file() else None


def slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "city"


def _title(source: str) -> str:
    name = re.split(r"[/\\]", source.rstrip("/"))[-1]
    return re.sub(r"(\.osm)?\.pbf$", "", name).replace("_", " ") or "city"

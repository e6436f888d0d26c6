"""The installed cities: an extract each, and what was made of it. Adding one can be stopped and taken up again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from assistant.errors import NotFound, StewardError
from tools.osm import read_extract
from tools.places.index import Index, IndexWriter
from tools.places.kinds import is_wanted

DEFAULT = "Helsinki"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
Progress = Callable[[str, float], None]  # stage, 0..1
_SHIPPED = {"helsinki": Path(__file__).parent / "data" / "helsinki.osm.pbf"}
# Extracts of some 200 cities of the world, by name.
_CATALOGUE = "https://download.bbbike.org/osm/bbbike/{name}/{name}.osm.pbf"


class CityUnavailable(StewardError):
    """That extract could not be fetched."""

    code = "city_unavailable"
    status = 503
    zh = "地图数据下载失败。"


@dataclass(slots=True)
class Cities:
    """Everything under `home`: one folder a city, with its extract and the place index made of it."""

    home: Path
    _open: dict[str, Index] = field(default_factory=dict, init=False)

    def names(self) -> list[str]:
        """Installed cities; the default one is installed on first sight."""
        if not any(self._done(p) for p in self._folders()):
            self.add(DEFAULT)
        return [json.loads((p / "city.json").read_text())["name"] for p in self._folders() if self._done(p)]

    def indexes(self) -> list[Index]:
        self.names() if not self._open else None
        for folder in self._folders():
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
        extract = folder / "extract.osm.pbf"
        if not extract.exists():
            self._obtain(source, known, extract, tell)
        self._make(folder, extract, title, tell)
        return title

    def remove(self, city: str) -> None:
        """Raises NotFound."""
        folder = self.home / slug(city)
        if not folder.is_dir():
            raise NotFound("That city is not installed.", "没有安装这个城市。")
        self._open.pop(folder.name, None)
        shutil.rmtree(folder)

    def _make(self, folder: Path, extract: Path, title: str, tell: Progress) -> None:
        """Index the extract; the index appears under its name only when it is whole."""
        part = folder / "places.db.part"
        writer = IndexWriter(part, title)
        try:
            read_extract(extract, [writer], is_wanted, lambda done, all_: tell("import", done / all_))
            writer.close()
        except StewardError:
            for leftover in (extract, part):
                leftover.unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()
            raise
        part.replace(folder / "places.db")
        (folder / "city.json").write_text(json.dumps({"name": title}, ensure_ascii=False))
        self._open.pop(folder.name, None)

    def _obtain(self, source: str, known: Path | None, target: Path, tell: Progress) -> None:
        local = known or Path(source)
        part = target.with_suffix(".part")
        if local.is_file():
            shutil.copyfile(local, part)
        else:
            url = source if re.match(r"https?://", source) else _CATALOGUE.format(name=_title(source))
            _download(url, part, tell)
        part.replace(target)

    def _folders(self) -> Sequence[Path]:
        return sorted(p for p in self.home.iterdir() if p.is_dir()) if self.home.is_dir() else []

    def _done(self, folder: Path) -> bool:
        return (folder / "city.json").is_file()


def _download(url: str, part: Path, tell: Progress) -> None:
    """Fetch, going on where an earlier try stopped."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    timeout = httpx.Timeout(30, connect=5)
    try:
        with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=timeout) as answer:
            if answer.status_code == 416:
                return
            answer.raise_for_status()
            fresh = answer.status_code != 206
            total = int(answer.headers.get("content-length", 0)) + (0 if fresh else have)
            with part.open("wb" if fresh else "ab") as file:
                for chunk in answer.iter_bytes():
                    file.write(chunk)
                    tell("download", file.tell() / total if total else 0.0)
    except httpx.HTTPError as error:
        raise CityUnavailable(
            f"{url} could not be fetched; what came is kept, try again to go on.",
            f"{url} 下载失败；已下载的部分会保留，再试一次可继续。",
        ) from error


def slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "city"


def _title(source: str) -> str:
    name = re.split(r"[/\\]", source.rstrip("/"))[-1]
    return re.sub(r"(\.osm)?\.pbf$", "", name).replace("_", " ") or "city"

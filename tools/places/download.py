"""Fetches a large file that may take several tries: what came is kept, and the next try goes on from there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx

from assistant.errors import NotFound, StewardError

Progress = Callable[[str, float], None]  # stage, 0..1


class CityUnavailable(StewardError):
    """That extract could not be fetched."""

    code = "city_unavailable"
    status = 503
    zh = "地图数据下载失败。"


def download(url: str, part: Path, tell: Progress) -> None:
    """Fetch `url` into `part`. Raises NotFound, CityUnavailable."""
    have, mark = _kept(part)
    # The rest of another version of the file would not fit: then the server sends the whole.
    headers = {"Range": f"bytes={have}-", "If-Range": mark} if have and mark else {}
    timeout = httpx.Timeout(30, connect=5)
    try:
        with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=timeout) as answer:
            if answer.status_code == 404:
                raise NotFound(f"There is nothing at {url}.", f"{url} 没有数据。", code="no_such_city")
            answer.raise_for_status()
            _receive(answer, part, have if answer.status_code == 206 else 0, tell)
    except httpx.HTTPError as error:
        raise CityUnavailable(
            f"{url} could not be fetched; what came is kept, try again to go on.",
            f"{url} 下载失败；已下载的部分会保留，再试一次可继续。",
        ) from error
    _marker(part).unlink(missing_ok=True)


def _receive(answer: httpx.Response, part: Path, have: int, tell: Progress) -> None:
    _marker(part).write_text(answer.headers.get("etag") or answer.headers.get("last-modified", ""))
    total = int(answer.headers.get("content-length", 0)) + have
    with part.open("ab" if have else "wb") as file:
        for chunk in answer.iter_bytes():
            file.write(chunk)
            tell("download", file.tell() / total if total else 0.0)


def _kept(part: Path) -> tuple[int, str]:
    """Bytes of an earlier try, and what names the version they are of."""
    marker = _marker(part)
    return (part.stat().st_size, marker.read_text()) if part.exists() and marker.exists() else (0, "")


def _marker(part: Path) -> Path:
    return part.with_name(f"{part.name}.version")

"""Fetches weights from a model hub (Hugging Face or a mirror of it): one try, short patience, resumable."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from voice.catalogue import File, Weights
from voice.staging import Progress, SourceFailed, digest

# A hub that does not answer must not keep anybody waiting: the packages are next.
PATIENCE = httpx.Timeout(20.0, connect=3.0)
NOT_FOUND = 404


async def fetch_from_hub(weights: Weights, stage: Path, hub: str, progress: Progress) -> None:
    """Put every file of `weights` into `stage`, each checked. Raises SourceFailed."""
    progress.begin(weights.size)
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=True) as client:
            for file in weights.files:
                await _fetch(client, f"{hub}/{weights.hub}/resolve/main/{file.at or file.name}", file, stage, progress)
    except httpx.HTTPError as error:
        raise SourceFailed(f"the model hub did not answer ({type(error).__name__})") from error


async def _fetch(client: httpx.AsyncClient, url: str, file: File, stage: Path, progress: Progress) -> None:
    done = stage / file.name
    if done.is_file():  # Moved here only after its digest was right.
        progress.more(done.stat().st_size)
        return
    part = stage / f"{file.name}.hub"
    have = part.stat().st_size if part.is_file() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    async with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == NOT_FOUND and file.optional:
            return
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            await asyncio.to_thread(_accept, part, done, file, None)
            return
        if answer.is_error:
            raise SourceFailed(f"the model hub answered {answer.status_code}")
        resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
        if resumed:
            progress.more(have)
        await _save(answer, part, have if resumed else 0, file.size, progress)
        told = _told_digest(answer)
    await asyncio.to_thread(_accept, part, done, file, told)


async def _save(answer: httpx.Response, part: Path, have: int, size: int | None, progress: Progress) -> None:
    with part.open("ab" if have else "wb") as handle:
        async for piece in answer.aiter_bytes(1 << 17):
            have += len(piece)
            if size is not None and have > size:
                break  # A log-in page or another file; the digest will say no.
            await asyncio.to_thread(handle.write, piece)
            progress.more(len(piece))


def _told_digest(answer: httpx.Response) -> str | None:
    """The SHA-256 that the hub itself names for a large file, found on its answer or the redirect before it."""
    for response in (answer, *answer.history):
        told = response.headers.get("x-linked-etag", "").strip('"')
        if len(told) == 64:
            return str(told)
    return None


def _accept(part: Path, done: Path, file: File, told: str | None) -> None:
    wanted = file.sha256 or told
    if wanted and (not part.is_file() or digest(part) != wanted):
        part.unlink(missing_ok=True)
        raise SourceFailed(f"the model hub's {file.name} has the wrong SHA-256")
    part.replace(done)

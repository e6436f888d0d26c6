"""Opens the store of a data folder, or of a database by URL, ready to use."""

from __future__ import annotations

from pathlib import Path

from assistant.embedder import Embedder
from memory.cipher import Cipher
from memory.store import SqlStore


def open_store(
    data_dir: Path | str | None = None, *, url: str | None = None, embedder: Embedder | None = None
) -> SqlStore:
    """The store in `data_dir` (made when absent): `steward.db`, or the database at `url`, and the master key file.

    With neither a folder nor a URL the store lives in memory and is gone at the end. Raises OSError when the folder
    cannot be written, StorageFull when the disk is full. With an embedder, `store.embedding.run()` gives the passages
    their vectors.
    """
    if data_dir is None:
        return SqlStore(url or "sqlite://", cipher=Cipher.fresh(), embedder=embedder)
    folder = Path(data_dir)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "steward.db"
    if url is None:
        file.touch(mode=0o600)
        url = f"sqlite:///{file.resolve()}"
    return SqlStore(url, cipher=Cipher.at(folder / "master.key"), embedder=embedder)

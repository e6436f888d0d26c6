"""The keys outside the database: the master keys of an installation, and a share of every user's own key.

A backup of the database is unreadable without this file, and what it holds of somebody who was erased stays unreadable
with it: their share is gone from here.
"""

from __future__ import annotations

import base64
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

_SHARE = "user-"  # what the line of a user's share starts with; a master key has a bare name


@dataclass(frozen=True, slots=True)
class Keys:
    """`masters`: the first wraps, the others still open what they wrapped."""

    masters: dict[str, bytes]
    shares: dict[str, bytes] = field(default_factory=dict)

    def with_master(self) -> Keys:
        return replace(self, masters={secrets.token_hex(4): secrets.token_bytes(32), **self.masters})

    def with_share(self, user_id: str) -> Keys:
        return replace(self, shares={**self.shares, user_id: secrets.token_bytes(32)})

    def without_share(self, user_id: str) -> Keys:
        return replace(self, shares={name: key for name, key in self.shares.items() if name != user_id})

    def without_old_masters(self) -> Keys:
        name = next(iter(self.masters))
        return replace(self, masters={name: self.masters[name]})


class KeyFile:
    """One `name:base64` per line, mode 0600, replaced as a whole. Without a path the keys live in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._one_at_a_time = threading.Lock()
        self.keys = Keys({}).with_master()
        if path is None:
            return
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            self.read()
        else:
            self._write()

    def read(self) -> None:
        """Look again: another process may have written it."""
        if self._path is None:
            return
        lines = [line.split(":", 1) for line in self._path.read_text().split() if ":" in line]
        found = {name: base64.b64decode(key) for name, key in lines}
        masters = {name: key for name, key in found.items() if not name.startswith(_SHARE)}
        self.keys = Keys(masters, {n.removeprefix(_SHARE): key for n, key in found.items() if n.startswith(_SHARE)})

    def change(self, step: Callable[[Keys], Keys]) -> None:
        """On the disk when it returns."""
        with self._one_at_a_time:
            self.read()
            self.keys = step(self.keys)
            if self._path is not None:
                self._write()

    def _write(self) -> None:
        assert self._path is not None
        named = {**self.keys.masters, **{_SHARE + user_id: key for user_id, key in self.keys.shares.items()}}
        draft = self._path.with_suffix(".new")
        draft.touch(mode=0o600)
        with draft.open("w") as file:
            file.writelines(f"{name}:{base64.b64encode(key).decode()}\n" for name, key in named.items())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

"""Keeps personal content unreadable without its key: AES-256-GCM, a data key per user, wrapped by a master key file."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.errors import StewardError
from assistant.types import Json

_MARK = "~1"  # what a sealed text starts with; JSON never does
_NONCE = 12
_KNOWN_BY = 24  # characters of a sealed text: its mark and its nonce
_KEPT = 5000

T = TypeVar("T")


class KeyLost(StewardError):
    """The key for this data is missing or wrong."""

    code = "key_lost"
    status = 503
    zh = "这些数据的密钥缺失或不对。"


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)


def _seal(key: AESGCM, data: bytes, owner: str) -> str:
    nonce = secrets.token_bytes(_NONCE)
    return _MARK + base64.b64encode(nonce + key.encrypt(nonce, data, owner.encode())).decode()


def _open(key: AESGCM, text: str, owner: str) -> bytes:
    raw = base64.b64decode(text[len(_MARK) :])
    try:
        return key.decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode())
    except InvalidTag as error:
        raise KeyLost from error


class Vault:
    """The locks of one user. Made by `Cipher.vault`; a row of somebody else does not open with it."""

    def __init__(self, user_id: str, data_key: bytes) -> None:
        self._owner = user_id
        self._content = AESGCM(_derived(data_key, b"content"))
        self._index = _derived(data_key, b"index")
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self.indexed_facts: int | None = None

    def write(self, value: Json, *, private: bool) -> str:
        """JSON text, sealed when private."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _seal(self._content, text.encode(), self._owner) if private else text

    def read(self, text: str) -> Json:
        """What `write` wrote. Raises KeyLost when it is sealed for somebody else or was changed."""
        return json.loads(_open(self._content, text, self._owner) if text.startswith(_MARK) else text)

    def seal(self, data: bytes) -> bytes:
        """Bytes that only this user's key opens."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._content.encrypt(nonce, data, self._owner.encode())

    def unseal(self, data: bytes) -> bytes:
        """What `seal` sealed. Raises KeyLost."""
        try:
            return self._content.decrypt(data[:_NONCE], data[_NONCE:], self._owner.encode())
        except InvalidTag as error:
            raise KeyLost from error

    def kept(self, sealed: str, read: Callable[[], T]) -> T:
        """What `read` made of a sealed text, remembered in this process: its first characters are a nonce, never used
        twice, so a changed row is read again."""
        key = sealed[:_KNOWN_BY]
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = read()
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return cast(T, found)

    def tag(self, text: str) -> str:
        """A keyed hash: equal texts of this user find each other, and nobody else can guess them."""
        return hmac.new(self._index, text.encode(), hashlib.sha256).hexdigest()[:32]

    def word(self, word: str) -> str:
        """A short keyed hash of one word, for the full-text index."""
        raw = hashlib.blake2b(word.encode(), key=self._index, digest_size=5).digest()
        return base64.b32encode(raw).decode().lower()


class Cipher:
    """The master keys of an installation. The first wraps new data keys, the others still open old ones."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys:
            raise ValueError("a cipher needs a key")
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        self.current = next(iter(keys))

    @classmethod
    def fresh(cls) -> Cipher:
        """One key that is never written down: for tests and throw-away stores."""
        return cls({secrets.token_hex(4): AESGCM.generate_key(256)})

    @classmethod
    def at(cls, path: Path) -> Cipher:
        """The keys in that file, made with mode 0600 when absent. One `name:base64` per line, the newest first."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            lines = [line.split(":", 1) for line in path.read_text().split() if ":" in line]
            return cls({name: base64.b64decode(key) for name, key in lines})
        with os.fdopen(descriptor, "w") as file:
            file.write(_line(AESGCM.generate_key(256)))
            file.flush()
            os.fsync(file.fileno())
        return cls.at(path)

    def new_key(self, user_id: str) -> str:
        """A fresh data key, wrapped by the current master key."""
        return _seal(self._keys[self.current], AESGCM.generate_key(256), user_id)

    def rewrap(self, user_id: str, wrapped: str, master: str) -> str:
        """The same data key under the current master key."""
        return _seal(self._keys[self.current], self._unwrap(user_id, wrapped, master), user_id)

    def vault(self, user_id: str, wrapped: str, master: str) -> Vault:
        """The user's locks. Raises KeyLost without the master key that wrapped them."""
        return Vault(user_id, self._unwrap(user_id, wrapped, master))

    def _unwrap(self, user_id: str, wrapped: str, master: str) -> bytes:
        if master not in self._keys:
            raise KeyLost
        return _open(self._keys[master], wrapped, user_id)


def _line(key: bytes) -> str:
    return f"{secrets.token_hex(4)}:{base64.b64encode(key).decode()}\n"


def add_master_key(path: Path) -> None:
    """Put a new master key first in the file; afterwards every data key is rewrapped and the old lines can go."""
    old = path.read_text()
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(_line(AESGCM.generate_key(256)) + old)
    draft.replace(path)

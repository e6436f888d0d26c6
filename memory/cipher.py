"""Keeps personal content unreadable without its key: AES-256-GCM, a data key per user, wrapped by the key file."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
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
from memory.keyfile import KeyFile, Keys

_MARK = "~1"  # what a sealed text starts with; JSON never does
_SHARED = "~2"  # a data key wrapped by a master key and the user's share; those before it had the master key alone
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

    @staticmethod
    def is_sealed(text: str) -> bool:
        return text.startswith(_MARK)

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
    """Wraps every user's data key with the newest master key and with the user's own share of the key file."""

    def __init__(self, file: KeyFile) -> None:
        if not file.keys.masters:
            raise ValueError("a cipher needs a key")
        self._file = file

    @classmethod
    def fresh(cls) -> Cipher:
        """Keys that are never written down: for tests and throw-away stores."""
        return cls(KeyFile())

    @classmethod
    def at(cls, path: Path) -> Cipher:
        """The keys in that file, made when absent."""
        return cls(KeyFile(path))

    @property
    def current(self) -> str:
        """The name of the newest master key."""
        return next(iter(self._file.keys.masters))

    def is_current(self, wrapped: str, master: str) -> bool:
        return master == self.current and wrapped.startswith(_SHARED)

    def new_key(self, user_id: str) -> str:
        """A fresh data key, wrapped."""
        return self._wrapped(user_id, AESGCM.generate_key(256))

    def rewrap(self, user_id: str, wrapped: str, master: str) -> str:
        """The same data key under the current master key."""
        return self._wrapped(user_id, self._unwrap(user_id, wrapped, master))

    def vault(self, user_id: str, wrapped: str, master: str) -> Vault:
        """The user's locks. Raises KeyLost without the master key that wrapped them, or the user's share."""
        return Vault(user_id, self._unwrap(user_id, wrapped, master))

    def add_master(self) -> None:
        """From now on a new master key wraps; afterwards every data key is rewrapped and the old ones can go."""
        self._file.change(Keys.with_master)

    def drop_old_masters(self) -> None:
        self._file.change(Keys.without_old_masters)

    def forget(self, user_id: str) -> None:
        """Nothing sealed for them opens ever again, not in a backup either."""
        self._file.change(lambda keys: keys.without_share(user_id))

    def _wrapped(self, user_id: str, data_key: bytes) -> str:
        if user_id not in self._file.keys.shares:
            self._file.change(lambda keys: keys.with_share(user_id))
        return _SHARED + _seal(self._key(user_id, self.current), data_key, user_id).removeprefix(_MARK)

    def _unwrap(self, user_id: str, wrapped: str, master: str) -> bytes:
        keys = self._file.keys
        is_shared = wrapped.startswith(_SHARED)
        if master not in keys.masters or (is_shared and user_id not in keys.shares):
            self._file.read()
        keys = self._file.keys
        if master not in keys.masters or (is_shared and user_id not in keys.shares):
            raise KeyLost
        key = self._key(user_id, master) if is_shared else AESGCM(keys.masters[master])
        return _open(key, wrapped, user_id)

    def _key(self, user_id: str, master: str) -> AESGCM:
        keys = self._file.keys
        return AESGCM(_derived(keys.masters[master] + keys.shares[user_id], b"wrapping"))

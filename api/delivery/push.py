"""Web Push: a message to a browser that is closed, encrypted for it alone, signed with this installation's key."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.delivery.message import Message, Result

if TYPE_CHECKING:
    from py_vapid import Vapid02

_GONE = (404, 410)
_TTL = 12 * 3600  # seconds a push service keeps it for a phone that is off


class Push:
    """`folder` holds the key pair, made on first use: browsers accept pushes only from whoever they subscribed to."""

    def __init__(self, folder: Path, *, contact: str = "mailto:steward@localhost.localdomain") -> None:
        self._file, self._contact = folder / "vapid.pem", contact
        self._key: Vapid02 | None = None

    def public_key(self) -> str:
        """What a page hands to `pushManager.subscribe` as `applicationServerKey`."""
        from cryptography.hazmat.primitives import serialization

        raw = self._keys().public_key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    async def send(self, address: Mapping[str, Any], message: Message) -> Result:
        return await asyncio.to_thread(self._send, address, message)

    def _send(self, address: Mapping[str, Any], message: Message) -> Result:
        # A third of a second to import: a start that has something overdue to ring does not pay for it.
        from pywebpush import WebPushException, webpush

        subscription = {"endpoint": address["address"], "keys": dict(address["keys"])}
        topic = base64.urlsafe_b64encode(message.tag.encode())[-32:].decode().replace("=", "-")
        try:
            webpush(
                subscription,
                data=json.dumps(payload(message), ensure_ascii=False),
                vapid_private_key=self._keys(),
                vapid_claims={"sub": self._contact},
                ttl=_TTL,
                timeout=10,
                headers={"Urgency": "high", "Topic": topic},
            )
        except WebPushException as error:
            status = error.response.status_code if error.response is not None else 0
            if status in _GONE:
                return Result(state="gone", detail=f"HTTP {status}")
            return Result(state="failed", detail=f"HTTP {status}" if status else "no answer", again=_worth(status))
        except (OSError, ValueError) as error:
            return Result(state="failed", detail=type(error).__name__, again=isinstance(error, OSError))
        return Result(state="accepted")

    def _keys(self) -> Vapid02:
        if self._key is None:
            self._key = _load(self._file)
        return self._key


def payload(message: Message) -> dict[str, str]:
    """What the service worker reads."""
    return {
        "title": message.title,
        "body": message.body,
        "tag": message.tag,
        "kind": message.kind,
        "follow_up_id": message.follow_up_id,
        "language": message.language,
    }


def _worth(status: int) -> bool:
    return status in (0, 429) or status >= 500


def _load(file: Path) -> Vapid02:
    from py_vapid import Vapid02

    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Vapid02.from_pem(file.read_bytes())
    pem = _fresh()
    with os.fdopen(descriptor, "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    return Vapid02.from_pem(pem)


def _fresh() -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

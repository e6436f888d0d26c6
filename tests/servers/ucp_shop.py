"""A merchant of ours served as the protocol wants it: over TLS 1.3, with a certificate made for the occasion."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from harness import free_port

from assistant.types import Money
from tools.ucp import Book, Goods, Merchant, Way, door
from tools.ucp.baskets import take_at_counter


def euros(amount: int) -> Money:
    return Money(amount=Decimal(amount) / 100, currency="EUR")


class Bakery:
    """A dozen loaves, one of which is always gone."""

    currency = "EUR"
    open_now = True

    def __init__(self) -> None:
        self.prices = {f"loaf-{n}": 300 + 10 * n for n in range(12)}

    def goods(self, now: datetime) -> list[Goods]:
        on_sale = [Goods(id=k, title=f"Loaf {k[5:]}", price=euros(p)) for k, p in self.prices.items()]
        return [*on_sale, Goods(id="gone", title="Yesterday's loaf", price=euros(100), left=0)]

    def ways(self, now: datetime) -> list[Way]:
        return [
            Way(id="counter", kind="pickup", title="At the counter", fee=euros(0), takes=timedelta(minutes=15)),
            Way(id="bicycle", kind="shipping", title="By bicycle", fee=euros(350), takes=timedelta(minutes=45)),
        ]

    def is_open(self, now: datetime) -> bool:
        return self.open_now


def careful_till(instrument: Mapping[str, Any]) -> str:
    token = (instrument.get("credential") or {}).get("token")
    return {"no": "declined", "bank": "ask_buyer"}.get(token, take_at_counter(instrument))


@contextmanager
def bakery(folder: Path) -> Iterator[tuple[str, Bakery]]:
    port, shelf = free_port(), Bakery()
    origin = f"https://127.0.0.1:{port}"
    book = Book(folder / "orders.db")
    merchant = Merchant(
        name="bakery", shelf=shelf, book=book, origin=origin, clock=lambda: datetime.now(UTC), till=careful_till
    )
    settings = uvicorn.Config(door(merchant), host="127.0.0.1", port=port, log_level="error", **_tls(folder))
    settings.load()
    assert settings.ssl is not None
    settings.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < until, "the merchant does not open"
            time.sleep(0.02)
        yield origin, shelf
    finally:
        server.should_exit = True
        thread.join(10)
        book.close()


def _tls(folder: Path) -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "shop.pem").write_bytes(pem)
    plain = serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    (folder / "shop.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain))
    return {"ssl_certfile": str(folder / "shop.pem"), "ssl_keyfile": str(folder / "shop.key")}

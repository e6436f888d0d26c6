"""A mailbox that behaves: letters lie in it, what is sent lies in `sent`, and it remembers what the user wrote."""

from __future__ import annotations

from typing import Any

from assistant import PutRecord, Say
from assistant.testing import NOW, Bench
from assistant.types import Receipt
from tools.office import plugin
from tools.office.provider import Account, Letter, Written

ACCOUNT = {"address": "ann@example.com", "password": "p", "imap_host": "h"}


class Box:
    def __init__(self, *letters: Letter, wrote: tuple[Written, ...] = ()) -> None:
        self.letters, self.wrote = letters, wrote
        self.sent: list[dict[str, str]] = []

    async def unread(self, account: Account, limit: int = 30) -> tuple[Letter, ...]:
        return self.letters

    async def written(self, account: Account, limit: int = 40) -> tuple[Written, ...]:
        return self.wrote

    async def send(self, account: Account, *, to: str, subject: str, text: str, key: str, answers: str = "") -> Receipt:
        self.sent.append({"to": to, "subject": subject, "text": text, "key": key, "answers": answers})
        return Receipt(provider="h", reference=key, text=Say(zh="", en=""))

    async def was_sent(self, account: Account, key: str) -> Receipt | None:
        return next(
            (Receipt(provider="h", reference=key, text=Say(zh="", en="")) for s in self.sent if s["key"] == key), None
        )

    async def check(self, account: Account) -> None: ...


def letter(sender: str, subject: str, text: str, **more: Any) -> Letter:
    address = more.pop("address", f"{sender.casefold().split()[0]}@example.com")
    return Letter(id=subject, sender=sender, address=address, subject=subject, text=text, at=NOW, **more)


async def bench(*letters: Letter, wrote: tuple[Written, ...] = (), connected: bool = True) -> tuple[Bench, Box]:
    box = Box(*letters, wrote=wrote)
    made = Bench((plugin,), providers={"office": box})
    row = PutRecord(kind="connection", key="mail", data=ACCOUNT)
    if connected:
        await made.store.transact(made.user.id, lambda tx: tx.apply(row, plugin="office", turn_id=None, now=NOW))
    return made, box

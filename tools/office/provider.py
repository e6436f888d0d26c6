"""What the office needs from a mail account: one Protocol and its nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.errors import ToolError
from assistant.types import Json, Receipt


class NoAccount(ToolError):
    """No mail account is connected yet. Add one in the settings, under connections."""

    code = "no_account"
    zh = "还没有连接邮箱，请先在设置的“连接”里添加。"


class MailUnreachable(ToolError):
    """I cannot reach the mail server. Nothing was sent; please try again later."""

    code = "mail_unreachable"
    zh = "连不上邮件服务器，什么也没发出，请稍后再试。"


class MailRefused(ToolError):
    """The mail server does not accept the name or password. Please check the connection."""

    code = "mail_login"
    zh = "邮件服务器不接受用户名或密码，请检查连接设置。"


class AddressRefused(ToolError):
    """The mail server refuses that address. Nothing was sent."""

    code = "address_refused"
    zh = "邮件服务器拒绝了这个地址，没有发出。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """How to reach a mailbox; `address` is the user's own."""

    address: str
    user: str
    password: str
    imap_host: str
    imap_port: int = 993
    smtp_host: str
    smtp_port: int = 465
    security: str = "tls"  # tls, starttls, none

    @classmethod
    def of(cls, row: Mapping[str, Json]) -> Account:
        return cls(
            address=str(row["address"]),
            user=str(row.get("user") or row["address"]),
            password=str(row["password"]),
            imap_host=str(row["imap_host"]),
            imap_port=int(row.get("imap_port") or 993),
            smtp_host=str(row.get("smtp_host") or row["imap_host"]),
            smtp_port=int(row.get("smtp_port") or 465),
            security=str(row.get("security") or "tls"),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A mail that came in. Its words are somebody else's."""

    id: str
    sender: str  # a name, else the address
    address: str
    subject: str
    text: str
    at: datetime | None
    attachments: tuple[str, ...] = ()
    bulk: bool = False  # a newsletter or a machine
    too_large: bool = False  # only its head was read
    message_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A mail the user wrote before: to learn their own style from."""

    to: str  # the address
    name: str
    text: str  # as it was typed, line by line, without what it quoted


class Post(Protocol):
    async def unread(self, account: Account, limit: int = 30) -> tuple[Letter, ...]:
        """Unread mail, newest first; reading it here leaves it unread. Raises MailUnreachable, MailRefused."""
        ...

    async def written(self, account: Account, limit: int = 40) -> tuple[Written, ...]:
        """What lies in the folder of sent mail, newest first. Raises MailUnreachable, MailRefused."""
        ...

    async def send(self, account: Account, *, to: str, subject: str, text: str, key: str, answers: str = "") -> Receipt:
        """Send it to one address or several with commas between; `answers` is the id of the mail it answers.

        Raises ToolError when it surely was not sent, EffectUnknown when nobody knows.
        """
        ...

    async def was_sent(self, account: Account, key: str) -> Receipt | None:
        """The receipt of what was sent under that key, when the folder of sent mail has it; None: nobody can tell."""
        ...

    async def check(self, account: Account) -> None:
        """Sign in to both servers. Raises ToolError."""
        ...

"""E-mail over the SMTP server that the house is told of (STEWARD_SMTP_URL)."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from api.delivery.message import Message, Result
from assistant.errors import InvalidArgument

_DEFAULT_PORT = {"smtp": 587, "smtps": 465}


class Mail:
    """`url`: smtp://user:password@host:587/?from=steward@example.org, or smtps:// for TLS from the first byte."""

    def __init__(self, url: str | None) -> None:
        self.url = url

    async def send(self, address: Mapping[str, Any], message: Message) -> Result:
        if self.url is None:
            return Result(state="failed", detail="STEWARD_SMTP_URL is not set", again=True)
        server = urlsplit(self.url)
        sender = parse_qs(server.query).get("from", [f"steward@{server.hostname}"])[0]
        try:
            await aiosmtplib.send(
                letter(message, sender, address["address"]),
                hostname=server.hostname,
                port=server.port or _DEFAULT_PORT.get(server.scheme, 25),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps",
                timeout=20,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code if error.recipients else 0
            return Result(state="failed", detail=f"SMTP {code}", again=400 <= code < 500)
        except aiosmtplib.SMTPResponseException as error:
            return Result(state="failed", detail=f"SMTP {error.code}", again=400 <= error.code < 500)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Result(state="failed", detail=type(error).__name__, again=True)
        return Result(state="accepted")


def letter(message: Message, sender: str, to: str) -> EmailMessage:
    """The Message-ID is the delivery's: a mail sent twice after a crash is one mail to the reader."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = _one_line(message.body), sender, to
    mail["Message-ID"] = f"<{message.id}@steward.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail


def check_mailbox(text: str) -> str:
    """One plain mailbox. Raises InvalidArgument."""
    try:
        found = Address(addr_spec=text.strip())
    except (ValueError, IndexError) as error:
        raise InvalidArgument("That is no e-mail address.", "这不是邮箱地址。", code="bad_address") from error
    if not found.username or ("." not in found.domain and found.domain != "localhost"):
        raise InvalidArgument("That is no e-mail address.", "这不是邮箱地址。", code="bad_address")
    return found.addr_spec


def _one_line(text: str) -> str:
    return " ".join(text.split())[:120]

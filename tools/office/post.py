"""Mail by IMAP and SMTP: unread mail in, one letter out, and honest words for what a server refuses."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import localtime

import aiosmtplib

from assistant.errors import EffectUnknown
from assistant.types import Json, Receipt, Say
from tools.office.mailbox import WAIT, open_box, sent_as, unread, written
from tools.office.provider import Account, AddressRefused, Letter, MailRefused, MailUnreachable, Written


class InternetPost:
    """Fulfils `Post`."""

    async def unread(self, account: Account, limit: int = 30) -> tuple[Letter, ...]:
        return await asyncio.to_thread(unread, account, limit)

    async def written(self, account: Account, limit: int = 40) -> tuple[Written, ...]:
        return await asyncio.to_thread(written, account, limit)

    async def send(self, account: Account, *, to: str, subject: str, text: str, key: str, answers: str = "") -> Receipt:
        letter = _letter(account, to, subject, text, key, answers)
        door = _smtp(account)
        await _sign_in(door, account)
        try:
            refused, answer = await door.send_message(letter)
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPSenderRefused) as error:
            raise AddressRefused() from error
        except aiosmtplib.SMTPResponseException as error:
            raise MailUnreachable(
                "The mail server did not take the letter. Nothing was sent.", "邮件服务器没有接收，什么也没发出。"
            ) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise EffectUnknown() from error
        finally:
            door.close()
        return _receipt(account, letter["Message-ID"], to, {"smtp": answer, "refused": sorted(refused)})

    async def was_sent(self, account: Account, key: str) -> Receipt | None:
        name = _message_id(account, key)
        found = await asyncio.to_thread(sent_as, account, name)
        return _receipt(account, name, found[0], {"found": found[1]}) if found is not None else None

    async def check(self, account: Account) -> None:
        await asyncio.to_thread(lambda: open_box(account).logout())
        door = _smtp(account)
        await _sign_in(door, account)
        door.close()


def _letter(account: Account, to: str, subject: str, text: str, key: str, answers: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = account.address, to, " ".join(subject.split())
    letter["Date"], letter["Message-ID"] = localtime(), _message_id(account, key)
    if re.fullmatch(r"<[^<>\s]+>", answers):
        letter["In-Reply-To"] = letter["References"] = answers
    letter.set_content(text)
    return letter


def _message_id(account: Account, key: str) -> str:
    """The same call makes the same id: a server or a reader that sees it twice knows."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{account.address.rpartition('@')[2] or 'steward'}>"


def _receipt(account: Account, message_id: str, to: str, data: Mapping[str, Json]) -> Receipt:
    said = Say(zh=f"已发给{to}", en=f"Sent to {to}")
    return Receipt(provider=account.smtp_host, reference=str(message_id), text=said, data=data)


def _smtp(account: Account) -> aiosmtplib.SMTP:
    tls = account.security
    return aiosmtplib.SMTP(
        hostname=account.smtp_host,
        port=account.smtp_port,
        timeout=WAIT,
        use_tls=tls == "tls",
        start_tls=tls == "starttls",
    )


async def _sign_in(door: aiosmtplib.SMTP, account: Account) -> None:
    try:
        await door.connect()
        if door.supports_extension("auth"):
            await door.login(account.user, account.password)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise MailRefused() from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailUnreachable() from error

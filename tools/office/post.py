"""Mail by IMAP and SMTP: unread mail in, one letter out, and honest words for what a server refuses."""

from __future__ import annotations

import asyncio
import hashlib
import re
from email.message import EmailMessage
from typing import Any

import aiosmtplib
from imap_tools import AND, BaseMailBox, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.message import MailMessage

from assistant.errors import EffectUnknown
from assistant.types import Receipt, Say
from tools.office.provider import Account, AddressRefused, Letter, MailRefused, MailUnreachable

_LARGEST = 2_000_000  # bytes of a mail that is read whole
_LONGEST = 4_000  # characters of it that are looked at
_WAIT = 12.0  # seconds
_TAG = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[^>]+>", re.DOTALL | re.IGNORECASE)


class InternetPost:
    """Fulfils `Post`."""

    async def unread(self, account: Account, limit: int = 30) -> tuple[Letter, ...]:
        return await asyncio.to_thread(_unread, account, limit)

    async def send(self, account: Account, *, to: str, subject: str, text: str, key: str) -> Receipt:
        letter = _letter(account, to, subject, text, key)
        door = _smtp(account)
        await _sign_in(door, account)
        try:
            _, answer = await door.send_message(letter)
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
        said = Say(zh=f"已发给{to}", en=f"Sent to {to}")
        return Receipt(
            provider=account.smtp_host, reference=str(letter["Message-ID"]), text=said, data={"smtp": answer}
        )

    async def check(self, account: Account) -> None:
        await asyncio.to_thread(lambda: _open(account).logout())
        door = _smtp(account)
        await _sign_in(door, account)
        door.close()


def _letter(account: Account, to: str, subject: str, text: str, key: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = account.address, to, subject
    # The same call makes the same id: a server or a reader that sees it twice knows.
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    letter["Message-ID"] = f"<{digest}@{account.address.rpartition('@')[2] or 'steward'}>"
    letter.set_content(text)
    return letter


def _smtp(account: Account) -> aiosmtplib.SMTP:
    tls = account.security
    return aiosmtplib.SMTP(
        hostname=account.smtp_host,
        port=account.smtp_port,
        timeout=_WAIT,
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


def _open(account: Account) -> BaseMailBox:
    kinds: dict[str, Any] = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}
    try:
        box: BaseMailBox = kinds[account.security](account.imap_host, account.imap_port, timeout=_WAIT)
        return box.login(account.user, account.password)
    except MailboxLoginError as error:
        raise MailRefused() from error
    except (TimeoutError, OSError, EOFError) as error:
        raise MailUnreachable() from error
    except Exception as error:
        raise MailUnreachable() from error


def _unread(account: Account, limit: int) -> tuple[Letter, ...]:
    with _open(account) as box:
        heads = list(box.fetch(AND(seen=False), mark_seen=False, headers_only=True, limit=limit, reverse=True))
        small = [h.uid for h in heads if h.uid and h.size_rfc822 <= _LARGEST]
        whole = {m.uid: m for m in box.fetch(AND(uid=small), mark_seen=False)} if small else {}
        return tuple(_read(head, whole.get(head.uid)) for head in heads)


def _read(head: MailMessage, whole: MailMessage | None) -> Letter:
    """A mail as far as it can be read: broken encodings give strange letters, never an error."""
    text = ""
    files: tuple[str, ...] = ()
    if whole is not None:
        try:
            text = whole.text or _TAG.sub(" ", whole.html or "")
            files = tuple(a.filename for a in whole.attachments if a.filename)
        except (LookupError, UnicodeError, ValueError):
            text = ""
    sender = head.from_values
    return Letter(
        id=head.uid or "",
        sender=(sender.name if sender else "") or head.from_,
        address=head.from_,
        subject=_plain(head.subject)[:200],
        text=_plain(text)[:_LONGEST],
        at=head.date if head.date.tzinfo else None,
        attachments=files,
        bulk="list-unsubscribe" in head.headers or "auto-submitted" in head.headers,
        too_large=whole is None,
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())

"""What an IMAP mailbox says: unread mail, what the user wrote before, whether a letter was sent. It changes nothing."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from imap_tools import AND, BaseMailBox, H, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import UnexpectedCommandStatusError
from imap_tools.message import MailMessage

from assistant.errors import ToolError
from tools.office.provider import Account, Letter, MailRefused, MailUnreachable, Written

WAIT = 12.0  # seconds
_LARGEST = 2_000_000  # bytes of a mail that is read whole
_LONGEST = 4_000  # characters of it that are looked at
_TAG = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[^>]+>", re.DOTALL | re.IGNORECASE)
_SMALL = 100_000  # bytes of a sent mail that is learnt from
_SENT_NAMES = frozenset({"sent", "sent messages", "sent items", "sent mail", "已发送", "已发送邮件", "inbox.sent"})
_OWN_ID = re.compile(r"<[0-9a-f]{32}@")
_QUOTED = re.compile(
    r">|On .{5,120}wrote:$|-{2,}\s*(?:original message|forwarded message|原始邮件|转发邮件)"
    r"|(?:发件人|From)[:：]|在 ?.{5,80}写道[:：]?$",
    re.IGNORECASE,
)


def open_box(account: Account) -> BaseMailBox:
    kinds: dict[str, Any] = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}
    try:
        box: BaseMailBox = kinds[account.security](account.imap_host, account.imap_port, timeout=WAIT)
        return box.login(account.user, account.password)
    except MailboxLoginError as error:
        raise MailRefused() from error
    except (TimeoutError, OSError, EOFError) as error:
        raise MailUnreachable() from error
    except Exception as error:
        raise MailUnreachable() from error


@contextmanager
def _box(account: Account) -> Iterator[BaseMailBox]:
    """A mailbox that is signed in to; a line that breaks in the middle is as good as none."""
    with open_box(account) as box:
        try:
            yield box
        except (OSError, EOFError, imaplib.IMAP4.error, UnexpectedCommandStatusError) as error:
            raise MailUnreachable() from error


def unread(account: Account, limit: int) -> tuple[Letter, ...]:
    with _box(account) as box:
        heads = list(box.fetch(AND(seen=False), mark_seen=False, headers_only=True, limit=limit, reverse=True))
        small = [h.uid for h in heads if h.uid and h.size_rfc822 <= _LARGEST]
        whole = {m.uid: m for m in box.fetch(AND(uid=small), mark_seen=False)} if small else {}
        return tuple(_read(head, whole.get(head.uid)) for head in heads)


def _sent_folder(box: BaseMailBox) -> str | None:
    """Where sent mail lies: what the server marks so (RFC 6154), else a usual name."""
    folders = list(box.folder.list())
    marked = next((f.name for f in folders if any(flag.lower() == "\\sent" for flag in f.flags)), None)
    return marked or next((f.name for f in folders if f.name.casefold() in _SENT_NAMES), None)


def written(account: Account, limit: int) -> tuple[Written, ...]:
    with _box(account) as box:
        folder = _sent_folder(box)
        if folder is None:
            return ()
        box.folder.set(folder, readonly=True)
        heads = list(box.fetch(AND(all=True), mark_seen=False, headers_only=True, limit=limit, reverse=True))
        small = [h.uid for h in heads if h.uid and h.size_rfc822 <= _SMALL]
        letters = list(box.fetch(AND(uid=small), mark_seen=False)) if small else []
        return tuple(_as_written(m) for m in letters if m.to_values and not _is_ours(m))


def _is_ours(letter: MailMessage) -> bool:
    """What this assistant wrote teaches it nothing about the user."""
    return any(_OWN_ID.match(one.strip()) for one in _header(letter, "message-id"))


def _header(letter: MailMessage, name: str) -> tuple[str, ...]:
    headers: dict[str, tuple[str, ...]] = dict(letter.headers)
    return headers.get(name, ())


def _as_written(letter: MailMessage) -> Written:
    to = letter.to_values[0]
    lines = []
    for line in _body(letter).replace("\r", "").split("\n"):
        if _QUOTED.match(line.strip()):
            break
        lines.append(line.strip())
    return Written(to=to.email.casefold(), name=to.name, text="\n".join(lines).strip()[:_LONGEST])


def sent_as(account: Account, message_id: str) -> tuple[str, str] | None:
    """To whom the letter of that id went, and the folder it lies in; None: nobody can tell."""
    try:
        with _box(account) as box:
            folder = _sent_folder(box)
            if folder is None:
                return None
            box.folder.set(folder, readonly=True)
            wanted = AND(header=H("Message-ID", message_id))
            found = next(iter(box.fetch(wanted, mark_seen=False, headers_only=True)), None)
            return (", ".join(found.to), folder) if found is not None else None
    except ToolError:
        return None


def _body(letter: MailMessage) -> str:
    """Its words; broken encodings give strange letters, never an error."""
    try:
        return letter.text or _TAG.sub(" ", letter.html or "")
    except (LookupError, UnicodeError, ValueError):
        return ""


def _read(head: MailMessage, whole: MailMessage | None) -> Letter:
    """A mail as far as it can be read."""
    sender = head.from_values
    return Letter(
        id=head.uid or "",
        sender=_plain((sender.name if sender else "") or head.from_)[:120],
        address=head.from_,
        subject=_plain(head.subject)[:200],
        text=_plain(_body(whole))[:_LONGEST] if whole is not None else "",
        at=head.date if head.date.tzinfo else None,
        attachments=tuple(a.filename for a in whole.attachments if a.filename) if whole is not None else (),
        bulk="list-unsubscribe" in head.headers or "auto-submitted" in head.headers,
        too_large=whole is None,
        message_id=next(iter(_header(head, "message-id")), "").strip(),
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())

"""Everything kept about a user as one archive: complete JSON, a calendar file, a text to read, and their documents."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from api.initiative.feed import feed
from assistant.types import FollowUp, Json, Record, Sensitivity, User
from memory.readable import markdown

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def archive(
    export: dict[str, Json],
    *,
    user: User,
    rows: Sequence[FollowUp],
    calendar: str,
    documents: Sequence[Record],
    now: datetime,
) -> bytes:
    """A ZIP of `everything.json`, `memory.md`, `calendar.ics`, `reminders.ics` and `documents/`."""
    # It is the user's own copy: private reminders keep their words, unlike in a feed that lies on others' servers.
    shown = [replace(row, sensitivity=Sensitivity.NORMAL) for row in rows]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("everything.json", json.dumps(export, ensure_ascii=False, indent=1))
        file.writestr("memory.md", markdown(export, user.language))
        file.writestr("calendar.ics", calendar)
        file.writestr("reminders.ics", feed(shown, (), user.language, now))
        for number, row in enumerate(documents, 1):
            name = _FORBIDDEN.sub("_", str(row.data["name"]))[-100:]
            file.writestr(f"documents/{number}-{name}", base64.b64decode(row.data["content"]))
    return packed.getvalue()

"""The documents the assistant wrote, to download."""

from __future__ import annotations

import base64
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.auth import Talker
from api.doors.answers import errors
from api.parts import Wired
from assistant.errors import NotFound

router = APIRouter(tags=["files"])


class FileUnknown(NotFound):
    """There is no such file."""

    code = "file_unknown"
    zh = "没有这个文件。"


@router.get(
    "/api/files/{file_id}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}, **errors(404)},
)
async def download(file_id: Annotated[str, Path(max_length=100)], parts: Wired, caller: Talker) -> Response:
    """A document of this user, as a file to save; a browser never shows it as a page of ours."""
    rows = await parts.store.read(caller.id, lambda tx: tx.records("office", "file"))
    row = next((r for r in rows if r.key == file_id), None)
    if row is None:
        raise FileUnknown
    name = str(row.data["name"])
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(base64.b64decode(row.data["content"]), media_type=str(row.data["mime"]), headers=headers)

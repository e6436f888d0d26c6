"""The page: built files with hashed names, or a friendly notice while there are none."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from api.schemas.base import ErrorBody
from assistant.errors import NotFound

router = APIRouter(include_in_schema=False)
FOLDER = Path(__file__).parents[1] / "page"
_FOREVER = "public, max-age=31536000, immutable"
mimetypes.add_type("application/manifest+json", ".webmanifest")

_NOTICE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Steward 管家</title></head>
<body><main><h1>Steward 管家</h1>
<p>Steward runs, but its page is not built. With Node 20 or newer: <code>make page</code>, then reload.
Until then: <code>steward chat</code>, or the <a href="/openapi.json">HTTP interface</a>.</p>
<p lang="zh">管家已在运行，但网页还没有构建。安装 Node 20 以上后运行 <code>make page</code>，再刷新本页。
在此之前可以用 <code>steward chat</code>。</p>
</main></body></html>
"""


@router.get("/")
@router.head("/")
async def index() -> Response:
    file = FOLDER / "index.html"
    if not file.is_file():
        return HTMLResponse(_NOTICE)
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


@router.get("/{path:path}", responses={404: {"model": ErrorBody}})
@router.head("/{path:path}")
async def asset(path: str, request: Request) -> Response:
    """A file of the built page. Only what lies in the folder itself, whatever the path says."""
    root = FOLDER.resolve()
    try:
        file = (root / path).resolve()
        inside = file.is_relative_to(root) and file.is_file() and not any(p.startswith(".") for p in Path(path).parts)
    except (OSError, ValueError):
        inside = False
    if not inside:
        raise NotFound
    cache = _FOREVER if path.startswith("assets/") else "no-cache"
    return FileResponse(file, headers={"Cache-Control": cache})

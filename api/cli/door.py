"""How the commands reach Steward: the running server when there is one, else one of their own for a moment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from api.cli.serve import RUN_FILE, check_folder
from api.cli.words import fail, t
from api.settings import Settings


@asynccontextmanager
async def open_door(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client that is signed in as the owner (or as whoever STEWARD_TOKEN names)."""
    base, token = running_server(settings)
    if base is not None:
        async with _client(settings, base, token) as client:
            if await _answers(client):
                yield client
                return
    async with _own(settings) as client:
        yield client


def running_server(settings: Settings) -> tuple[str | None, str]:
    """Where a server of this data folder listens, and a token for it."""
    given = settings.token.get_secret_value() if settings.token else ""
    row = _run_file(settings.data_dir)
    if row is not None:
        return row["url"], row["token"]
    if given:
        scheme = "https" if settings.tls_cert else "http"
        return f"{scheme}://{settings.host}:{settings.port}", given
    return None, ""


def _run_file(folder: Path) -> dict[str, str] | None:
    try:
        row = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
        return {"url": str(row["url"]), "token": str(row["token"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _client(settings: Settings, base: str, token: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": t("zh", "en")}
    verify = settings.tls_cert is None
    return httpx.AsyncClient(base_url=base, headers=headers, timeout=120, trust_env=False, verify=verify)


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/api/me", timeout=5)).status_code == 200
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def _own(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The whole assistant in this process, without a port."""
    from api.app import build

    check_folder(settings.data_dir)
    app, steward = build(settings, serving=False)
    async with steward.lifespan(app):
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {steward.local_token}", "Accept-Language": t("zh", "en")}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=headers, timeout=120
        ) as client:
            yield client


def unwrap(response: httpx.Response) -> Any:
    """The JSON of a good answer; a bad one ends the command with its message."""
    if not response.is_success:
        message = _message(response)
        fail(message, message)
    return response.json() if response.content else None


def _message(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {response.status_code}"

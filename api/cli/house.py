"""Keeping house from the terminal: `tools`, `users`, `export`."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.door import open_door, unwrap
from api.cli.words import fail, load_settings, t

users = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def _ask(method: str, path: str, body: Any = None) -> Any:
    async def work() -> Any:
        async with open_door(load_settings()) as door:
            return unwrap(await door.request(method, path, json=body))

    return asyncio.run(work())


def tools() -> None:
    answer = _ask("GET", "/api/tools")
    for tool in answer["items"]:
        print(f"{tool['name']:32} {tool['effect']:7} {tool['description'].splitlines()[0]}")
        for example in tool["examples"].get(t("zh", "en"), [])[:2]:
            print(f"{'':41}{example}")
    for broken in answer.get("broken", []):
        print(t(f"跳过插件 {broken['name']}：", f"Skipped plugin {broken['name']}: ") + broken["reason"])


def export(
    file: Annotated[
        Path | None,
        typer.Argument(
            help=t(
                "写到哪里（.zip 打包，含日历与可读文本）；不写则打印",
                "Where to (.zip: with calendar and text); printed if left out",
            )
        ),
    ] = None,
) -> None:
    if file is not None and file.suffix.lower() == ".zip":
        _write(file, _download("/api/me/export?format=zip"))
        return
    text = json.dumps(_ask("GET", "/api/me/export"), ensure_ascii=False, indent=2)
    if file is None:
        print(text)
        return
    _write(file, text.encode() + b"\n")


def _download(path: str) -> bytes:
    async def work() -> bytes:
        async with open_door(load_settings()) as door:
            answer = await door.request("GET", path)
            if answer.is_error:
                unwrap(answer)
            return bytes(answer.content)

    return asyncio.run(work())


def _write(file: Path, content: bytes) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
    except OSError as error:
        fail(f"无法写入 {file}：{error.strerror}", f"Cannot write {file}: {error.strerror}")
    print(t(f"已写入 {file}", f"Written to {file}"))


@users.command(
    "rekey", help=t("换新密钥，把所有加密内容重新加密。", "New keys for everybody: all that is sealed is sealed anew.")
)
def rekey() -> None:
    count = _ask("POST", "/api/keys")["renewed"]
    print(t(f"已为 {count} 人换了新密钥。", f"New keys for {count} people."))


@users.command("list", help=t("有哪些用户。", "Who lives here."))
def list_users() -> None:
    for user in _ask("GET", "/api/users")["items"]:
        print(f"{user['id']}  {user['name']}  {user['language']}  {user['timezone']}")


@users.command("add", help=t("添加一个用户，打印其令牌。", "Add a person and print their token."))
def add_user(
    name: Annotated[str, typer.Argument(help=t("名字", "Name"))],
    language: Annotated[str, typer.Option(help="zh, en")] = t("zh", "en"),
    timezone: Annotated[str | None, typer.Option(help=t("例如 Asia/Shanghai", "e.g. Europe/Helsinki"))] = None,
) -> None:
    zone = timezone or load_settings().home_timezone
    made = _ask("POST", "/api/users", {"name": name, "language": language, "timezone": zone})
    print(t(f"{name} 的令牌（只显示一次）：", f"The token of {name} (shown only once):"), made["token"])


@users.command("token", help=t("给自己一个新令牌。", "A new token for yourself, when the link is lost."))
def new_token() -> None:
    scopes = ["talk", "approve", "admin"]
    made = _ask("POST", "/api/tokens", {"name": "steward users token", "scopes": scopes})
    settings = load_settings()
    scheme = "https" if settings.tls_cert else "http"
    print(t("新令牌（只显示一次）：", "A new token (shown only once):"), made["token"])
    print(f"  {scheme}://{settings.host}:{settings.port}/#token={made['token']}")

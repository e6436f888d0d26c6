"""`steward serve`: take the port, say where the page is, run until told to stop."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.words import fail, load_settings, t
from api.settings import Settings
from assistant.errors import StewardError

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from api.app import Steward

RUN_FILE = "server.json"


def serve(
    host: Annotated[str | None, typer.Option(help=t("监听的地址", "The address to listen on"))] = None,
    port: Annotated[int | None, typer.Option(help=t("端口；0 表示任选", "The port; 0 takes any free one"))] = None,
) -> None:
    given = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    settings = load_settings().model_copy(update=given)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    check_folder(settings.data_dir)
    taken = take_port(settings.host, settings.port)
    try:
        asyncio.run(_serve(settings, taken))
    except KeyboardInterrupt:
        pass
    finally:
        taken.close()


def check_folder(folder: Path) -> None:
    """Raises typer.Exit with one clear line when nothing can be kept there."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".write-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        fail(
            f"无法写入数据目录 {folder}（{error.strerror}）。请用 STEWARD_DATA_DIR 指定另一个目录。",
            f"Cannot write to the data folder {folder} ({error.strerror}). Set STEWARD_DATA_DIR to another folder.",
        )


def take_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(256)
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            fail(
                f"端口 {port} 已被占用。请换一个：STEWARD_PORT={port + 1}（或 steward serve --port {port + 1}）。",
                f"Port {port} is taken. Choose another: STEWARD_PORT={port + 1} (or steward serve --port {port + 1}).",
            )
        fail(f"无法监听 {host}:{port}：{error.strerror}。", f"Cannot listen on {host}:{port}: {error.strerror}.")
    return taken


async def _serve(settings: Settings, taken: socket.socket) -> None:
    import uvicorn

    from api.app import build

    app, steward = build(settings)
    port = taken.getsockname()[1]
    base = _address(settings, port)

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            # The stock way raises the signal once more at the end, and nothing after it would be tidied up.
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            yield

        def handle_exit(self, sig: int, frame: object) -> None:
            # Open event lines would keep the server waiting for browsers that never hang up.
            steward.hub.close()
            super().handle_exit(sig, frame)  # type: ignore[arg-type]

    try:
        async with steward.lifespan(app):
            _announce(steward, base)
            await Server(_config(app, settings)).serve(sockets=[taken])
    except StewardError as error:
        fail(error.say.zh, error.say.en)
    finally:
        forget_server(settings.data_dir)


def _config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    import uvicorn

    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        server_header=False,
        # Speech does not shrink, and a message of a minute's sound is more than anybody needs.
        ws_per_message_deflate=False,
        ws_max_size=4 * 1024 * 1024,
    )


def _address(settings: Settings, port: int) -> str:
    scheme = "https" if settings.tls_cert else "http"
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"{scheme}://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}"


def _announce(steward: Steward, base: str) -> None:
    """The owner's link, once: the token is stored only as a hash, so this line is the only place it is shown."""
    remember_server(steward.settings.data_dir, base, steward.local_token)
    if steward.new_token is not None:
        print(t("管家在这里（链接只显示一次，请保存）：", "Steward is here (shown only once, keep it):"))
        print(f"  {base}/#token={steward.new_token}")
    else:
        print(t(f"管家在这里：{base}/", f"Steward is here: {base}/"))
        print(
            t(
                "  链接丢了？运行 steward users token 换一个新的。",
                "  Lost the link? `steward users token` makes a new one.",
            )
        )
    for line in steward.notices:
        print(f"  {t(line.zh, line.en)}")
    sys.stdout.flush()


def remember_server(folder: Path, base: str, token: str) -> None:
    """Lets the other commands find this server. The token lives as long as this process and is readable only by us."""
    file = folder / RUN_FILE
    with suppress(OSError):
        file.unlink(missing_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump({"url": base, "token": token, "pid": os.getpid()}, out)


def forget_server(folder: Path) -> None:
    with suppress(OSError):
        (folder / RUN_FILE).unlink(missing_ok=True)

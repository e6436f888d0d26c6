"""`steward worker`: rings what is due on a large installation, in processes that are started again when they die."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from typing import Annotated

import typer

from api.cli.serve import check_folder
from api.cli.words import fail, load_settings, t
from assistant.errors import StewardError

_CHILD = "STEWARD_WORKER_OF"  # the number of the supervisor, set for its children
_PAUSES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)  # seconds before a worker that keeps dying is started again
_STEADY = 60.0  # one that lived so long begins again with the first pause
_PATIENCE = 15.0


def worker(
    processes: Annotated[int, typer.Option(min=1, max=64, help=t("几个进程", "How many processes"))] = 2,
) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = load_settings()
    if settings.clock != "pgqueuer":
        fail(
            "只有 STEWARD_CLOCK=pgqueuer（配合 PostgreSQL）时才需要 worker；否则 steward serve 自己就会响。",
            "Workers are for STEWARD_CLOCK=pgqueuer on PostgreSQL; otherwise steward serve rings by itself.",
        )
    check_folder(settings.data_dir)
    if os.environ.get(_CHILD):
        asyncio.run(_work())
    else:
        Supervisor(processes).run()


class Supervisor:
    def __init__(self, processes: int) -> None:
        self._children: list[tuple[subprocess.Popen[bytes], float] | None] = [None] * processes
        self._deaths, self._next = [0] * processes, [0.0] * processes
        self._ending = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        while not self._ending:
            for place, child in enumerate(self._children):
                self._look_after(place, child)
            time.sleep(0.1)
        self._stop()

    def _look_after(self, place: int, child: tuple[subprocess.Popen[bytes], float] | None) -> None:
        now = time.monotonic()
        if child is None:
            if now >= self._next[place]:
                self._children[place] = (_start(), now)
            return
        process, since = child
        if process.poll() is not None:
            self._deaths[place] = 0 if now - since > _STEADY else self._deaths[place] + 1
            pause = _PAUSES[min(self._deaths[place], len(_PAUSES)) - 1] if self._deaths[place] else 0.0
            logging.getLogger("steward.worker").warning("a worker ended (%s); again in %s s", process.returncode, pause)
            self._children[place], self._next[place] = None, now + pause

    def _end(self, number: int, frame: object) -> None:
        self._ending = True

    def _stop(self) -> None:
        running = [child[0] for child in self._children if child is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + _PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "api.cli", "worker"], env={**os.environ, _CHILD: str(os.getpid())})


async def _work() -> None:
    from api.app import build

    app, steward = build(load_settings(), serving=False, working=True)
    ending, supervisor = asyncio.Event(), os.environ[_CHILD]
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    try:
        async with steward.lifespan(app):
            while not ending.is_set() and str(os.getppid()) == supervisor:
                # A worker whose supervisor was killed ends, too: the next one starts its own.
                await _wait(ending, 2.0)
    except StewardError as error:
        fail(error.say.zh, error.say.en)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return

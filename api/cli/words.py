"""Which language the command line speaks, chosen once: STEWARD_LANGUAGE, else the machine's."""

from __future__ import annotations

import sys
from functools import cache
from typing import NoReturn

import typer

from api.settings import Settings, machine_language


@cache
def chinese() -> bool:
    try:
        return Settings().home_language == "zh"
    except ValueError:
        return machine_language() == "zh"


def t(zh: str, en: str) -> str:
    return zh if chinese() else en


def fail(zh: str, en: str, *, code: int = 1) -> NoReturn:
    """One clear line on stderr, and out."""
    print(t(zh, en), file=sys.stderr)
    raise typer.Exit(code)


def load_settings() -> Settings:
    """The settings, or one line naming the variable that is wrong."""
    from pydantic import ValidationError

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"STEWARD_{str(first['loc'][0]).upper()}"
        fail(f"{name} 的值无效：{first['msg']}", f"{name} has a value I cannot use: {first['msg']}", code=2)

"""Which language to complain in: the user's, else the one the browser asks for, else this server's."""

from __future__ import annotations

from typing import Literal

from starlette.types import Scope

Language = Literal["zh", "en"]


def language_of(scope: Scope) -> Language:
    """For errors: the signed-in user's language, else the browser's, else this server's."""
    caller = (scope.get("state") or {}).get("caller")
    if caller is not None:
        return "zh" if caller.user.language == "zh" else "en"
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            return "zh" if value.strip().lower().startswith(b"zh") else "en"
    app = scope.get("app")
    fallback = getattr(getattr(app, "state", None), "language", "en")
    return "zh" if fallback == "zh" else "en"

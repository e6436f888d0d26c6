"""What the environment says. The only file that reads it: names are `STEWARD_` plus the field in capitals."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.moments import parse_instant, zone

_PLUGIN = "STEWARD_PLUGIN_"


def _moment(value: object) -> object:
    return parse_instant(value) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Every knob, with the value that suits one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="STEWARD_", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("steward", appauthor=False))
    database_url: str | None = None
    clock: Literal["embedded", "pgqueuer"] = "embedded"  # pgqueuer: `steward worker` rings; needs PostgreSQL
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    allowed_hosts: str = ""  # further names this server may be called by, separated by commas
    token: SecretStr | None = None
    model: str | None = None
    openai_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    fallback_model: str | None = None  # asked when the first model fails
    fallback_base_url: str | None = None
    fallback_api_key: SecretStr | None = None
    model_tokens_per_day: int = Field(default=200_000, ge=0)  # per user; 0: no limit
    model_deadline: float = Field(default=20.0, gt=0, le=300)  # seconds for one answer, everything included
    model_share_private: bool = False  # whether a model on another machine may see health and contacts
    embeddings: bool = True  # sentence vectors for understanding, where the extra `embeddings` is installed
    whisper_model: str = "base"
    hub: str = "https://huggingface.co"  # or a mirror: where speech models are fetched first
    voice: Literal["kokoro", "browser"] = "kokoro"  # kokoro needs the extra tts; without it the browser speaks
    speech_url: str | None = None  # an OpenAI-compatible endpoint that speaks instead, ending in /v1
    speech_key: SecretStr | None = None
    speech_model: str = "tts-1"
    speech_voice: str = "alloy"
    voice_idle_seconds: float = Field(default=60.0, gt=0)  # a voice socket without a message is closed after this
    now: Annotated[datetime | None, BeforeValidator(_moment)] = None
    clock_speed: float = Field(default=1.0, ge=0, le=86_400)
    timezone: str | None = None
    language: Literal["zh", "en"] | None = None
    smtp_url: SecretStr | None = None  # smtp://user:password@host:587/?from=steward@example.org
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return zone(value).key if value else None

    @property
    def home_timezone(self) -> str:
        """The owner's zone: what was set, else this machine's, else UTC."""
        return self.timezone or machine_timezone()

    @property
    def home_language(self) -> Literal["zh", "en"]:
        return self.language or machine_language()

    @property
    def has_model(self) -> bool:
        return bool(self.model)


def machine_timezone() -> str:
    """The IANA name of this machine's zone, or UTC when it does not say."""
    candidates = [os.environ.get("TZ", "").lstrip(":"), _etc_timezone(), _localtime_link()]
    for name in candidates:
        if not name:
            continue
        try:
            return zone(name).key
        except ValueError:
            continue
    return "UTC"


def _etc_timezone() -> str:
    try:
        return Path("/etc/timezone").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _localtime_link() -> str:
    _, found, name = os.path.realpath("/etc/localtime").partition("zoneinfo/")
    return name if found else ""


def machine_language() -> Literal["zh", "en"]:
    """zh or en, from the locale variables."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def plugin_values(name: str) -> dict[str, str]:
    """What the environment says to one plugin: STEWARD_PLUGIN_<NAME>_<KEY>, keys in small letters."""
    prefix = f"{_PLUGIN}{name.upper()}_"
    return {key[len(prefix) :].lower(): value for key, value in os.environ.items() if key.startswith(prefix)}

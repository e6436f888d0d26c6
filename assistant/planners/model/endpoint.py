"""Where a language model listens, and the limits we hold it to. Plain data; nothing is loaded or called here."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelEndpoint:
    """One model behind one address. `base_url` None is the provider's own.

    `temperature` and `max_tokens` None leave the choice to the endpoint. Private facts (health, contacts) leave this
    machine only when `share_private` says so; an endpoint on this very machine always sees them.
    """

    model: str
    base_url: str | None = None
    api_key: str = ""
    provider: str = "openai"  # as LangChain names it; others need their own package
    share_private: bool = False
    temperature: float | None = None
    max_tokens: int | None = 1024

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise ValueError("a model endpoint needs a model name")
        if self.base_url is not None and urlsplit(self.base_url).scheme not in ("http", "https"):
            raise ValueError("the address of a model must begin with http:// or https://")

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine."""
        host = urlsplit(self.base_url or "").hostname or ""
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def sees_private(self) -> bool:
        return self.share_private or self.is_local

    @property
    def settled_temperature(self) -> float | None:
        """Zero for an endpoint of the user's own; hosted reasoning models refuse anything but their default."""
        return 0.0 if self.temperature is None and self.base_url is not None else self.temperature


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one plan may cost. Seconds are the machine's, never the assistant's clock."""

    deadline: float = 20.0  # over everything: tries, repair, fall-back
    first_share: float = 0.6  # of the deadline, for the first model when there is a fall-back
    attempts: int = 3  # per question and endpoint, for what may pass: 429, 5xx, time-outs
    backoff: float = 0.4  # before the second attempt; doubles
    max_text: int = 8_000  # characters of words
    max_arguments: int = 20_000  # characters of one call's arguments
    max_calls: int = 8
    max_pieces: int = 20_000  # pieces of one stream, whatever is in them
    max_bytes: int = 8_000_000  # of one HTTP answer
    offered: int = 16  # tools told to the model

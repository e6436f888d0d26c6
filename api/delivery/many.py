"""The long tail through apprise: Telegram, DingTalk, Feishu, WeCom, Bark, ntfy, ServerChan and many more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from api.delivery.message import Message, Result
from assistant.errors import InvalidArgument

# What runs programs or opens windows on this very machine is no way to reach a user.
_LOCAL = frozenset({"dbus", "qt", "glib", "kde", "gnome", "macosx", "windows", "syslog", "growl", "file", "mailto"})


class Many:
    async def send(self, address: Mapping[str, Any], message: Message) -> Result:
        return await asyncio.to_thread(_send, address["address"], message)


def _send(url: str, message: Message) -> Result:
    import apprise

    sender = apprise.Apprise(asset=_asset())
    if not sender.add(url):
        return Result(state="failed", detail="the address is not understood")
    taken = sender.notify(title=message.title, body=message.body)
    return Result(state="accepted") if taken else Result(state="failed", detail="the service refused", again=True)


def _asset() -> Any:
    import apprise

    return apprise.AppriseAsset(app_id="Steward", app_desc="Steward", async_mode=False, plugin_paths=[])


def check_service(url: str) -> str:
    """Raises InvalidArgument for a service that apprise does not know, or one of this machine itself."""
    import apprise

    scheme = url.partition("://")[0].casefold()
    if scheme in _LOCAL or apprise.Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True) is None:
        raise InvalidArgument(
            "That service is not known. See the list of apprise for how its address is written.",
            "不认识这个服务。地址写法见 apprise 的列表。",
            code="bad_address",
        )
    return url

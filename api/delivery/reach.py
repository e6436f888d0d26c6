"""Where a channel may send to: public addresses; the house's own network only for its owner."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from assistant.errors import Denied, InvalidArgument


class PrivateAddress(Denied):
    """Only the owner may send into this network."""

    code = "private_address"
    zh = "只有主人可以发往内部网络地址。"


async def check_reach(url: str, *, is_owner: bool) -> None:
    """Raises InvalidArgument for no address at all, PrivateAddress for one inside that the caller may not use."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise InvalidArgument("That is not an address.", "这不是一个地址。", code="bad_address")
    if not is_owner and not await _is_public(host):
        raise PrivateAddress


async def _is_public(host: str) -> bool:
    """A name that cannot be looked up now is judged again when something is sent."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(info[4][0]).split("%")[0]).is_global for info in found)

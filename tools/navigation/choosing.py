"""Which routing is used, by the settings STEWARD_PLUGIN_NAVIGATION_PROVIDER, _URL and _KEY."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Setup
from assistant.ports import Extracts
from tools.navigation.provider import RouteProvider, RouteService


@dataclass(frozen=True, kw_only=True, slots=True)
class NavigationConfig:
    """`provider`: offline, osrm, valhalla or amap. `url` is the server's address, `key` what the vendor gave you."""

    provider: str = "offline"
    url: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        needed = {"offline": "", "osrm": self.url, "valhalla": self.url, "amap": self.key}
        if self.provider not in needed:
            raise ValueError(f"navigation provider {self.provider!r}: one of {', '.join(needed)}")
        if self.provider != "offline" and not needed[self.provider]:
            missing = "KEY" if self.provider == "amap" else "URL"
            raise ValueError(f"navigation provider {self.provider} needs STEWARD_PLUGIN_NAVIGATION_{missing}")


def make_routing(setup: Setup) -> RouteProvider:
    """The routing the settings name; made when a first route is asked for."""
    # The road engine and its numerics are heavy: a start, and a day without a route, go without them.
    from tools.navigation.offline import CityRouting

    extracts: Any = setup.ports.get(Extracts)
    offline = CityRouting(extracts, setup.data_dir or Path("vendors/navigation"))
    config: NavigationConfig = setup.config or NavigationConfig()
    if config.provider == "offline":
        return offline
    from tools.navigation.amap_service import ADDRESS, Amap
    from tools.navigation.online import OnlineRouting
    from tools.navigation.osrm_service import Osrm
    from tools.navigation.valhalla_service import Valhalla
    from tools.web import make_client

    http = setup.http or make_client()
    services: dict[str, RouteService] = {
        "osrm": Osrm(http, config.url),
        "valhalla": Valhalla(http, config.url),
        "amap": Amap(http, config.key, config.url or ADDRESS),
    }
    return OnlineRouting(services[config.provider], offline)

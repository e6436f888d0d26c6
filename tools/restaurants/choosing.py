"""Who takes the orders, by the settings STEWARD_PLUGIN_RESTAURANTS_KITCHENS and STEWARD_PLUGIN_RESTAURANTS_AGENT."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Setup
from assistant.ports import Places
from tools.restaurants.kitchens import DemonstrationKitchens, UcpKitchens
from tools.restaurants.offline import DemonstrationTables
from tools.restaurants.provider import Vendors
from tools.ucp.shop import AGENT
from tools.web import make_client


@dataclass(frozen=True, kw_only=True, slots=True)
class RestaurantsConfig:
    """`kitchens`: houses that are UCP merchants, "NAME=https://ADDRESS" with commas between; `agent`: the https address
    of the profile by which this assistant introduces itself to them."""

    kitchens: str = ""
    agent: str = AGENT

    def addresses(self) -> dict[str, str]:
        """House -> address. Raises ValueError for what is neither."""
        found = {}
        for entry in filter(None, (one.strip() for one in self.kitchens.split(","))):
            name, _, address = entry.partition("=")
            if not name.strip() or "://" not in address:
                raise ValueError(f"kitchens: {entry!r} is not NAME=https://ADDRESS")
            found[name.strip().casefold()] = address.strip()
        return found


def make_vendors(setup: Setup) -> Vendors:
    places: Any = setup.ports.get(Places)
    home = setup.data_dir or Path("vendors/restaurants")
    open_at = places.is_open if places else lambda place, at: None
    config: RestaurantsConfig = setup.config or RestaurantsConfig()
    demonstration = DemonstrationKitchens(home, open_at)
    known = config.addresses()
    kitchens = UcpKitchens(setup.http or make_client(), known, config.agent, demonstration) if known else demonstration
    return Vendors(tables=DemonstrationTables(home, open_at), kitchens=kitchens)

"""Speaking FHIR R4 with a clinic: read, search, create, update. What comes back is checked before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from tools.web import ServiceRefused, ServiceRubbish, ask_json

Resource = Mapping[str, Any]
JSON = "application/fhir+json"
_PAGES = 5
# Required bindings: servers do not all check them, so we do.
STATUS = {
    "Slot": frozenset({"busy", "free", "busy-unavailable", "busy-tentative", "entered-in-error"}),
    "Appointment": frozenset(
        {"proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error"}
        | {"checked-in", "waitlist"}
    ),
}


class Changed(Exception):
    """Somebody else changed one of the resources meanwhile (412)."""


@dataclass(frozen=True, slots=True)
class Fhir:
    """One server; `token` is a bearer token of the clinic's, or empty."""

    http: httpx.AsyncClient
    url: str
    token: str = ""

    async def read(self, kind: str, key: str) -> Resource | None:
        """None: there is none of that id. Raises ServiceDown, ServiceRubbish, ServiceRefused."""
        status, told = await self._ask("GET", f"/{kind}/{key}")
        if status in (404, 410):
            return None
        if status != 200:
            raise ServiceRefused()
        return checked(told, kind)

    async def search(self, kind: str, asked: Sequence[tuple[str, str]]) -> list[Resource]:
        """All that fit, over a few pages; what is not of that kind (an OperationOutcome, an include) is left out."""
        path, params = f"/{kind}", [*asked, ("_count", "100")]
        found: list[Resource] = []
        for _ in range(_PAGES):
            status, told = await self._ask("GET", path, params=params)
            if status != 200:
                raise ServiceRefused()
            rows = (entry.get("resource") or {} for entry in checked(told, "Bundle").get("entry", ()))
            found += [checked(row, kind) for row in rows if row.get("resourceType") == kind]
            after = next((link.get("url", "") for link in told.get("link", ()) if link.get("relation") == "next"), "")
            if not after.startswith(self.url + "/"):  # never follow a link to another server
                break
            path, params = after[len(self.url) :], []
        return found

    async def update(self, resource: Resource, seen: str) -> Resource:
        """Only of the version that was seen. Raises Changed, and as `read`."""
        kind, key = resource["resourceType"], resource["id"]
        status, told = await self._ask("PUT", f"/{kind}/{key}", body=dict(resource), more={"If-Match": f'W/"{seen}"'})
        if status in (409, 412):
            raise Changed()
        if status not in (200, 201):
            raise ServiceRefused()
        return checked(told, kind)

    async def create(self, resource: Resource, *, unless: str) -> Resource:
        """What fits the search `unless` already is given back instead of a second one."""
        kind = resource["resourceType"]
        status, told = await self._ask("POST", f"/{kind}", body=dict(resource), more={"If-None-Exist": unless})
        if status not in (200, 201):
            raise ServiceRefused()
        return checked(told, kind)

    async def _ask(
        self, method: str, path: str, *, params: Any = None, body: Any = None, more: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        headers = {"Accept": JSON, "Content-Type": JSON, **(more or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return await ask_json(self.http, method, self.url + path, params=params, headers=headers, body=body)


def version(resource: Resource) -> str:
    return str((resource.get("meta") or {}).get("versionId", ""))


def checked(told: Any, kind: str) -> Resource:
    """Raises ServiceRubbish for another kind, or for a status that FHIR does not know."""
    if not isinstance(told, Mapping) or told.get("resourceType") != kind:
        raise ServiceRubbish()
    if kind in STATUS and told.get("status") not in STATUS[kind]:
        raise ServiceRubbish()
    return told

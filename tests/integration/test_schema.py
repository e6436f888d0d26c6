"""The OpenAPI document and the doors agree: no 5xx, no status and no shape that is not written down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from harness import OWNER_TOKEN, Server
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import build
from api.settings import Settings

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "12"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("schema")).start()
    yield server
    server.kill()


def _document() -> Any:
    app, _ = build(Settings(token="unused"))
    return schemathesis.openapi.from_dict(app.openapi())


# Streams have no end to wait for; and who erases themselves is not there for the next request.
DOORS = [
    result.ok()
    for result in _document().exclude(path="/api/events").exclude(path="/api/me", method="DELETE").get_all_operations()
]


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.method.upper()} {door.path}")
def test_no_door_answers_what_is_not_written_down(door: Any, house: Server) -> None:
    with house.client() as client:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=door.as_strategy())
        def knock(case: schemathesis.Case) -> None:
            _check(case, case.call(base_url=house.base, headers={"Authorization": f"Bearer {OWNER_TOKEN}"}, timeout=60))

        knock()
        # Whatever was sent, the house still stands.
        assert client.get("/api/me").status_code == 200


def _check(case: schemathesis.Case, response: Any) -> None:
    if response.status_code >= 500:
        # Not ready is an honest answer and says so by its code; anything else of the kind is a bug.
        honest = response.status_code in (503, 507) and response.json()["error"]["code"]
        assert honest, f"{case.method} {case.path}: {response.status_code} {response.text}"
    case.validate_response(
        response, checks=[status_code_conformance, content_type_conformance, response_schema_conformance]
    )
    if response.status_code >= 400:
        error = response.json()["error"]
        assert error["code"]
        assert error["message"]


def test_every_door_names_its_errors(house: Server) -> None:
    document = httpx.get(f"{house.base}/openapi.json", trust_env=False).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            codes = set(operation["responses"])
            if path.startswith(("/api/", "/v1/")):
                assert {"401", "403", "422", "503", "507"} <= codes, f"{method} {path}: {sorted(codes)}"
            if any(p["name"].lower() == "idempotency-key" for p in operation.get("parameters", [])):
                assert "409" in codes, f"{method} {path}: a key used for another request is 409"
            assert operation.get("summary"), f"{method} {path} has no summary"
    assert "HTTPValidationError" not in str(document)

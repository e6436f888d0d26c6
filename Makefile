# Steward: `make run` starts it, `make test` checks it. Needs only make, Python >= 3.11 and the package registries.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Whoever runs this brings the Python; uv never downloads one of its own.
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system
export UV_LINK_MODE ?= copy
# A start reads a thousand modules: compiled once here, also where Python is told to write no bytecode itself.
export UV_COMPILE_BYTECODE := 1
COMPILE = $(BIN)/python -m compileall -q -j 0 assistant tools memory voice api >/dev/null || true

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
UV ?= $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
BIN := .venv/bin
# Most tests wait for servers of their own more than they compute; the files of one folder stay together.
# Long files go first (tests/conftest.py), so that no worker is left alone with one at the end.
WORKERS ?= -n 3 --dist loadfile --no-loadscope-reorder
NPM := $(shell command -v npm 2>/dev/null)
LOCKED := uv.lock pyproject.toml
PAGE_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null)

.PHONY: bench-memory bench-time help run install page check format test test-web test-servers demo torture bench bench-navigation bench-voice eval-model clean

help:
	@echo "make run           start Steward (the first time installs it)"
	@echo "make check         format, lint, types, import contracts, sizes"
	@echo "make test          all tests that need no foreign server"
	@echo "make test-servers  tests against real servers of other makers"
	@echo "make demo          a recorded sentence goes in, a ring comes out"
	@echo "make torture       kill -9 while alarms ring, 60 rounds"
	@echo "make bench         how fast, how small"
	@echo "make bench-navigation  routes: how fast, how right, beside OSRM and Valhalla (ARGS=extract.osm.pbf)"
	@echo "make bench-voice   a spoken conversation in figures (ARGS=folder of clips)"
	@echo "make bench-memory  what is found again and what it costs (ARGS='--locomo locomo10.json --large')"
	@echo "make bench-understanding  sentences become calls, beside a simple gate (ARGS=folder of labelled sentences)"
	@echo "make bench-time    how late, how much is lost"
	@echo "make eval-model    how well a language model plans (docs/models.md)"

run: .venv/.for-use page
	@$(BIN)/steward serve

install: .venv/.for-use

.tools/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found (https://www.python.org)."; exit 1; }
	@echo "uv is not here: installing it into .tools/"
	@"$(PYTHON)" -m venv .tools || { echo "python3 -m venv does not work here (on Debian: apt install python3-venv)."; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"

ifeq ($(UV),.tools/bin/uv)
UV_THERE := .tools/bin/uv
endif

# Installed again only when the lock file changed; otherwise nothing asks the network.
.venv/.for-use: $(LOCKED) | $(UV_THERE)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found (https://www.python.org)."; exit 1; }
	@echo "Installing from the lock file..."
	@$(UV) sync --quiet --frozen --inexact --no-dev --python "$(PYTHON)"
	@$(COMPILE)
	@touch $@

.venv/.for-work: $(LOCKED) | $(UV_THERE)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found (https://www.python.org)."; exit 1; }
	@echo "Installing from the lock file, with what the tests need..."
	@$(UV) sync --quiet --frozen --inexact --python "$(PYTHON)"
	@$(COMPILE)
	@touch .venv/.for-use $@

ifneq ($(NPM),)
page: api/page/.built

web/node_modules/.installed: web/package-lock.json
	@echo "Installing what the page is built with..."
	@cd web && npm ci --no-audit --no-fund --silent
	@touch $@

# A page that cannot be built must not keep anybody from running the rest.
api/page/.built: $(PAGE_SOURCES)
	@{ $(MAKE) web/node_modules/.installed && cd web && npm run --silent build >/dev/null && touch ../$@; } \
		|| echo "The page could not be built; going on without the newest one (try: cd web && npm ci && npm run build)."

test-web:
	@$(MAKE) web/node_modules/.installed && cd web && npm test --silent
else
page:
	@test -e api/page/index.html || echo "Node is not here, so the page is not built. With Node 20 or newer: make page"

test-web:
	@echo "SKIPPED the page's own tests: Node is not here."
endif

check: .venv/.for-work
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/architecture

format: .venv/.for-work
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: .venv/.for-work page test-web
	$(BIN)/pytest $(WORKERS) --ignore=tests/servers $(ARGS)

# The first time their environments are made: minutes, where every later start takes seconds.
test-servers: .venv/.for-work
	@if ls tests/servers/test_*.py >/dev/null 2>&1; then $(BIN)/pytest $(WORKERS) --timeout=1200 tests/servers $(ARGS); \
		else echo "No adapter speaks to a foreign server yet: nothing to test here."; fi

demo: .venv/.for-use
	@$(BIN)/python examples/01_spoken_timer.py

torture: .venv/.for-work
	STEWARD_TORTURE_ROUNDS=60 $(BIN)/pytest tests/integration/test_torture.py -s

bench-time: .venv/.for-work
	@$(BIN)/python -m benchmarks.timing $(ARGS)

bench-memory: .venv/.for-work
	@$(BIN)/python -m benchmarks.memory $(ARGS)

bench-understanding: .venv/.for-work
	@$(BIN)/python -m benchmarks.understanding $(ARGS)

bench: .venv/.for-work
	@$(BIN)/python -m benchmarks

bench-navigation: .venv/.for-work
	@$(BIN)/python -m benchmarks.navigation $(ARGS)

bench-voice: .venv/.for-work
	@$(BIN)/python -m benchmarks.ears $(ARGS) && $(BIN)/python -m benchmarks.spoken $(ARGS)

eval-model: .venv/.for-work
	@$(BIN)/python -m benchmarks.eval_model $(ARGS)

clean:
	rm -rf .venv .tools api/page web/node_modules .mypy_cache .ruff_cache .import_linter_cache

# One command per intention; each installs what it needs, once. `make` lists them.

VENV := .venv
BIN := $(VENV)/bin
# The first Python of at least 3.11, unless you name one: make run PYTHON=/path/to/python
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

# Where `make run` completes: FILE:LINE:COLUMN. examples/README.md says what stands there.
AT ?= examples/CardDeck.java:22:13
# Where `make run` looks for the model; empty is the default one.
MODEL ?=

.DEFAULT_GOAL := help
.PHONY: help run test quick e2e lint types fix map bench playground vsix clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.plain ## complete a real file: ranked tokens and lines (AT=FILE:LINE:COLUMN)
	$(BIN)/beamcoder complete $(AT) $(if $(MODEL),--model $(MODEL))

test: $(VENV)/.dev ## run the test suite but for real editors (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -m "not editors" $(ARGS)

quick: $(VENV)/.dev ## run the quick tests, a file at a time on each of two cores
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not editors and not slow" $(ARGS)

e2e: $(VENV)/.dev ## run the tests in real editors that are installed (tests/e2e/install_*.sh)
	$(BIN)/python -m pytest -m editors $(ARGS)

lint: $(VENV)/.dev ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## check types, strictly
	$(BIN)/mypy

fix: $(VENV)/.dev ## mend what ruff can mend, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

map: $(BIN)/python ## print each folder's files, what imports what among them, and circles
	@$(BIN)/python -m tests.house

bench: $(VENV)/.plain ## measure latency through the real server on this machine
	$(BIN)/beamcoder bench $(ARGS)

playground: ## build the page of `beamcoder demo` from editor-clients/playground (needs Node)
	cd editor-clients/playground && npm ci --no-audit --no-fund && npm run --silent types && npm run --silent build

vsix: ## build the extension for VS Code: editor-clients/vscode/beamcoder.vsix (needs Node 20)
	cd editor-clients/vscode && if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then \
		npm ci --loglevel=error && touch node_modules; fi && npm run --silent package

clean: ## remove what was installed and cached here
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Stamps: an install happens once, and again when pyproject.toml changes.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Beamcoder needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo \
		"No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --upgrade pip

$(VENV)/.plain: pyproject.toml | $(BIN)/python
	@echo "Installing Beamcoder into $(VENV), once (a minute or two)."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing Beamcoder with torch and the tools into $(VENV), once (several minutes)."
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.plain

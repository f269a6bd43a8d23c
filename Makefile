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
.PHONY: help run test quick e2e lint lint-clients types fix docs map coverage lock bench playground vsix wheel release clean

# What the linter of shell scripts reads.
SCRIPTS := .ci/run .ci/release $(wildcard tests/e2e/*.sh)
# Without a lock: pip takes the build of torch that fits the machine, and what that needs of CUDA.
UNLOCKED := torch triton cuda-bindings cuda-pathfinder cuda-toolkit $(addprefix nvidia-,cublas \
	cuda-cupti cuda-nvrtc cuda-runtime cudnn-cu13 cufft cufile curand cusolver cusparse \
	cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.plain ## complete a real file: ranked tokens and lines (AT=FILE:LINE:COLUMN)
	$(BIN)/beamcoder complete $(AT) $(if $(MODEL),--model $(MODEL))

test: $(VENV)/.dev ## run the test suite but for real editors (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -m "not editors" $(ARGS)

quick: $(VENV)/.dev ## run the quick tests, a file at a time on each of two cores
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not editors and not slow" $(ARGS)

e2e: $(VENV)/.dev ## run the tests in real editors that are installed (tests/e2e/install_*.sh)
	$(BIN)/python -m pytest -m editors $(ARGS)

lint: $(VENV)/.dev ## check style and formatting; TypeScript, CSS and Lua where there is Node
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/shellcheck --severity=warning $(SCRIPTS)
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory lint-clients; \
		else echo "There is no Node: TypeScript, CSS and Lua were not checked."; fi

lint-clients: ## check the editor clients alone (needs Node 20)
	cd editor-clients && if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then \
		npm ci --loglevel=error && touch node_modules; fi && npm run --silent lint

coverage: $(VENV)/.dev ## run the quick tests and print which lines they do not reach
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not editors and not slow" \
		--cov --cov-report=term:skip-covered $(ARGS)

lock: $(VENV)/.dev ## write requirements-dev.txt anew: versions and hashes for all systems
	@$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q \
		$(foreach package,$(UNLOCKED),--no-emit-package $(package)) -o requirements-dev.txt

types: $(VENV)/.dev ## check types, strictly
	$(BIN)/mypy

fix: $(VENV)/.dev ## mend what ruff can mend, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev ## write docs/commands.md anew, out of the commands
	@$(BIN)/python -m tests.commands_page

map: $(BIN)/python ## print each folder's files, what imports what among them, and circles
	@$(BIN)/python -m tests.house

bench: $(VENV)/.plain ## measure latency through the real server on this machine
	$(BIN)/beamcoder bench $(ARGS)

playground: ## build the page of `beamcoder demo` from editor-clients/playground (needs Node)
	cd editor-clients/playground && npm ci --no-audit --no-fund && npm run --silent types && npm run --silent build

vsix: ## build the extension for VS Code: editor-clients/vscode/beamcoder.vsix (needs Node 20)
	cd editor-clients/vscode && if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then \
		npm ci --loglevel=error && touch node_modules; fi && npm run --silent package

wheel: $(VENV)/.plain ## build dist/beamcoder-*.whl, with the editors' clients in it (Node 20 for VS Code)
	@rm -rf build  # what an older one left there would come along
	@$(BIN)/python -m beamcoder.setup.clients
	$(PIP) wheel --no-deps --wheel-dir dist .

release: $(VENV)/.dev ## build a release into dist/, out of the last commit (ARGS=--twice compares two)
	@$(PIP) install --editable '.[release]'
	.ci/release $(ARGS)

clean: ## remove what was installed and cached here
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

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

$(VENV)/.dev: pyproject.toml requirements-dev.txt | $(BIN)/python
	@echo "Installing Beamcoder with torch and the tools into $(VENV), once (several minutes)."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.txt || echo \
		"The versions of requirements-dev.txt cannot be had here: taking what pyproject.toml allows." >&2
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.plain

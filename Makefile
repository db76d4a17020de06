# Every target first makes what it needs: the virtual environment from the locks, and the Temporal program.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.tuoshan-installed
LOCKS := requirements/bootstrap.txt requirements/dev.txt pyproject.toml
# Two processes with two servers are what two cores carry; the engine's deadlock detector does not like more.
WORKERS ?= 2
FAST := $(wildcard tests/domain tests/contracts tests/rulebook tests/unit)

.PHONY: help demo up test check bench mutants clean format lock map temporal

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: temporal ## one complaint from intake to satisfied callback, on real parts, in virtual time
	@$(BIN)/tuoshan demo

up: temporal ## run everything on this machine in the foreground; Ctrl-C stops it, a restart goes on
	@$(BIN)/tuoshan up

test: temporal ## the whole test suite (WORKERS=1 for one process)
	@$(BIN)/python -m tests -n $(WORKERS) --dist loadfile

check: $(STAMP) ## lint, types, import directions, fast tests, generated documents; under a minute
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests -q $(FAST)
	@$(BIN)/python -m tools.manual_map --check
	@$(BIN)/python -m tests.workflows.fingerprints

bench: temporal ## compare with the floor and with peers, as ratios
	@$(BIN)/python -m bench

mutants: $(STAMP) ## plant faults in rules and code; a test must fail for each; resumable, stops after an hour
	@$(BIN)/python -m tools.mutants

format: $(STAMP) ## rewrite imports and layout as `make check` wants them
	@$(BIN)/ruff check --fix --select I -q || true
	@$(BIN)/ruff format

map: $(STAMP) ## write docs/manual-map.md from the tests' clause marks
	@$(BIN)/python -m tools.manual_map

lock: $(STAMP) ## resolve requirements/*.in anew into the locks
	@for name in runtime local dev bootstrap; do \
	  constraint=; if [ $$name = local ] || [ $$name = dev ]; then constraint="-c requirements/runtime.txt"; fi; \
	  echo "locking $$name"; \
	  env -u PIP_FIND_LINKS $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
	    requirements/$$name.in $$constraint -o requirements/$$name.txt; \
	done

temporal: $(STAMP)
	@if [ -z "$${TEMPORAL_ADDRESS:-}" ]; then $(BIN)/python -m cli.runtime.temporal_binary >/dev/null; fi

clean: ## remove the virtual environment and caches of the checkout; state in .tuoshan stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(STAMP): $(LOCKS)
	@command -v $(PYTHON) >/dev/null || { echo "tuoshan needs Python 3.11 or later: $(PYTHON) was not found" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tuoshan needs Python 3.11 or later: $(PYTHON) is $$($(PYTHON) -V)" >&2; exit 1; }
	@echo "installing the locked packages into $(VENV) (about a minute the first time)" >&2
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) || \
	  { echo "tuoshan needs Python's venv module (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync -q --require-hashes requirements/bootstrap.txt requirements/dev.txt
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

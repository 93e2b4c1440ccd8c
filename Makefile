# Everything a person does with this project. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check bench soak clean lock system

help:
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /  make \1	/'
	@printf '\n  ARGS="…" is handed on: make run ARGS="--port 9000", make test ARGS="-k resolution -x".\n'
	@printf '  PYTHON=/path/to/python chooses the Python (3.11 or newer).\n'

run: $(VENV)/.run ## set up what is missing, then serve on http://127.0.0.1:8000
	@exec $(BIN)/jide serve $(ARGS)

test: system $(VENV)/.dev ## set up what is missing, then run the tests
	@exec $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

check: $(VENV)/.dev ## lint, formatting and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

bench: $(VENV)/.dev ## the benchmarks whose figures the documents state
	@for file in tests/benchmarks/bench_*.py; do \
		name=$$(basename "$$file" .py); echo "== $$name"; $(BIN)/python -m "tests.benchmarks.$$name" $(ARGS); \
	done

soak: $(VENV)/.dev ## kill the service 200 times amid many writers, and look for anything lost (ARGS="--kills 20 --database postgres")
	@exec $(BIN)/python -m tests.soak $(ARGS)

clean: ## remove the environment, caches and build products; never data/
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find service memory intent tests -name __pycache__ -type d -prune -exec rm -rf {} +

# One resolution holds for every Python from 3.11 on and for every platform, by environment markers; pip-compile resolves only
# for the Python it runs on. The runtime lock is a part of the developers' one, version by version.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --only-binary :all: --group build --extra demo pyproject.toml
lock: ## resolve the dependencies anew into requirements*.txt (UPGRADE=--upgrade for newer versions)
	@command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 1; }
	$(COMPILE) --extra dev --extra train $(UPGRADE) --output-file requirements-dev.txt >/dev/null
	$(COMPILE) --constraint requirements-dev.txt $(UPGRADE) --output-file requirements.txt >/dev/null

# The stamps make a second `make run` start at once. The developers' environment contains the runtime one.
$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/pip
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(BIN)/pip
	@$(call install,requirements-dev.txt)
	@touch $(VENV)/.run $@

# pip's own progress bars need a terminal and its own list is long: this says how far it has come and lets through only what
# went wrong. pip compiles on one core, compileall on all of them.
define install
	total=$$(grep -c '==' $(1)); \
	echo "Installing $$total locked packages into $(VENV); the first time this takes a minute or more"; \
	PYTHONUNBUFFERED=1 $(BIN)/python -m pip install --no-input --progress-bar off --no-compile --only-binary :all: \
		--require-hashes --requirement $(1) 2>&1 \
	| awk -v total="$$total" ' \
		/^(Collecting|Processing|Requirement already satisfied)/ && ++count % 30 == 0 { print "  " count " of " total; fflush() } \
		/^Installing collected/ { print "  all here, unpacking"; fflush() } \
		/^ERROR/ { failed = 1 } \
		failed { print > "/dev/stderr" }'; \
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true; \
	$(BIN)/python -m pip install -qq --no-input --no-deps --no-build-isolation --editable .
endef

# Some systems ship Python without ensurepip but with pip: then that pip installs the locked one.
$(BIN)/pip:
	@found=; for candidate in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [[ -z $$found ]]; then \
		echo 'jide needs Python 3.11 or newer; $(if $(PYTHON),$(PYTHON) is not,none was found on PATH).' >&2; \
		echo 'Install it (Debian 12 or newer: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python …' >&2; \
		exit 1; \
	fi; \
	if "$$found" -c 'import ensurepip' 2>/dev/null; then \
		"$$found" -m venv --clear $(VENV); \
	elif "$$found" -m pip --version >/dev/null 2>&1; then \
		"$$found" -m venv --clear --without-pip $(VENV); \
		awk '/^pip==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements-dev.txt > $(VENV)/pip.txt; \
		"$$found" -m pip --python $(BIN)/python install --quiet --require-hashes --requirement $(VENV)/pip.txt; \
	else \
		echo "$$found can make no virtual environment: it has neither ensurepip nor pip." >&2; \
		echo 'Install one of them (Debian: apt-get install python3-venv).' >&2; \
		exit 1; \
	fi

# What the tests need beside Python. Where it cannot be installed from here, those tests are skipped with a word; with CI=true
# a skip is a failure.
system:
	@missing=(); \
	[[ -n "$$(type -P chromium chromium-browser google-chrome || true)" ]] || missing+=(chromium); \
	[[ -n "$$(fc-list :lang=zh 2>/dev/null || true)" ]] || missing+=(fontconfig fonts-noto-cjk); \
	[[ -n "$$(compgen -G '/usr/lib/postgresql/1[5-9]/bin/initdb' || true)" ]] || missing+=(postgresql); \
	docker-compose version >/dev/null 2>&1 || docker compose version >/dev/null 2>&1 || missing+=(docker-compose); \
	[[ -n "$$(ldconfig -p 2>/dev/null | sed -n '/libgomp\.so\.1/p')" ]] || missing+=(libgomp1); \
	[[ $${#missing[@]} -gt 0 ]] || exit 0; \
	if [[ $$(id -u) -eq 0 ]] && type -P apt-get >/dev/null; then \
		echo "Installing for the tests: $${missing[*]}"; \
		export DEBIAN_FRONTEND=noninteractive; \
		said=$$({ apt-get update -qq && apt-get install -qq -y --no-install-recommends "$${missing[@]}"; } </dev/null 2>&1) \
			&& exit 0; \
		echo "$$said" >&2; \
		echo 'apt-get could not install them.' >&2; \
	fi; \
	echo "The tests that need $${missing[*]} will be skipped. On Debian: sudo apt-get install $${missing[*]}" >&2

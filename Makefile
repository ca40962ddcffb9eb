# The portal's commands. `make run` and `make test` work on a fresh Debian 12 with Python 3.11.
# Recipes are single plain commands, so that a signal to make reaches the command itself.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
ARGS ?=
# Where tests keep their servers; give another folder to run two at once in one tree.
TEST_DATA ?= .local/test
TEST_WORKERS ?= 3
PY := .venv/bin/python
WITH_SERVERS := $(PY) -m dco_portal.embedded --data $(TEST_DATA) --throwaway --
export PORT
# Compiled Python is kept, apart from the sources and whatever the shell says: without it each process
# (a test's worker, a server of `make run`) takes five seconds more to start.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.local/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test coverage check pytest bench screenshots lock fmt clean

help:
	@echo "make run     start the portal with its demo area on http://127.0.0.1:$(PORT)/"
	@echo "make test    every check and every test"
	@echo "make coverage   the same with the branch coverage gate (half as long again)"
	@echo "make check   style, types, import layers, templates, settings (no tests)"
	@echo "make pytest  some tests:   make pytest ARGS='tests/unit -x -q'"
	@echo "make bench   queries and times at 1,000 and 100,000 open items"
	@echo "make screenshots   the README's pictures, from a fresh demo area"
	@echo "make fmt     format the code;   make lock  renew requirements/*.txt"

run:
	@$(PYTHON) scripts/setup.py run
	@$(PY) scripts/run.py

test: check
	@$(WITH_SERVERS) $(PY) -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

coverage: check
	@$(WITH_SERVERS) $(PY) -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder --cov $(ARGS)

check:
	@$(PYTHON) scripts/setup.py test
	@$(PY) scripts/check.py

pytest:
	@$(PYTHON) scripts/setup.py test
	@$(WITH_SERVERS) $(PY) -m pytest $(ARGS)

bench:
	@$(PYTHON) scripts/setup.py test
	@$(PY) -m dco_portal.embedded --data .local/bench --throwaway -- $(PY) -m tests.bench $(ARGS)

screenshots:
	@$(PYTHON) scripts/setup.py test
	@$(PY) -m dco_portal.embedded --data .local/screens --throwaway -- $(PY) scripts/screenshots.py

lock:
	@$(PYTHON) scripts/setup.py test
	@$(PY) scripts/lock.py

fmt:
	@$(PYTHON) scripts/setup.py test
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format .

clean:
	rm -rf .venv .local node_modules build static_built .mypy_cache .ruff_cache .pytest_cache
